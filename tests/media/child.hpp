// Runs ffmpeg and ffprobe for these tests.
#pragma once

#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace jiangtang::media::testing {

// A program that runs until it ends or is killed by its process id.
class child {
public:
    explicit child(const std::vector<std::string>& command) {
        std::vector<char*> arguments;
        for (const auto& one : command) arguments.push_back(const_cast<char*>(one.c_str()));
        arguments.push_back(nullptr);
        if (posix_spawnp(&pid_, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0)
            throw std::runtime_error("cannot start " + command[0]);
    }
    ~child() { kill(); }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    bool running() {
        if (!ended_ && ::waitpid(pid_, &status_, WNOHANG) == pid_) ended_ = true;
        return !ended_;
    }

    // Its exit status; waits for it.
    int wait() {
        if (!ended_ && ::waitpid(pid_, &status_, 0) == pid_) ended_ = true;
        return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
    }

    void kill() {
        if (running()) ::kill(pid_, SIGKILL);
        wait();
    }

private:
    pid_t pid_ = 0;
    int status_ = 0;
    bool ended_ = false;
};

// What a command line of the shell writes to its standard output (and error, with 2>&1).
inline std::string output_of(const std::string& command) {
    std::string all;
    auto* pipe = ::popen(command.c_str(), "r");
    char some[65536];
    for (std::size_t n; (n = std::fread(some, 1, sizeof some, pipe)) > 0;) all.append(some, n);
    ::pclose(pipe);
    return all;
}

// A folder of its own, gone with the object.
class temp_folder {
public:
    temp_folder() {
        const auto* base = std::getenv("TMPDIR");
        path_ = std::string(base ? base : "/tmp") + "/jiangtang-media-XXXXXX";
        if (!::mkdtemp(path_.data())) throw std::runtime_error("cannot make a folder");
    }
    ~temp_folder() { std::system(("rm -rf '" + path_ + "'").c_str()); }
    temp_folder(const temp_folder&) = delete;
    temp_folder& operator=(const temp_folder&) = delete;

    std::string write(const std::string& name, const std::string& bytes) const {
        const auto path = path_ + "/" + name;
        auto* file = std::fopen(path.c_str(), "wb");
        std::fwrite(bytes.data(), 1, bytes.size(), file);
        std::fclose(file);
        return path;
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// Pushes a test picture with a tone, a key frame a second, until killed.
inline std::vector<std::string> push_command(const std::string& format, const std::string& to) {
    return {"ffmpeg",
            "-v",
            "quiet",
            "-nostdin",
            "-re",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=s=640x480:r=25",
            "-re",
            "-f",
            "lavfi",
            "-i",
            "sine=440:r=44100",
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-tune",
            "zerolatency",
            "-g",
            "25",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
            "-f",
            format,
            to};
}

} // namespace jiangtang::media::testing
