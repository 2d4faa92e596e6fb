// The certificate that the server shows: the operator's files, read again when they change, or one of its own making.
#pragma once

#include "net/tls_context.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace jiangtang::net {

struct tls_files {
    std::filesystem::path
        certificate;           // PEM: the server's certificate, then those that lead to a known authority
    std::filesystem::path key; // PEM, without passphrase
};

/// Any thread may ask it.
class tls {
public:
    /// Shows what these files hold. Throws std::runtime_error with a sentence when they cannot be used.
    tls(tls_files, clock_fn);
    /// Shows the certificate kept in `folder`, which it makes for these names (see machine_names) when there is none, when
    /// it ends within 30 days, or when it lacks one of them: then it keeps the old names too, at most 32. A server that
    /// runs keeps it even then, for every volunteer would have to accept it again, until its last day. Throws as above.
    tls(const std::filesystem::path& folder, std::function<std::vector<std::string>()> names, clock_fn);

    /// What new connections are made with.
    tls_context context() const;
    /// Of the certificate shown, and of those above it in its chain.
    std::vector<certificate_facts> facts() const;
    /// Made here: no browser knows it before somebody has accepted it.
    bool self_made() const { return !files_; }
    /// Whether browsers may be told never to come without TLS again (HSTS): not with one that they warn of.
    bool trusted_by_browsers() const;
    /// The authority to install on telephones, as DER; of one that is self-made.
    std::string authority() const;

    /// Shows what has changed: called every few seconds, not on an io thread. What cannot be used is warned of once,
    /// and the old one goes on.
    void look();

private:
    std::vector<std::string> names_now() const;
    void show(certificate);
    void look_at_files();
    void look_at_own();

    std::optional<tls_files> files_;
    std::filesystem::path kept_; // the one that is self-made
    std::function<std::vector<std::string>()> names_;
    clock_fn now_;
    std::string seen_, judged_; // what the files held at the last look, and what of it was tried last
    bool warned_ = false;       // of a name that it lacks
    mutable std::mutex mutex_;
    certificate shown_;
    tls_context context_;
    std::vector<certificate_facts> facts_;
};

/// localhost, the names of this machine (also below .local, as its neighbours ask for it), and its IPv4 addresses.
/// Its IPv6 addresses are left out: they change every day, and nobody types them.
std::vector<std::string> machine_names();

} // namespace jiangtang::net
