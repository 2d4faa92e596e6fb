#include "origin/media_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace jiangtang::origin {
namespace {

std::error_code last_error() { return {errno, std::generic_category()}; }

} // namespace

media_file::media_file(const std::filesystem::path& path, access how)
    : fd_(::open(path.c_str(), how == access::read ? O_RDONLY | O_CLOEXEC : O_RDWR | O_CREAT | O_CLOEXEC,
                 0600)) {
    if (fd_ < 0) throw std::system_error(last_error(), path.string());
}

media_file::~media_file() { ::close(fd_); }

std::string media_file::read(std::uint64_t offset, std::size_t size) const {
    std::string bytes(size, '\0');
    std::size_t got = 0;
    while (got < size) {
        const auto n = ::pread(fd_, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw std::system_error(last_error(), "reading a recording");
        if (n == 0) break;
        got += static_cast<std::size_t>(n);
    }
    bytes.resize(got);
    return bytes;
}

std::error_code media_file::write(std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return last_error();
        bytes.remove_prefix(static_cast<std::size_t>(n));
        offset += static_cast<std::uint64_t>(n);
    }
    return {};
}

std::error_code media_file::truncate(std::uint64_t size) {
    return ::ftruncate(fd_, static_cast<off_t>(size)) == 0 ? std::error_code{} : last_error();
}

std::error_code media_file::sync() { return ::fdatasync(fd_) == 0 ? std::error_code{} : last_error(); }

std::uint64_t media_file::size() const {
    struct stat s {};
    if (::fstat(fd_, &s) != 0) throw std::system_error(last_error(), "reading a recording");
    return static_cast<std::uint64_t>(s.st_size);
}

} // namespace jiangtang::origin
