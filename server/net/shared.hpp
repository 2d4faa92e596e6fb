// What the connections of one server share, and what those of one shard share. Internal to net/.
#pragma once

#include "net/limits.hpp"
#include "net/response_head.hpp"
#include "net/route.hpp"
#include "net/server.hpp"
#include "net/settings.hpp"
#include "net/shards.hpp"
#include "net/static_files.hpp"
#include "net/sweeper.hpp"
#include "net/tls.hpp"

#include <atomic>
#include <memory>

namespace jiangtang::net {

struct server_shared {
    net::settings settings;
    route_table routes;
    access_check check;
    std::shared_ptr<const static_files> files;
    std::shared_ptr<const tls> certificate; // null: no HTTPS
    connection_limits limits;
    counters counts{};
    std::atomic<bool> stopping{false};
    std::uint16_t tls_port = 0; // the one bound; 0: no HTTPS
};

/// Held by every connection, so that it may end after the server object.
struct shard_shared {
    shard_shared(std::shared_ptr<server_shared> s, shard& o)
        : server{std::move(s)}, own{o}, sweep{o.context, server->settings.sweep_interval} {}
    std::shared_ptr<server_shared> server;
    shard& own;
    sweeper sweep;
    http_date date{};
    std::size_t refusals = 0; // being told that there are too many connections
};

} // namespace jiangtang::net
