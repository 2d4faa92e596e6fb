#include "support/raw_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace jiangtang::test {

raw_socket::raw_socket(std::uint16_t port, std::size_t receive_buffer)
    : fd_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    if (receive_buffer > 0) {
        const int size = static_cast<int>(receive_buffer);
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    }
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0)
        throw std::runtime_error{std::string{"cannot connect: "} + std::strerror(errno)};
}

raw_socket::raw_socket(raw_socket&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)}, reset_{other.reset_}, tls_{std::move(other.tls_)},
      patience_{other.patience_}, buffer_{std::move(other.buffer_)} {}

raw_socket& raw_socket::operator=(raw_socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    reset_ = other.reset_;
    std::swap(tls_, other.tls_);
    patience_ = other.patience_;
    buffer_ = std::move(other.buffer_);
    return *this;
}

raw_socket::~raw_socket() {
    if (fd_ >= 0) ::close(fd_);
}

void raw_socket::wait(short events) const {
    pollfd p{fd_, events, 0};
    if (::poll(&p, 1, static_cast<int>(patience_.count())) == 0)
        throw std::runtime_error{"the peer did nothing in time"};
}

bool raw_socket::try_send(std::string_view bytes) {
    while (tls_ && !bytes.empty()) {
        const int n = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
        if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (!wait_for_tls(n)) return false;
    }
    while (!bytes.empty()) {
        wait(POLLOUT);
        const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
        if (n < 0 && errno != EAGAIN && errno != EINTR) return false;
    }
    return true;
}

void raw_socket::send(std::string_view bytes) {
    if (!try_send(bytes)) throw std::runtime_error{"the connection is gone"};
}

std::string raw_socket::read_some(std::size_t most) {
    if (!buffer_.empty()) {
        auto out = buffer_.substr(0, most);
        buffer_.erase(0, out.size());
        return out;
    }
    if (tls_) return read_tls(most);
    wait(POLLIN);
    std::string out(most, '\0');
    const auto n = ::recv(fd_, out.data(), out.size(), 0);
    if (n < 0) reset_ = true;
    out.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return out;
}

std::string raw_socket::read_exactly(std::size_t size) {
    std::string out;
    while (out.size() < size) {
        auto piece = read_some(size - out.size());
        if (piece.empty()) throw std::runtime_error{"the stream ended early"};
        out += piece;
    }
    return out;
}

std::string raw_socket::read_until(std::string_view end) {
    std::string out;
    for (;;) {
        auto piece = read_some();
        if (piece.empty()) throw std::runtime_error{"the stream ended early, after: " + out};
        const auto from = out.size() - std::min(out.size(), end.size());
        out += piece;
        if (const auto at = out.find(end, from); at != std::string::npos) {
            buffer_.insert(0, out.substr(at + end.size()));
            out.resize(at + end.size());
            return out;
        }
    }
}

std::string raw_socket::read_to_end() {
    std::string out;
    for (auto piece = read_some(); !piece.empty(); piece = read_some()) out += piece;
    return out;
}

bool raw_socket::at_end() {
    const auto more = read_some();
    if (!more.empty()) throw std::runtime_error{"more came instead of the end: " + more};
    return true;
}

void raw_socket::secure(const tls_wishes& wishes) {
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes to sockets that the peer has closed
    ::fcntl(fd_, F_SETFL, O_NONBLOCK);
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()),
                                                                    SSL_CTX_free};
    SSL_CTX_set_security_level(context.get(), 0); // so that a test may ask for what nobody should have
    SSL_CTX_set_min_proto_version(context.get(), wishes.oldest);
    SSL_CTX_set_max_proto_version(context.get(), wishes.newest);
    if (!wishes.trusted.empty()) {
        auto* pem = BIO_new_mem_buf(wishes.trusted.data(), static_cast<int>(wishes.trusted.size()));
        while (auto* one = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr)) {
            X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), one);
            X509_free(one);
        }
        BIO_free(pem);
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    }
    tls_ = {SSL_new(context.get()), SSL_free};
    SSL_set_mode(tls_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_set_alpn_protos(tls_.get(), reinterpret_cast<const unsigned char*>(wishes.protocols.data()),
                        static_cast<unsigned>(wishes.protocols.size()));
    if (!wishes.host.empty()) SSL_set1_host(tls_.get(), wishes.host.c_str());
    SSL_set_fd(tls_.get(), fd_);
    for (int r = SSL_connect(tls_.get()); r != 1; r = SSL_connect(tls_.get()))
        if (!wait_for_tls(r)) {
            const auto* words = ERR_reason_error_string(ERR_peek_last_error());
            throw std::runtime_error{std::string{"no handshake: "} + (words ? words : "the peer ended")};
        }
}

bool raw_socket::wait_for_tls(int returned) const {
    switch (SSL_get_error(tls_.get(), returned)) {
    case SSL_ERROR_WANT_READ: wait(POLLIN); return true;
    case SSL_ERROR_WANT_WRITE: wait(POLLOUT); return true;
    default: return false;
    }
}

std::string raw_socket::read_tls(std::size_t most) {
    std::string out(most, '\0');
    ERR_clear_error();
    for (;;) {
        const int n = SSL_read(tls_.get(), out.data(), static_cast<int>(most));
        if (n > 0) return out.substr(0, static_cast<std::size_t>(n));
        if (wait_for_tls(n)) continue;
        reset_ = SSL_get_error(tls_.get(), n) != SSL_ERROR_ZERO_RETURN;
        return {};
    }
}

void raw_socket::end_sending() { ::shutdown(fd_, SHUT_WR); }

} // namespace jiangtang::test
