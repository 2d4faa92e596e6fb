#include "media_program.hpp"

#include <algorithm>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace jiangtang::media::testing {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (const auto& one : texts) all.push_back(const_cast<char*>(one.c_str()));
    all.push_back(nullptr);
    return all;
}

} // namespace

media_program::media_program(const std::string& source, int port, const std::vector<std::string>& more,
                             const std::vector<std::string>& environment) {
    std::vector<std::string> arguments{JIANGTANG_MEDIA_PROGRAM,
                                       "--source",
                                       source,
                                       "--push",
                                       "http://127.0.0.1:" + std::to_string(port) + "/ingest/2020-3",
                                       "--key",
                                       "KEY"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    auto variables = environment;
    for (auto** one = environ; *one; ++one) variables.emplace_back(*one);
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    const auto failed = ::posix_spawn(&pid_, arguments[0].c_str(), &actions, nullptr,
                                      pointers(arguments).data(), pointers(variables).data());
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (failed) throw std::runtime_error("cannot start " + arguments[0]);
    ear_ = std::thread([this, from = pipe[0]] { listen(from); });
}

media_program::~media_program() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ear_.join();
}

void media_program::listen(int errors) {
    std::string rest;
    char some[4096];
    for (ssize_t n; (n = ::read(errors, some, sizeof some)) > 0;) {
        rest.append(some, static_cast<std::size_t>(n));
        std::lock_guard lock(mutex_);
        for (std::size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1))
            lines_.push_back({rest.substr(0, end), clock::now()});
        said_.notify_all();
    }
    ::close(errors);
}

std::optional<media_program::clock::time_point> media_program::when(const std::string& words, int times,
                                                                    std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    std::optional<clock::time_point> at;
    said_.wait_for(lock, limit, [&] {
        auto left = times;
        for (const auto& one : lines_)
            if (one.text.find(words) != std::string::npos && --left == 0) at = one.at;
        return at.has_value();
    });
    return at;
}

std::string media_program::log() const {
    std::lock_guard lock(mutex_);
    std::string all;
    for (const auto& one : lines_) all += one.text + "\n";
    return all;
}

int media_program::stop() {
    int status = 0;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace jiangtang::media::testing
