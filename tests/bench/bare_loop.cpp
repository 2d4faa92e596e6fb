// What the hub is compared with: one epoll loop that holds connections and, for each byte of its control connection, writes one
// buffer that is framed already to all the others. It answers just what the load generator asks, and checks nothing.
#include "bench/socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>

using namespace jiangtang::bench;

namespace {

/// A text frame of a server, which is not masked (RFC 6455 section 5.2), with so many bytes of text.
std::string framed(std::size_t bytes) {
    std::string text = "{\"seq\":1";
    text.resize(bytes, ' ');
    return std::string{"\x81\x7e"} + static_cast<char>(bytes >> 8) + static_cast<char>(bytes & 0xff) + text;
}

struct loop {
    int queue = ::epoll_create1(0);
    int control = -1;
    std::vector<int> viewers;
    std::string notice;

    void watch(int fd) const {
        epoll_event wanted{};
        wanted.events = EPOLLIN;
        wanted.data.fd = fd;
        ::epoll_ctl(queue, EPOLL_CTL_ADD, fd, &wanted);
    }

    static void write(int fd, std::string_view bytes) {
        ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }

    void read(int fd) {
        std::array<char, 4096> some;
        const auto n = ::recv(fd, some.data(), some.size(), 0);
        if (n <= 0) return void(::epoll_ctl(queue, EPOLL_CTL_DEL, fd, nullptr));
        const std::string_view asked{some.data(), static_cast<std::size_t>(n)};
        if (fd == control) {
            for (int viewer : viewers) write(viewer, notice);
        } else if (asked.starts_with("POST")) {
            write(fd, "HTTP/1.1 201 Created\r\nSet-Cookie: viewer=x;\r\nContent-Length: 2\r\n\r\n{}");
        } else {
            write(fd, "HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x02{}");
            if (asked.find("as=control") == std::string_view::npos) viewers.push_back(fd);
            else control = fd;
        }
    }
};

} // namespace

int main(int argc, char** argv) {
    loop l;
    l.notice = framed(std::stoul(argument(argc, argv, "--bytes")));
    need_open_files(1000);
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 4096) != 0)
        fail("cannot listen");
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    std::printf("%d\n", ntohs(address.sin_port));
    std::fflush(stdout);
    l.watch(listener);
    std::array<epoll_event, 512> events;
    while (true) {
        const int n = ::epoll_wait(l.queue, events.data(), events.size(), -1);
        for (int i = 0; i < n; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd != listener) {
                l.read(fd);
                continue;
            }
            const int fresh = ::accept(listener, nullptr, nullptr);
            const int on = 1;
            ::setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            l.watch(fresh);
        }
    }
}
