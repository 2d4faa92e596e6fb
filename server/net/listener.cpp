#include "net/listener.hpp"

#include "net/http_session.hpp"
#include "net/tls_stream.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>

namespace jiangtang::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// More than these are not even told why.
constexpr std::size_t most_refusals = 32;
constexpr std::chrono::milliseconds pause_after_error{50};

peer peer_of(const tcp_socket& socket) {
    boost::system::error_code gone;
    auto address = socket.remote_endpoint(gone).address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return {address.to_string(), address.is_loopback()};
}

} // namespace

acceptor open_acceptor(asio::io_context& context, const tcp::endpoint& at, bool share_port) {
    acceptor a{context.get_executor()};
    a.open(at.protocol());
    a.set_option(asio::socket_base::reuse_address{true});
    if (share_port) a.set_option(asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>{true});
    a.bind(at);
    a.listen(4096);
    return a;
}

listener::listener(acceptor a, std::shared_ptr<shard_shared> shared, bool for_tls)
    : acceptor_{std::move(a)}, shared_{std::move(shared)}, pause_{shared_->own.context}, for_tls_{for_tls} {}

void listener::start() {
    asio::co_spawn(
        shared_->own.context, [this] { return run(); }, [self = shared_from_this()](std::exception_ptr) {});
}

void listener::close() {
    closed_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

asio::awaitable<void> listener::run() {
    while (!closed_) {
        boost::system::error_code failed;
        tcp_socket socket{shared_->own.context.get_executor()};
        co_await acceptor_.async_accept(socket, asio::redirect_error(asio::use_awaitable, failed));
        if (closed_) co_return;
        if (failed) {
            co_await back_off(failed);
            continue;
        }
        failing_ = false;
        take(std::move(socket));
    }
}

asio::awaitable<void> listener::back_off(const boost::system::error_code& failed) {
    shared_->server->counts.accept_errors.fetch_add(1, std::memory_order_relaxed);
    if (!std::exchange(failing_, true)) spdlog::warn("cannot accept a connection: {}", failed.message());
    pause_.expires_after(pause_after_error);
    boost::system::error_code ignored;
    co_await pause_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

void listener::take(tcp_socket socket) {
    auto& server = *shared_->server;
    auto from = peer_of(socket);
    const bool counted = !from.loopback || server.settings.count_loopback;
    auto place = server.limits.take(counted ? from.address : std::string{});
    const bool allowed = static_cast<bool>(place);
    server.counts.accepted.fetch_add(1, std::memory_order_relaxed);
    if (!allowed) {
        server.counts.refused.fetch_add(1, std::memory_order_relaxed);
        if (shared_->refusals >= most_refusals) return;
    }
    std::unique_ptr<stream> over;
    if (for_tls_) over = std::make_unique<tls_stream>(std::move(socket), server.certificate->context());
    else over = std::make_unique<tcp_stream>(std::move(socket));
    from.at_tls_port = for_tls_;
    auto on = std::make_unique<connection>(std::move(over), std::move(from), std::move(place), shared_);
    auto session = std::make_shared<http_session>(std::move(on));
    allowed ? session->start() : session->start_refusing();
}

} // namespace jiangtang::net
