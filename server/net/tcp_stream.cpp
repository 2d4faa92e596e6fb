#include "net/tcp_stream.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace jiangtang::net {

namespace {

namespace asio = boost::asio;

bool blocked() { return errno == EAGAIN || errno == EWOULDBLOCK; }

tcp_socket::wait_type kind(direction d) {
    return d == direction::reading ? tcp_socket::wait_read : tcp_socket::wait_write;
}

} // namespace

tcp_stream::tcp_stream(tcp_socket s) : socket_{std::move(s)} {
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
}

stream::moved tcp_stream::read(std::span<char> into) {
    if (!socket_.is_open()) return {};
    for (;;) {
        const auto n = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
        if (n > 0) return {outcome::moved, static_cast<std::size_t>(n)};
        if (n == 0) return {outcome::end};
        if (errno != EINTR) return {blocked() ? outcome::would_block : outcome::failed};
    }
}

stream::moved tcp_stream::write(std::span<const std::string_view> pieces) {
    if (!socket_.is_open()) return {};
    std::array<iovec, 64> parts;
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = std::min(parts.size(), pieces.size());
    for (std::size_t i = 0; i < message.msg_iovlen; ++i)
        parts[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    for (;;) {
        const auto n = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n > 0) return {outcome::moved, static_cast<std::size_t>(n)};
        if (n == 0) return {outcome::would_block};
        if (errno != EINTR) return {blocked() ? outcome::would_block : outcome::failed};
    }
}

void tcp_stream::wait_for(direction socket, direction said, std::shared_ptr<waiter> who) {
    socket_.async_wait(kind(socket),
                       [said, who = std::move(who)](boost::system::error_code) { who->ready(said); });
}

asio::awaitable<void> tcp_stream::wait_for(direction socket) {
    boost::system::error_code ignored; // a closed stream says so at the next read or write
    co_await socket_.async_wait(kind(socket), asio::redirect_error(asio::use_awaitable, ignored));
}

void tcp_stream::end_sending() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp_socket::shutdown_send, ignored);
}

void tcp_stream::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void tcp_stream::bound_unsent(std::size_t bytes) {
    const int value = static_cast<int>(bytes);
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &value, sizeof value);
}

} // namespace jiangtang::net
