// The network side as a whole: listens, runs the shards, sweeps, and stops in two stages.
#pragma once

#include "net/limits.hpp"
#include "net/route.hpp"
#include "net/settings.hpp"
#include "net/shards.hpp"
#include "net/static_files.hpp"
#include "net/tls.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace jiangtang::net {

/// What the metrics page shows; each only grows, but for the open ones.
struct counters {
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> refused{0}; // too many connections
    std::atomic<std::uint64_t> accept_errors{0};
    std::atomic<std::uint64_t> requests{0};
    std::atomic<std::uint64_t> answers[6]{}; // by hundreds of the status
    std::atomic<std::uint64_t> websockets_opened{0};
    std::atomic<std::uint64_t> slow_readers{0}; // closed with 4001
    std::atomic<std::int64_t> websockets{0};    // open now
};

class server {
public:
    /// Binds and listens at once; answers nothing before run(). `files` may be null; with a `certificate` HTTPS is
    /// spoken at settings.tls_host and tls_port, too. Throws
    /// std::runtime_error with a sentence when the address cannot be had: not an address of this
    /// machine, or the port is in use (also by another server that shares ports).
    server(shards&, settings, route_table, access_check, std::shared_ptr<const static_files> files,
           std::shared_ptr<const tls> certificate = {});
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    std::uint16_t port() const;
    /// "http://127.0.0.1:8080"
    std::string url() const;
    /// "https://127.0.0.1:8443"; empty without HTTPS.
    std::string tls_url() const;
    std::uint16_t tls_port() const;
    /// How many connections are taken at most.
    std::size_t max_connections() const;
    std::size_t connections() const;
    const counters& counts() const;

    /// Runs every shard until stop(). Then: no new connections; WebSockets are closed with 1012, idle
    /// connections at once, requests that are being answered are; after settings.stop_grace whatever is left
    /// is cut off. Returns when the threads have ended. Once only.
    void run();

    /// Any thread, any number of times; returns at once. Before run() it makes run() return.
    void stop();

private:
    struct implementation;
    std::unique_ptr<implementation> implementation_;
};

/// Raises the soft limit of open files to the hard one and returns it.
std::size_t raise_open_files_limit();

} // namespace jiangtang::net
