#include "ingest_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

namespace jiangtang::media::testing {

// Reads from a socket by lines and lengths.
class reader {
public:
    explicit reader(int socket) : socket_(socket) {}

    bool until(std::string_view mark, std::string& out) {
        std::size_t at;
        while ((at = bytes_.find(mark)) == std::string::npos)
            if (!more()) return false;
        out = bytes_.substr(0, at);
        bytes_.erase(0, at + mark.size());
        return true;
    }

    bool exactly(std::size_t n, std::string& out) {
        while (bytes_.size() < n)
            if (!more()) return false;
        out = bytes_.substr(0, n);
        bytes_.erase(0, n);
        return true;
    }

private:
    bool more() {
        char some[65536];
        const auto n = ::recv(socket_, some, sizeof some, 0);
        if (n > 0) bytes_.append(some, static_cast<std::size_t>(n));
        return n > 0;
    }

    int socket_;
    std::string bytes_;
};

namespace {

int bound(int type, int port) {
    const int made = ::socket(AF_INET, type, 0);
    const int on = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot bind a test port");
    return made;
}

int port_of(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

void send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

} // namespace

int free_port(bool udp) {
    const int made = bound(udp ? SOCK_DGRAM : SOCK_STREAM, 0);
    const int port = port_of(made);
    ::close(made);
    return port;
}

ingest_server::ingest_server(std::function<std::string(const post&)> answer, int port)
    : answer_(std::move(answer)), listener_(bound(SOCK_STREAM, port)), port_(port_of(listener_)) {
    ::listen(listener_, 16);
    acceptor_ = std::thread([this] { accept(); });
}

ingest_server::~ingest_server() {
    {
        std::lock_guard lock(mutex_);
        closing_ = true;
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    cut();
    for (auto& one : threads_) one.join();
    ::close(listener_);
    for (const int one : sockets_) ::close(one);
}

void ingest_server::accept() {
    for (;;) {
        const int made = ::accept(listener_, nullptr, nullptr);
        std::lock_guard lock(mutex_);
        if (made < 0 || closing_) return;
        sockets_.push_back(made);
        threads_.emplace_back([this, made] { serve(made); });
    }
}

void ingest_server::serve_reports(int socket, reader& from, std::string head) {
    do {
        const auto at = head.find("Content-Length: ");
        std::string body, reply;
        if (at == std::string::npos || !from.exactly(std::stoul(head.substr(at + 16)), body)) return;
        {
            std::lock_guard lock(mutex_);
            reports_.push_back({head, body, socket});
            reply = report_answer_;
        }
        send_all(socket, reply);
        changed_.notify_all();
    } while (from.until("\r\n\r\n", head));
}

void ingest_server::serve(int socket) {
    reader from(socket);
    std::string text;
    if (!from.until("\r\n\r\n", text)) return;
    if (text.starts_with("PUT ")) return serve_reports(socket, from, text);
    std::string reply;
    auto& into = begin_post();
    {
        std::lock_guard lock(mutex_);
        into.head = text;
        const auto target = text.substr(0, text.find(" HTTP/"));
        into.track = target.substr(target.rfind('/') + 1);
        reply = answer_ ? answer_(into) : "";
    }
    changed_.notify_all();
    if (!reply.empty()) {
        send_all(socket, reply);
        ::shutdown(socket, SHUT_WR);
        return;
    }
    for (std::string size; from.until("\r\n", size);) {
        const auto length = std::stoul(size, nullptr, 16);
        std::string end;
        if (!from.exactly(length, text) || !from.exactly(2, end)) return;
        {
            std::lock_guard lock(mutex_);
            into.body += text;
            into.ended = length == 0;
            if (length > 0) into.chunks.push_back(length);
        }
        changed_.notify_all();
        if (length == 0) {
            send_all(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            return;
        }
    }
}

ingest_server::post& ingest_server::begin_post() {
    std::lock_guard lock(mutex_);
    return posts_.emplace_back();
}

std::vector<ingest_server::report> ingest_server::reports() const {
    std::lock_guard lock(mutex_);
    return reports_;
}

void ingest_server::answer_reports(std::string with) {
    std::lock_guard lock(mutex_);
    report_answer_ = std::move(with);
}

bool ingest_server::wait_reports(const std::function<bool(const std::vector<report>&)>& enough,
                                 std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return enough(reports_); });
}

std::vector<ingest_server::post> ingest_server::posts() const {
    std::lock_guard lock(mutex_);
    return {posts_.begin(), posts_.end()};
}

void ingest_server::cut() {
    std::lock_guard lock(mutex_);
    for (const int one : sockets_) ::shutdown(one, SHUT_RDWR);
}

bool ingest_server::wait(const std::function<bool(const std::vector<post>&)>& enough,
                         std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return enough({posts_.begin(), posts_.end()}); });
}

} // namespace jiangtang::media::testing
