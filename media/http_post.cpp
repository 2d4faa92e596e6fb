#include "media/http_post.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cstdio>

namespace jiangtang::media {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using namespace std::chrono_literals;

namespace {

constexpr auto connect_limit = 3s;
constexpr std::size_t answer_bytes = 64 * 1024;

} // namespace

http_post::http_post(net::io_context& io, std::function<void()> ended)
    : socket_(io), deadline_(io), on_ended_(std::move(ended)) {}

void http_post::close() {
    error_code ignored;
    socket_.close(ignored);
}

net::awaitable<bool> http_post::connect(const push_target& to) {
    error_code error;
    tcp::resolver resolver(socket_.get_executor());
    deadline_.expires_after(connect_limit);
    deadline_.async_wait([self = shared_from_this()](error_code e) {
        if (!e) self->close();
    });
    const auto found =
        co_await resolver.async_resolve(to.host, to.port, net::redirect_error(net::use_awaitable, error));
    if (!error) co_await net::async_connect(socket_, found, net::redirect_error(net::use_awaitable, error));
    deadline_.cancel();
    if (error) trouble_ = "cannot connect: " + error.message();
    else socket_.set_option(tcp::no_delay(true), error);
    co_return trouble_.empty();
}

net::awaitable<bool> http_post::begin(const push_target& to, const std::string& path, const std::string& key,
                                      const std::string& content_type) {
    const auto self = shared_from_this();
    if (!co_await connect(to)) co_return false;
    begun_ = true;
    const auto host = to.host.find(':') == std::string::npos ? to.host : "[" + to.host + "]";
    const auto head = "POST " + path + " HTTP/1.1\r\nHost: " + host + ":" + to.port +
                      "\r\nAuthorization: Bearer " + key + "\r\nContent-Type: " + content_type +
                      "\r\nTransfer-Encoding: chunked\r\n\r\n";
    error_code error;
    co_await net::async_write(socket_, net::buffer(head), net::redirect_error(net::use_awaitable, error));
    if (error) trouble_ = error.message();
    net::co_spawn(
        socket_.get_executor(), [self] { return self->read_answer(); }, net::detached);
    co_return !error;
}

net::awaitable<bool> http_post::send_chunk(const std::string& bytes) {
    std::array<char, 20> head{};
    const auto length = std::snprintf(head.data(), head.size(), "%zx\r\n", bytes.size());
    const std::array<net::const_buffer, 3> buffers{net::buffer(head.data(), static_cast<std::size_t>(length)),
                                                   net::buffer(bytes), net::buffer("\r\n", 2)};
    error_code error;
    co_await net::async_write(socket_, buffers, net::redirect_error(net::use_awaitable, error));
    if (error) trouble_ = error.message();
    co_return !error;
}

net::awaitable<void> http_post::send_last_chunk() {
    error_code ignored;
    co_await net::async_write(socket_, net::buffer("0\r\n\r\n", 5),
                              net::redirect_error(net::use_awaitable, ignored));
}

// The server speaks only to refuse, or when the last chunk has come.
net::awaitable<void> http_post::read_answer() {
    std::array<char, 4096> some{};
    while (!answer_.complete && raw_.size() < answer_bytes) {
        error_code error;
        const auto n = co_await socket_.async_read_some(net::buffer(some),
                                                        net::redirect_error(net::use_awaitable, error));
        raw_.append(some.data(), n);
        answer_ = parse_answer(raw_);
        if (error) break;
    }
    ended_ = true;
    on_ended_();
}

} // namespace jiangtang::media
