#include "app/secrets.hpp"

#include "base/crypto.hpp"
#include "base/random.hpp"
#include "domain/ticket.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace jiangtang::app {

secrets secrets::load(const std::filesystem::path& folder) {
    auto file = folder / "secret";
    if (std::filesystem::exists(folder / "jiangtang.db") && !std::filesystem::exists(file))
        throw std::runtime_error{file.string() +
                                 " is missing: it opens the phone numbers of this database; put it back "
                                 "from the backup (FILE.secret)"};
    // O_EXCL: of two programs that start at once, one makes the file and both read it.
    if (int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600); fd >= 0) {
        auto text = random_token() + random_token() + "\n";
        bool ok =
            ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(fd) == 0;
        ::close(fd);
        if (!ok) {
            std::filesystem::remove(file);
            throw std::runtime_error{"cannot write " + file.string()};
        }
    }
    std::string master;
    std::ifstream{file} >> master;
    if (master.size() != 44)
        throw std::runtime_error{"cannot read " + file.string() +
                                 ": give it to this user, or put it back from the backup (FILE.secret)"};
    const auto ticket_key = hmac(master, "ticket").substr(0, 32);
    return {hmac(master, "viewer cookie"), hmac(master, "phone").substr(0, 32),
            hmac(master, "invitation"),    hmac(master, "delegation"),
            hmac(master, "pass"),          ticket_key,
            ed25519_public_key(ticket_key)};
}

std::string ticket_signature(const secrets& keys, const domain::registration& g) {
    using namespace domain;
    if (g.status != registration_status::confirmed || g.form != attendance::in_person) return {};
    return ed25519_sign(keys.ticket_key, signed_text(g.event, g.ticket));
}

} // namespace jiangtang::app
