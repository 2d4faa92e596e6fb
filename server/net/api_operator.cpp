// Rows of the route table: health and metrics, for whoever runs the program.

#include "net/context.hpp"
#include "net/server.hpp"
#include "net/stream_metrics.hpp"

#include <spdlog/fmt/fmt.h>

namespace jiangtang::net {
namespace {

void metric(std::string& out, std::string_view name, std::string_view type, std::string_view help,
            auto value) {
    out += fmt::format("# HELP jiangtang_{} {}\n# TYPE jiangtang_{} {}\njiangtang_{} {}\n", name, help, name,
                       type, name, value);
}

/// Prometheus text format 0.0.4.
response metrics(const context& c) {
    std::string out =
        fmt::format("# HELP jiangtang_build The version that runs\n# TYPE jiangtang_build gauge\n"
                    "jiangtang_build{{version=\"{}\"}} 1\n",
                    c.version);
    metric(out, "commits_total", "counter", "Transactions committed", c.hall->writer.commits());
    metric(out, "commands_total", "counter", "Commands committed", c.hall->writer.commands());
    metric(out, "store_healthy", "gauge", "1 while commits succeed", c.hall->writer.healthy() ? 1 : 0);
    metric(out, "feed_connections", "gauge", "Members of all rooms", c.hall->rooms.connections());
    if (c.running) {
        const auto& n = c.running->counts();
        metric(out, "connections", "gauge", "Open connections", c.running->connections());
        metric(out, "connections_limit", "gauge", "Connections taken at most", c.running->max_connections());
        metric(out, "accepted_total", "counter", "Connections accepted", n.accepted.load());
        metric(out, "refused_total", "counter", "Connections refused for want of room", n.refused.load());
        metric(out, "requests_total", "counter", "HTTP requests", n.requests.load());
        metric(out, "websockets", "gauge", "Open WebSockets", n.websockets.load());
        metric(out, "slow_readers_total", "counter", "WebSockets closed with 4001", n.slow_readers.load());
        for (int hundred = 1; hundred <= 5; ++hundred)
            out += fmt::format("jiangtang_answers_total{{status=\"{}xx\"}} {}\n", hundred,
                               n.answers[hundred].load());
    }
    if (c.certificate)
        metric(out, "certificate_expires_seconds", "gauge", "When the certificate of HTTPS ends, Unix time",
               c.certificate->facts().front().expires_at / 1000);
    std::vector<std::pair<std::string, wire::stream_state>> live;
    for (const auto& event : c.hall->streams.live()) live.emplace_back(event, c.hall->stream_state(event));
    out += stream_metrics(live, c.hall->now());
    response r = text(200, std::move(out));
    r.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return r;
}

} // namespace

void add_operator_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/healthz", access::anyone, 0,
                    [](request&) -> asio::awaitable<response> { co_return text(200, "ok\n"); }});
    rows.push_back({method::get, "/readyz", access::anyone, 0, [&c](request&) -> asio::awaitable<response> {
                        if (!c.hall->writer.healthy()) co_return problem_response(errc::storage_failed);
                        co_return text(200, "ready\n");
                    }});
    rows.push_back({method::get, "/metrics", access::operator_, 0,
                    [&c](request&) -> asio::awaitable<response> { co_return metrics(c); }});
}

} // namespace jiangtang::net
