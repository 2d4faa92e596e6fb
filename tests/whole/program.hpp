// Runs the built program as a process of its own, and knows a folder that goes away with the test.
// Must not know what the program says or serves.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace jiangtang::test {

/// A folder of its own, gone with the object.
class temporary_folder {
public:
    temporary_folder();
    ~temporary_folder();
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::string in(const std::string& name) const { return (path_ / name).string(); }
    /// A folder in it with the one page that the server asks for.
    std::string pages() const;

private:
    std::filesystem::path path_;
};

/// A port of 127.0.0.1 that nobody listens at.
std::uint16_t free_port();

/// A running `jiangtang`, or another program. Killed when destroyed.
class program {
public:
    /// `as_user` > 0 runs it with that user id (when the test itself runs as root).
    explicit program(const std::vector<std::string>& arguments, uid_t as_user = 0,
                     const std::string& executable = JIANGTANG_PROGRAM);
    ~program();
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    /// The next line of its standard output, without the line end; throws when none comes within 20 s.
    std::string read_line();
    /// Waits for its end, at most `patience`: the exit code, or minus the signal. Throws when it goes on.
    int wait(std::chrono::milliseconds patience = std::chrono::seconds{20});
    /// What it wrote, whole after wait().
    std::string output() const { return read_so_far_; }
    std::string errors() const;

    void signal(int number) const;
    /// kill -9, and gone when this returns.
    void kill();

private:
    void read_more(int milliseconds);

    temporary_folder own_;
    pid_t pid_ = -1;
    int out_ = -1;
    bool at_end_ = false;
    std::string unread_, read_so_far_;
    int status_ = 0;
};

/// Runs it to its end.
struct ran {
    int code;
    std::string out, err;
};
ran run(const std::vector<std::string>& arguments, uid_t as_user = 0);

} // namespace jiangtang::test
