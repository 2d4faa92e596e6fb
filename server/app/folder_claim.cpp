#include "app/folder_claim.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace jiangtang::app {

folder_claim::folder_claim(const std::filesystem::path& folder)
    : fd_{::open((folder / "serve.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
    if (fd_ < 0)
        throw std::runtime_error{"cannot write in the data folder " + folder.string() + ": " +
                                 std::strerror(errno) +
                                 "; give it to this user or choose another with --data DIR"};
    // The kernel lets go of it when the process ends, however it ends.
    if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        ::close(fd_);
        throw std::runtime_error{"another jiangtang serves the data folder " + folder.string() +
                                 "; stop it or choose another with --data DIR"};
    }
}

folder_claim::~folder_claim() { ::close(fd_); }

} // namespace jiangtang::app
