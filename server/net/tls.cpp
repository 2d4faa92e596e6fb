#include "net/tls.hpp"

#include <spdlog/spdlog.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace jiangtang::net {

namespace {

namespace fs = std::filesystem;

constexpr unix_ms day_ms = 24LL * 3600 * 1000;
constexpr std::size_t most_names = 32;
constexpr std::size_t most_bytes = 1024 * 1024;

std::string content_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    std::string text(most_bytes, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || !in.is_open())
        throw std::runtime_error{"cannot read " + file.string() + ": " + std::strerror(errno)};
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

/// Key and certificates in one file, whole or not at all, and nobody else's.
void keep(const fs::path& file, const certificate& made) {
    const auto beside = fs::path{file}.concat(".new");
    ::unlink(beside.c_str());
    const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const auto text = made.key + made.chain;
    const bool ok = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                    ::fsync(fd) == 0 && ::rename(beside.c_str(), file.c_str()) == 0;
    const int why = errno;
    if (fd >= 0) ::close(fd);
    if (!ok) throw std::runtime_error{"cannot write " + file.string() + ": " + std::strerror(why)};
}

std::vector<std::string> lacking(const std::vector<std::string>& have,
                                 const std::vector<std::string>& wanted) {
    std::vector<std::string> out;
    std::ranges::copy_if(wanted, std::back_inserter(out),
                         [&](const auto& name) { return std::ranges::find(have, name) == have.end(); });
    return out;
}

} // namespace

tls::tls(tls_files files, clock_fn now) : files_{std::move(files)}, now_{std::move(now)} {
    try {
        const certificate read{content_of(files_->certificate), content_of(files_->key)};
        seen_ = judged_ = read.chain + read.key;
        show(read);
    } catch (const std::runtime_error& e) {
        throw std::runtime_error{"the certificate " + files_->certificate.string() + " with the key " +
                                 files_->key.string() + " cannot be used: " + e.what()};
    }
    const auto left = facts_.front().expires_at - now_();
    if (left < 14 * day_ms)
        spdlog::warn("the certificate {} ends in {} days", files_->certificate.string(), left / day_ms);
}

tls::tls(const fs::path& folder, std::function<std::vector<std::string>()> names, clock_fn now)
    : kept_{folder / "tls.pem"}, names_{std::move(names)}, now_{std::move(now)} {
    auto wanted = names_now();
    if (fs::exists(kept_)) {
        try {
            const auto text = content_of(kept_);
            show({text, text});
            const bool all = lacking(facts_.front().names, wanted).empty();
            if (all && facts_.front().expires_at - now_() > 30 * day_ms) return;
            std::ranges::copy(lacking(wanted, facts_.front().names), std::back_inserter(wanted));
        } catch (const std::runtime_error& e) {
            spdlog::warn("the certificate in {} is made again: {}", kept_.string(), e.what());
        }
    }
    wanted.resize(std::min(wanted.size(), most_names));
    const auto made = make_certificate(wanted, now_());
    keep(kept_, made);
    show(made);
}

std::vector<std::string> tls::names_now() const {
    std::vector<std::string> out;
    for (const auto& name : names_())
        if (auto one = certifiable(name); !one.empty() && out.size() < most_names)
            out.push_back(std::move(one));
    return out;
}

void tls::show(certificate c) {
    auto context = make_tls_context(c);
    auto facts = read_chain(c.chain);
    const std::lock_guard hold{mutex_};
    shown_ = std::move(c);
    context_ = std::move(context);
    facts_ = std::move(facts);
}

tls_context tls::context() const {
    const std::lock_guard hold{mutex_};
    return context_;
}

std::vector<certificate_facts> tls::facts() const {
    const std::lock_guard hold{mutex_};
    return facts_;
}

bool tls::trusted_by_browsers() const {
    const std::lock_guard hold{mutex_};
    return files_ && !facts_.front().self_signed;
}

std::string tls::authority() const {
    const std::lock_guard hold{mutex_};
    return last_as_der(shown_.chain);
}

void tls::look() { files_ ? look_at_files() : look_at_own(); }

void tls::look_at_files() {
    certificate read;
    std::string now, trouble;
    try {
        read = {content_of(files_->certificate), content_of(files_->key)};
        now = read.chain + read.key;
    } catch (const std::runtime_error& e) {
        now = trouble = e.what();
    }
    // Two files are seldom written at the same instant: what is new counts when the next look finds it again.
    if (std::exchange(seen_, now) != now || now == judged_) return;
    judged_ = now;
    try {
        if (!trouble.empty()) throw std::runtime_error{trouble};
        show(std::move(read));
        spdlog::info("the certificate {} was read again, SHA-256 {}", files_->certificate.string(),
                     facts_.front().fingerprint);
    } catch (const std::runtime_error& e) {
        spdlog::warn("the new certificate {} cannot be used, the old one goes on: {}",
                     files_->certificate.string(), e.what());
    }
}

void tls::look_at_own() {
    try {
        const auto& had = facts_.front();
        if (had.expires_at - now_() < day_ms) {
            const auto made = make_certificate(had.names, now_());
            keep(kept_, made);
            show(made);
            spdlog::warn(
                "the self-made certificate was about to end and was made again: it has to be accepted again");
            return;
        }
        const auto names = warned_ ? std::vector<std::string>{} : lacking(had.names, names_now());
        if (names.empty()) return;
        warned_ = true;
        spdlog::warn(
            "the certificate does not name {}, which this machine is now called; start again to have it so",
            names.front());
    } catch (const std::runtime_error& e) {
        if (!std::exchange(warned_, true))
            spdlog::warn("the certificate could not be made again: {}", e.what());
    }
}

std::vector<std::string> machine_names() {
    std::vector<std::string> out;
    char host[256]{};
    if (::gethostname(host, sizeof host - 1) == 0 && *host != '\0') {
        const std::string name{host};
        if (name != "localhost") out.push_back(name);
        const auto first = name.substr(0, name.find('.'));
        if (first != "localhost") out.push_back(first + ".local");
    }
    out.insert(out.end(), {"localhost", "127.0.0.1", "::1"});
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return out;
    for (const auto* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET) continue;
        char text[INET_ADDRSTRLEN];
        ::inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(one->ifa_addr)->sin_addr, text,
                    sizeof text);
        if (std::ranges::find(out, text) == out.end()) out.emplace_back(text);
    }
    ::freeifaddrs(all);
    return out;
}

} // namespace jiangtang::net
