#include "media/relay.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <spdlog/spdlog.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace jiangtang::media {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::ip::tcp;

namespace {

constexpr int most_connections = 32;
constexpr auto connect_limit = 5s;

enum socks : std::uint8_t {
    version = 5,
    no_authentication = 0,
    connect_command = 1,
    ipv4 = 1,
    name = 3,
    ipv6 = 4,
    succeeded = 0,
    not_allowed = 2
};

struct pair_of_sockets {
    tcp::socket near, far;
};

// Copies until one side ends. The near one may still read what the far one has said; without the near one, or after a
// failure, there is nobody to copy for.
asio::awaitable<void> pump(std::shared_ptr<pair_of_sockets> both, bool outward) {
    auto& from = outward ? both->near : both->far;
    auto& to = outward ? both->far : both->near;
    std::array<char, 16 * 1024> bytes;
    boost::system::error_code failed, ignored;
    while (!failed) {
        const auto n = co_await from.async_read_some(asio::buffer(bytes),
                                                     asio::redirect_error(asio::use_awaitable, failed));
        if (n > 0)
            co_await asio::async_write(to, asio::buffer(bytes, n),
                                       asio::redirect_error(asio::use_awaitable, failed));
    }
    if (failed == asio::error::eof && !outward) {
        to.shutdown(tcp::socket::shutdown_send, ignored);
        co_return;
    }
    from.close(ignored);
    to.close(ignored);
}

template <std::size_t Size>
asio::awaitable<std::array<std::uint8_t, Size>> read(tcp::socket& from) {
    std::array<std::uint8_t, Size> bytes{};
    co_await asio::async_read(from, asio::buffer(bytes), asio::use_awaitable);
    co_return bytes;
}

asio::awaitable<void> answer(tcp::socket& to, std::uint8_t code) {
    const std::array<std::uint8_t, 10> bytes{version, code, 0, ipv4};
    co_await asio::async_write(to, asio::buffer(bytes), asio::use_awaitable);
}

std::optional<intake::fault> wrong_with(const asio::ip::address& one, const std::string& host,
                                        const intake::allowance& allowed) {
    if (one.is_v4()) return intake::check_address(one.to_v4().to_bytes(), host, allowed);
    return intake::check_address(one.to_v6().to_bytes(), host, allowed);
}

} // namespace

asio::awaitable<tcp::resolver::results_type> look_up(std::string host, std::string port,
                                                     intake::allowance allowed) {
    tcp::resolver resolver{co_await asio::this_coro::executor};
    boost::system::error_code failed;
    auto found =
        co_await resolver.async_resolve(host, port, asio::redirect_error(asio::use_awaitable, failed));
    if (failed) throw std::runtime_error{host + " cannot be found: " + failed.message()};
    for (const auto& one : found)
        if (const auto wrong = wrong_with(one.endpoint().address(), host, allowed))
            throw std::runtime_error{"refused: " + wrong->en};
    co_return found;
}

relay::relay(intake::allowance allowed)
    : allowed_{std::move(allowed)}, acceptor_{io_, {asio::ip::address_v4::loopback(), 0}},
      port_{acceptor_.local_endpoint().port()} {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread{[this] { io_.run(); }};
}

relay::~relay() {
    io_.stop();
    thread_.join();
}

asio::awaitable<void> relay::accept() {
    while (true) {
        boost::system::error_code failed;
        auto client = co_await acceptor_.async_accept(asio::redirect_error(asio::use_awaitable, failed));
        if (failed) { // out of descriptors, perhaps: later there may be some
            asio::steady_timer later{io_, 100ms};
            co_await later.async_wait(asio::use_awaitable);
        }
        if (failed || open_ >= most_connections) continue; // the socket closes here
        ++open_;
        asio::co_spawn(io_, serve(std::move(client)), [this](std::exception_ptr) { --open_; });
    }
}

// RFC 1928, sections 3 and 4: no authentication, CONNECT, to a name or an address.
asio::awaitable<relay::target> relay::greet(tcp::socket& client) {
    const auto hello = co_await read<2>(client);
    std::string methods(hello[1], '\0');
    co_await asio::async_read(client, asio::buffer(methods), asio::use_awaitable);
    if (hello[0] != version) throw std::runtime_error{"not SOCKS5"};
    const std::array<std::uint8_t, 2> chosen{version, no_authentication};
    co_await asio::async_write(client, asio::buffer(chosen), asio::use_awaitable);
    const auto request = co_await read<4>(client);
    if (request[1] != connect_command) throw std::runtime_error{"not a CONNECT"};
    target to;
    if (request[3] == ipv4) {
        const auto address = co_await read<4>(client);
        to.host = asio::ip::address_v4{address}.to_string();
    } else if (request[3] == ipv6) {
        const auto address = co_await read<16>(client);
        to.host = asio::ip::address_v6{address}.to_string();
    } else if (request[3] == name) {
        const auto length = co_await read<1>(client);
        to.host.resize(length[0]);
        co_await asio::async_read(client, asio::buffer(to.host), asio::use_awaitable);
    } else {
        throw std::runtime_error{"an unknown kind of address"};
    }
    const auto port = co_await read<2>(client);
    to.port = std::to_string(port[0] * 256 + port[1]);
    co_return to;
}

asio::awaitable<tcp::socket> relay::reach(target to) {
    const auto found = co_await look_up(to.host, to.port, allowed_);
    // Shared: when the time is up in the very turn that connects, the handler runs after this function has ended.
    const auto made = std::make_shared<tcp::socket>(io_);
    asio::steady_timer limit{io_, connect_limit};
    limit.async_wait([made](boost::system::error_code cancelled) {
        if (!cancelled) made->close(cancelled);
    });
    boost::system::error_code failed;
    co_await asio::async_connect(*made, found, asio::redirect_error(asio::use_awaitable, failed));
    limit.cancel();
    if (failed) throw std::runtime_error{to.host + " cannot be reached: " + failed.message()};
    made->set_option(tcp::no_delay{true});
    co_return std::move(*made);
}

asio::awaitable<void> relay::serve(tcp::socket client) {
    const auto to = co_await greet(client);
    std::string trouble;
    auto both = std::make_shared<pair_of_sockets>(pair_of_sockets{std::move(client), tcp::socket{io_}});
    try {
        both->far = co_await reach(to);
    } catch (const std::exception& failed) {
        trouble = failed.what();
    }
    if (!trouble.empty()) {
        spdlog::warn("source: {}", trouble);
        co_await answer(both->near, not_allowed);
        co_return;
    }
    co_await answer(both->near, succeeded);
    asio::co_spawn(io_, pump(both, false), asio::detached);
    co_await pump(both, true);
}

} // namespace jiangtang::media
