// The server as a whole: ports, limits of connections, running out of files, pages, and stopping.
#include "running_server.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>

using namespace jiangtang;
using namespace jiangtang::test;
using net::asio::awaitable;

namespace {

std::vector<net::route> hello() {
    std::vector<net::route> rows;
    rows.push_back(row(net::method::get, "/hello", [](net::request&) { return net::text(200, "hello"); }));
    return rows;
}

constexpr std::string_view get_hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

class silent : public net::websocket_handler {
public:
    awaitable<void> on_open() override { co_return; }
    awaitable<void> on_text(std::string_view) override { co_return; }
    void on_close() override {}
};

net::route feed() {
    return {net::method::get, "/feed", net::access::anyone, 0,
            net::upgrade_handler{[](net::request&) -> awaitable<result<net::upgrade>> {
                net::upgrade up;
                up.open = [](net::websocket&) { return std::make_unique<silent>(); };
                co_return up;
            }}};
}

} // namespace

TEST_CASE("every shard takes its share of the connections of one port") {
    std::atomic<unsigned> seen{0};
    running_server s{{row(net::method::get, "/", [&](net::request& q) {
        seen |= 1U << q.shard;
        return net::no_content();
    })}};
    std::vector<http_client> clients;
    while (seen != 3 && clients.size() < 500) {
        clients.emplace_back(s.port());
        CHECK(clients.back().get("/").status == 204);
    }
    CHECK(seen == 3);
    CHECK(s.server().url() == "http://127.0.0.1:" + std::to_string(s.port()));
}

TEST_CASE("a port in use and an address that is none are refused with a sentence") {
    running_server s{hello()};
    auto settings = quick();
    settings.port = s.port();
    CHECK_THROWS_WITH_AS(running_server(hello(), settings), doctest::Contains("Address already in use"),
                         std::runtime_error);
    settings.host = "nowhere";
    CHECK_THROWS_WITH_AS(running_server(hello(), settings), doctest::Contains("nowhere"), std::runtime_error);
}

TEST_CASE("one connection too many is told 503 with when to come back, and a freed place is taken again") {
    auto settings = quick();
    settings.max_connections = 2;
    running_server s{hello(), settings};
    CHECK(s.server().max_connections() == 2);
    auto one = std::make_unique<http_client>(s.port());
    http_client two{s.port()};
    CHECK(one->get("/hello").status == 200);
    CHECK(two.get("/hello").status == 200);
    raw_socket three{s.port()};
    three.send(get_hello);
    const auto refused = read_answer(three);
    CHECK(refused.status == 503);
    CHECK(refused.body.find("\"too_many_connections\"") != std::string::npos);
    CHECK(refused.field("retry-after") == "5");
    CHECK(three.at_end());
    CHECK(s.server().counts().refused == 1);
    one.reset();
    REQUIRE(eventually([&] { return s.server().connections() < 2; }));
    http_client four{s.port()};
    CHECK(four.get("/hello").status == 200);
}

TEST_CASE("one address cannot take all places, loopback excepted unless it is counted") {
    auto settings = quick();
    settings.max_connections_per_address = 1;
    {
        running_server s{hello(), settings};
        http_client one{s.port()}, two{s.port()};
        CHECK(one.get("/hello").status == 200);
        CHECK(two.get("/hello").status == 200);
    }
    settings.count_loopback = true;
    running_server s{hello(), settings};
    http_client one{s.port()};
    CHECK(one.get("/hello").status == 200);
    raw_socket two{s.port()};
    two.send(get_hello);
    CHECK(read_answer(two).status == 503);
}

TEST_CASE(
    "a WebSocket too many is opened and closed with 4003, which is all that a page could be told, and nothing listens to it") {
    auto settings = quick();
    settings.max_connections = 1;
    std::atomic<int> handlers{0};
    std::vector<net::route> rows = hello();
    rows.push_back({net::method::get, "/feed", net::access::anyone, 0,
                    net::upgrade_handler{[&](net::request&) -> awaitable<result<net::upgrade>> {
                        ++handlers;
                        co_return errc::internal;
                    }}});
    running_server s{std::move(rows), settings};
    http_client one{s.port()};
    CHECK(one.get("/hello").status == 200);
    websocket_client page{s.port(), "/feed"};
    REQUIRE(page.open());
    const auto last = page.read_frame();
    REQUIRE(last);
    CHECK(last->opcode == 8);
    CHECK(last->code() == 4003);
    page.send_close(4003);
    CHECK(page.raw().at_end());
    CHECK_FALSE(page.raw().was_reset());
    CHECK(handlers == 0);
    CHECK(s.server().connections() == 1);
    CHECK(s.server().counts().websockets_opened == 0);
    CHECK(s.server().counts().refused == 1);

    raw_socket half{s.port()}; // an upgrade that is none is refused as any other request
    half.send("GET /feed HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    CHECK(read_answer(half).status == 503);
}

TEST_CASE(
    "those too many that say nothing, or never end, are gone soon, and a page behind them is told again") {
    auto settings = quick();
    settings.max_connections = 1;
    running_server s{hello(), settings, everybody(), {}, 1};
    http_client one{s.port()};
    CHECK(one.get("/hello").status == 200);
    const auto begun = std::chrono::steady_clock::now();
    std::vector<raw_socket> silent;
    for (int i = 0; i < 16; ++i) silent.emplace_back(s.port());
    for (int i = 0; i < 24; ++i) {
        silent.emplace_back(s.port());
        silent.back().try_send(
            "GET /feed HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }
    REQUIRE(eventually([&] { return s.server().counts().refused == 40; }));
    for (auto& c : silent) c.read_to_end(); // the last eight are not even read
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{3});
    websocket_client page{s.port(), "/feed"};
    CHECK(page.read_close() == 4003);
    CHECK(one.get("/hello").status == 200);
}

TEST_CASE("when files run out the server waits, and goes on accepting afterwards") {
    running_server s{hello()};
    http_client before{s.port()};
    CHECK(before.get("/hello").status == 200);
    raw_socket waiting{s.port()};
    waiting.send(get_hello);
    CHECK(read_answer(waiting).status == 200);
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    std::vector<raw_socket> pending;
    const int next = ::dup(0); // the lowest free number
    ::close(next);
    auto low = limit;
    low.rlim_cur = static_cast<rlim_t>(next) + 1;
    setrlimit(RLIMIT_NOFILE, &low);
    pending.emplace_back(s.port()); // takes the last one, so that accept finds none
    const bool ran_out = eventually([&] { return s.server().counts().accept_errors > 0; });
    setrlimit(RLIMIT_NOFILE, &limit);
    CHECK(ran_out);
    pending[0].send(get_hello);
    CHECK(read_answer(pending[0]).status == 200);
    CHECK(before.get("/hello").status == 200);
}

TEST_CASE("pages are answered for GET and HEAD where no row is") {
    const auto folder = std::filesystem::temp_directory_path() / ("served-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "index.html"} << "<!doctype html>";
    auto files = std::make_shared<const net::static_files>(folder, std::vector<std::string>{"/", "/e/*"});
    std::filesystem::remove_all(folder);
    running_server s{hello(), quick(), everybody(), files};
    http_client c{s.port()};
    const auto page = c.get("/e/2020-3");
    CHECK(page.body == "<!doctype html>");
    CHECK(page.field("content-security-policy").starts_with("default-src 'self'"));
    CHECK(c.head("/").field("content-length") == "15");
    CHECK(c.get("/e/2020-3", {{"If-None-Match", page.field("etag")}}).status == 304);
    CHECK(c.get("/hello").body == "hello");
    CHECK(c.post("/e/2020-3", "{}").status == 404);
    CHECK(c.get("/unknown").status == 404);
}

TEST_CASE("stopping closes WebSockets with 1012, idle connections, and finishes what is being answered") {
    std::vector<net::route> rows = hello();
    rows.push_back(feed());
    std::atomic<bool> asked{false};
    rows.push_back({net::method::get, "/slow", net::access::anyone, 0,
                    net::handler{[&](net::request&) -> awaitable<net::response> {
                        asked = true;
                        net::asio::steady_timer timer{co_await net::asio::this_coro::executor,
                                                      std::chrono::milliseconds{100}};
                        co_await timer.async_wait(net::asio::use_awaitable);
                        co_return net::text(200, "done");
                    }}});
    running_server s{std::move(rows)};
    websocket_client viewer{s.port(), "/feed"};
    http_client idle{s.port()};
    idle.get("/hello");
    raw_socket busy{s.port()};
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(eventually([&] { return asked.load(); }));
    s.server().stop();
    const auto last = read_answer(busy);
    CHECK(last.body == "done");
    CHECK(last.closes());
    CHECK(viewer.read_close() == 1012);
    viewer.send_close(1012);
    CHECK(viewer.raw().at_end());
    CHECK(idle.raw().at_end());
    s.stop();
    CHECK(s.server().connections() == 0);
}

TEST_CASE("whatever has not ended when the time is over is cut off, and the server is gone") {
    auto settings = quick();
    settings.stop_grace = std::chrono::milliseconds{50};
    settings.close_grace = std::chrono::seconds{60};
    std::atomic<bool> asked{false};
    std::vector<net::route> rows;
    rows.push_back(feed());
    rows.push_back(
        {net::method::get, "/never", net::access::anyone, 0,
         net::handler{[&](net::request&) -> awaitable<net::response> {
             asked = true;
             net::asio::steady_timer timer{co_await net::asio::this_coro::executor, std::chrono::hours{1}};
             co_await timer.async_wait(net::asio::use_awaitable);
             co_return net::text(200, "late");
         }}});
    running_server s{std::move(rows), settings};
    websocket_client deaf{s.port(), "/feed"};
    raw_socket waiting{s.port()};
    waiting.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(eventually([&] { return asked.load(); }));
    s.stop();
    CHECK(s.server().connections() == 0);
    CHECK(waiting.at_end());
}

TEST_CASE("a publisher's endless body does not keep the server from stopping") {
    std::atomic<bool> reading{false};
    std::vector<net::route> rows;
    rows.push_back(
        {net::method::post, "/ingest", net::access::anyone, 0,
         net::streaming_handler{[&](net::request&, net::body_reader& body) -> awaitable<net::response> {
             reading = true;
             for (auto piece = co_await body.read_some(); !piece.empty();) piece = co_await body.read_some();
             CHECK_FALSE(body.complete());
             co_return net::no_content();
         }}});
    running_server s{std::move(rows)};
    raw_socket publisher{s.port()};
    publisher.send("POST /ingest HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n");
    REQUIRE(eventually([&] { return reading.load(); }));
    const auto begun = std::chrono::steady_clock::now();
    s.stop();
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{2});
}

TEST_CASE("a server that is stopped before it runs does not run") {
    net::shards shards{1};
    net::server s{shards, quick(), net::route_table{hello()}, everybody(), {}};
    s.stop();
    s.run();
    CHECK(s.connections() == 0);
}
