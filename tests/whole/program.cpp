#include "whole/program.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace jiangtang::test {

using namespace std::chrono_literals;

temporary_folder::temporary_folder() {
    auto name = (std::filesystem::temp_directory_path() / "jiangtang-whole-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error{"cannot make a folder"};
    path_ = name;
}

temporary_folder::~temporary_folder() {
    std::error_code ec;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ec);
    std::filesystem::remove_all(path_, ec);
}

std::string temporary_folder::pages() const {
    std::filesystem::create_directories(in("pages"));
    std::ofstream{in("pages/index.html")} << "<!doctype html><title>test</title>";
    return in("pages");
}

std::uint16_t free_port() {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    const bool ok = ::bind(fd, reinterpret_cast<sockaddr*>(&here), sizeof here) == 0 &&
                    ::getsockname(fd, reinterpret_cast<sockaddr*>(&here), &size) == 0;
    ::close(fd);
    if (!ok) throw std::runtime_error{"no port"};
    return ntohs(here.sin_port);
}

program::program(const std::vector<std::string>& arguments, uid_t as_user, const std::string& executable) {
    std::vector<std::string> words{executable};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (auto& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error{"no pipe"};
    int err = ::open(own_.in("errors").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    pid_ = ::fork();
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::dup2(ends[1], 1);
        ::dup2(err, 2);
        if (as_user > 0 && (::setgid(as_user) != 0 || ::setuid(as_user) != 0)) ::_exit(126);
        ::execv(argv[0], argv.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    ::close(err);
    out_ = ends[0];
    if (pid_ < 0) throw std::runtime_error{"cannot start " + words[0]};
}

program::~program() {
    kill();
    ::close(out_);
}

void program::read_more(int milliseconds) {
    pollfd p{out_, POLLIN, 0};
    if (::poll(&p, 1, milliseconds) <= 0) return;
    char some[4096];
    auto n = ::read(out_, some, sizeof some);
    at_end_ = n <= 0;
    if (n > 0) {
        unread_.append(some, static_cast<std::size_t>(n));
        read_so_far_.append(some, static_cast<std::size_t>(n));
    }
}

std::string program::read_line() {
    auto deadline = std::chrono::steady_clock::now() + 20s;
    while (unread_.find('\n') == std::string::npos) {
        if (at_end_ || std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"the program wrote no line; its errors: " + errors()};
        read_more(100);
    }
    auto end = unread_.find('\n');
    auto line = unread_.substr(0, end);
    unread_.erase(0, end + 1);
    return line;
}

int program::wait(std::chrono::milliseconds patience) {
    auto deadline = std::chrono::steady_clock::now() + patience;
    // Its standard output closes when it ends.
    while (pid_ > 0 && !at_end_) {
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"the program goes on: " + errors()};
        read_more(100);
    }
    if (pid_ > 0) ::waitpid(pid_, &status_, 0);
    pid_ = -1;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

std::string program::errors() const {
    std::ifstream in{own_.in("errors")};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void program::signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
}

void program::kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, &status_, 0);
    pid_ = -1;
}

ran run(const std::vector<std::string>& arguments, uid_t as_user) {
    program p{arguments, as_user};
    int code = p.wait();
    return {code, p.output(), p.errors()};
}

} // namespace jiangtang::test
