// A file of a recording: written at known places, read from any thread. Must not know what is in it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

namespace jiangtang::origin {

class media_file {
public:
    enum class access { read, write };
    // To write: makes it where it is not there, for its owner alone. Throws std::system_error.
    explicit media_file(const std::filesystem::path& path, access how = access::write);
    ~media_file();
    media_file(const media_file&) = delete;
    media_file& operator=(const media_file&) = delete;

    // Fewer bytes than asked for at the end of the file. Throws std::system_error when the disk fails.
    std::string read(std::uint64_t offset, std::size_t size) const;

    // All of `bytes`, or an error; then some of them may have been written.
    std::error_code write(std::uint64_t offset, std::string_view bytes);
    std::error_code truncate(std::uint64_t size);
    // On the disk, not only on its way there, when this returns without error.
    std::error_code sync();
    std::uint64_t size() const; // bytes; throws std::system_error

private:
    int fd_ = -1;
};

// A piece of a file that players may have; it stays readable as long as this is held.
struct file_slice {
    std::shared_ptr<const media_file> file;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;

    std::string read() const { return file->read(offset, static_cast<std::size_t>(size)); }
};

} // namespace jiangtang::origin
