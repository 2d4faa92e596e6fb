#include "bench/socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace jiangtang::bench {

void fail(const std::string& words) {
    std::fprintf(stderr, "%s\n", words.c_str());
    std::exit(1);
}

std::string argument(int argc, char** argv, std::string_view name) {
    for (int i = 1; i + 1 < argc; ++i)
        if (name == argv[i]) return argv[i + 1];
    fail(std::string{name} + " is missing");
}

target target_of(int argc, char** argv) {
    auto port = argument(argc, argv, "--port");
    return {"127.0.0.1:" + port, static_cast<std::uint16_t>(std::stoi(port)), 0};
}

void need_open_files(std::size_t needed) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < needed) fail("the limit of open files is " + std::to_string(limit.rlim_cur));
}

usage usage_of(int process) {
    const std::filesystem::path folder{"/proc/" + std::to_string(process)};
    usage u;
    for (const auto& thread : std::filesystem::directory_iterator{folder / "task"}) {
        double on_cpu_ns = 0; // proc_pid_schedstat: time on the processor, time waiting, number of turns
        std::ifstream{thread.path() / "schedstat"} >> on_cpu_ns;
        u.cpu_us += on_cpu_ns / 1000;
    }
    std::ifstream status{folder / "status"};
    for (std::string word; status >> word;)
        if (word == "RssAnon:" && status >> u.memory) u.memory *= 1024; // kB
    return u;
}

connection::connection(const target& to) : fd_{::socket(AF_INET, SOCK_STREAM, 0)} {
    if (fd_ < 0) fail("no socket: " + std::string{std::strerror(errno)});
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (to.from > 0) {
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + to.from);
        if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            fail("no address to come from: " + std::string{std::strerror(errno)});
    }
    address.sin_port = htons(to.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        fail("cannot connect: " + std::string{std::strerror(errno)});
    int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

connection::~connection() { ::close(fd_); }

void connection::send(std::string_view bytes) {
    while (!bytes.empty()) {
        auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) fail("cannot send: " + std::string{std::strerror(errno)});
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

bool connection::receive() {
    std::array<char, 16384> some;
    while (true) {
        auto n = ::recv(fd_, some.data(), some.size(), MSG_DONTWAIT);
        if (n > 0) in.append(some.data(), static_cast<std::size_t>(n));
        if (n > 0 && static_cast<std::size_t>(n) < some.size()) return true;
        if (n == 0) return false;
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno == EAGAIN;
    }
}

bool take_answer(std::string& in, std::string& head, std::string& body) {
    auto end = in.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    std::size_t length = 0;
    auto at = in.find("Content-Length: ");
    if (at < end) length = std::strtoul(in.c_str() + at + 16, nullptr, 10);
    if (in.size() < end + 4 + length) return false;
    head = in.substr(0, end + 2);
    body = in.substr(end + 4, length);
    in.erase(0, end + 4 + length);
    return true;
}

int status_of(std::string_view head) { return head.size() < 12 ? 0 : std::atoi(head.data() + 9); }

std::string cookie_of(std::string_view head) {
    auto at = head.find("Set-Cookie: ");
    if (at == std::string_view::npos) return {};
    auto value = head.substr(at + 12);
    return std::string{value.substr(0, value.find_first_of(";\r"))};
}

/// `first`: the bit of the last frame and the opcode.
static std::string masked_frame(char first, std::string_view text) {
    constexpr std::array<char, 4> mask{0x12, 0x34, 0x56, 0x78};
    std::string frame{first};
    if (text.size() < 126) frame += static_cast<char>(0x80 | text.size());
    else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(text.size() >> 8);
        frame += static_cast<char>(text.size() & 0xff);
    }
    frame.append(mask.data(), mask.size());
    for (std::size_t i = 0; i < text.size(); ++i) frame += static_cast<char>(text[i] ^ mask[i % 4]);
    return frame;
}

std::string text_frame(std::string_view text) { return masked_frame('\x81', text); }

bool take_message(connection& from, std::string& message) {
    auto& in = from.in;
    auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(in[i]); };
    while (in.size() >= 2) {
        std::size_t length = byte(1) & 0x7f, head = 2;
        if (length == 126) head = 4;
        if (length == 127) head = 10;
        if (in.size() < head) return false;
        if (head > 2) {
            length = 0;
            for (std::size_t i = 2; i < head; ++i) length = length << 8 | byte(i);
        }
        if (in.size() < head + length) return false;
        auto opcode = byte(0) & 0x0f;
        message.assign(in, head, length);
        in.erase(0, head + length);
        if (opcode == 8) fail("the server closed a feed: " + message);
        if (opcode == 9) from.send(masked_frame('\x8a', message));
        if (opcode == 1) return true;
    }
    return false;
}

void read_until(const std::vector<connection*>& all, const std::function<void(std::size_t)>& ready,
                const std::function<bool()>& done, std::chrono::seconds limit) {
    int queue = ::epoll_create1(0);
    for (std::size_t i = 0; i < all.size(); ++i) {
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.u64 = i;
        ::epoll_ctl(queue, EPOLL_CTL_ADD, all[i]->fd(), &wanted);
    }
    auto end = clock::now() + limit;
    std::array<epoll_event, 512> events;
    while (!done()) {
        if (clock::now() > end) fail("it took longer than " + std::to_string(limit.count()) + " s");
        int n = ::epoll_wait(queue, events.data(), events.size(), 100);
        for (int i = 0; i < n; ++i) {
            auto which = static_cast<std::size_t>(events[static_cast<std::size_t>(i)].data.u64);
            if (!all[which]->receive()) fail("the server closed connection " + std::to_string(which));
            ready(which);
        }
    }
    ::close(queue);
}

double quantile(std::vector<double>& values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
    return values[at];
}

} // namespace jiangtang::bench
