// A server of the test's own routes on a free port, run in the background and stopped at the end of the test.
#pragma once

#include "net/server.hpp"

#include "support/http_client.hpp"
#include "support/websocket_client.hpp"

#include <functional>
#include <memory>
#include <thread>

namespace jiangtang::test {

/// Waits until `holds()` is true, at most ten seconds; returns whether it became so.
inline bool eventually(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (!holds()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::yield();
    }
    return true;
}

/// Times short enough for a test to see them pass, limits as they are.
inline net::settings quick() {
    net::settings s;
    s.port = 0;
    s.tls_host = s.host;
    s.sweep_interval = std::chrono::milliseconds{20};
    s.close_grace = std::chrono::milliseconds{300};
    return s;
}

inline net::access_check everybody() {
    return [](net::request&, net::access) -> net::asio::awaitable<result<void>> { co_return result<void>{}; };
}

/// A row whose handler is a function from request to response.
inline net::route row(net::method m, std::string pattern, std::function<net::response(net::request&)> f,
                      std::size_t body_limit = 0, net::access who = net::access::anyone) {
    return {m, std::move(pattern), who, body_limit,
            net::handler{[f = std::move(f)](net::request& q) -> net::asio::awaitable<net::response> {
                co_return f(q);
            }}};
}

class running_server {
public:
    running_server(std::vector<net::route> rows, net::settings s = quick(),
                   net::access_check check = everybody(), std::shared_ptr<const net::static_files> files = {},
                   std::size_t shard_count = 2, std::shared_ptr<const net::tls> certificate = {})
        : shards_{shard_count}, server_{shards_,          std::move(s),     net::route_table{std::move(rows)},
                                        std::move(check), std::move(files), std::move(certificate)},
          thread_{[this] { server_.run(); }} {}
    ~running_server() { stop(); }

    void stop() {
        server_.stop();
        if (thread_.joinable()) thread_.join();
    }
    net::server& server() { return server_; }
    net::shards& shards() { return shards_; }
    std::uint16_t port() const { return server_.port(); }
    std::uint16_t tls_port() const { return server_.tls_port(); }

private:
    net::shards shards_;
    net::server server_;
    std::thread thread_;
};

} // namespace jiangtang::test
