// The route table, answers and requests as handlers see them, and the limits on connections. No sockets here.
#include "net/limits.hpp"
#include "net/response_head.hpp"
#include "net/route.hpp"
#include "net/websocket_handshake.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace jiangtang;
using namespace jiangtang::net;

namespace {

route route_of(method m, std::string pattern) {
    return {m, std::move(pattern), access::anyone, 0,
            handler{[](request&) -> asio::awaitable<response> { co_return no_content(); }}};
}

const route_table& table() {
    static const route_table t{
        {route_of(method::get, "/api/events"), route_of(method::get, "/api/events/{slug}"),
         route_of(method::put, "/api/events/{slug}"), route_of(method::get, "/api/events/mine"),
         route_of(method::post, "/api/events/{slug}/segments/{id}/start"),
         route_of(method::get, "/live/{slug}/{path*}"), route_of(method::get, "/live/{slug}/index.m3u8"),
         route_of(method::get, "/")}};
    return t;
}

std::string found(method m, std::string_view path) {
    const auto f = table().find(m, path);
    return f.row ? f.row->pattern : f.allow.empty() ? "404" : "405 " + f.allow;
}

} // namespace

TEST_CASE("a path finds its row and what its captures stand for") {
    const auto f = table().find(method::post, "/api/events/2020-3/segments/s 1/start");
    REQUIRE(f.row);
    CHECK(f.captures == std::vector<std::string>{"2020-3", "s 1"});
    CHECK(found(method::get, "/") == "/");
    CHECK(found(method::get, "/api/events") == "/api/events");
}

TEST_CASE("a literal wins over a capture, and the rest of a path comes last") {
    CHECK(found(method::get, "/api/events/mine") == "/api/events/mine");
    CHECK(found(method::get, "/api/events/other") == "/api/events/{slug}");
    CHECK(found(method::get, "/live/a/index.m3u8") == "/live/{slug}/index.m3u8");
    const auto f = table().find(method::get, "/live/a/v1080/12.3.m4s");
    REQUIRE(f.row);
    CHECK(f.captures == std::vector<std::string>{"a", "v1080/12.3.m4s"});
}

TEST_CASE("what is not there and what may not be done there are told apart") {
    CHECK(found(method::get, "/api/nothing") == "404");
    CHECK(found(method::get, "/api/events/") == "404");
    CHECK(found(method::get, "/api/events//") == "404");
    CHECK(found(method::get, "//api/events") == "404");
    CHECK(found(method::post, "/live/a") == "404");
    CHECK(found(method::post, "/api/events") == "405 GET, HEAD");
    CHECK(found(method::delete_, "/api/events/2020-3") == "405 GET, HEAD, PUT");
    CHECK(found(method::get, "/api/events/a/segments/b/start") == "405 POST");
    CHECK(found(method::other, "/") == "405 GET, HEAD");
}

TEST_CASE("HEAD is answered by the row of GET") {
    CHECK(found(method::head, "/api/events/a") == "/api/events/{slug}");
}

TEST_CASE("a table with a malformed pattern or two equal rows is not made") {
    const auto make = [](std::vector<route> rows) { route_table{std::move(rows)}; };
    CHECK_THROWS_AS(make({route_of(method::get, "no-slash")}), std::invalid_argument);
    CHECK_THROWS_AS(make({route_of(method::get, "/a{b}")}), std::invalid_argument);
    CHECK_THROWS_AS(make({route_of(method::get, "/{}")}), std::invalid_argument);
    CHECK_THROWS_AS(make({route_of(method::get, "/{a*}/b")}), std::invalid_argument);
    CHECK_THROWS_AS(make({route_of(method::get, "/{a}"), route_of(method::get, "/{b}")}),
                    std::invalid_argument);
    CHECK_NOTHROW(make({route_of(method::get, "/{a}"), route_of(method::post, "/{a}")}));
}

TEST_CASE("the table lists its rows") {
    CHECK(table().rows().size() == 8);
    CHECK(name_of(table().rows()[0].who) == "anyone");
    CHECK(name_of(access::operator_) == "operator");
}

TEST_CASE("cookies are found by their whole name, under HTTPS with the prefix of their host only") {
    request q;
    q.fields.add("Cookie", "a=1; session=abc ;xsession=no");
    q.fields.add("cookie", "viewer-2020-3=v; __Host-session=secure");
    CHECK(q.cookie("session") == "abc");
    CHECK(q.cookie("viewer-2020-3") == "v");
    CHECK(q.cookie("ession").empty());
    q.secure = true;
    CHECK(q.cookie("session") == "secure");
    CHECK(q.cookie("viewer-2020-3").empty());
}

TEST_CASE("a bearer token is read whatever the case of its scheme") {
    request q;
    CHECK(q.bearer().empty());
    q.fields.add("Authorization", "bearer  KEY ");
    CHECK(q.bearer() == "KEY");
    request basic;
    basic.fields.add("Authorization", "Basic KEY");
    CHECK(basic.bearer().empty());
}

TEST_CASE("a cookie is set for pages of this host alone") {
    request q;
    response plain, secure, gone;
    set_cookie(plain, q, "session", "abc", 3600);
    CHECK(plain.fields.at(0).second == "session=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax");
    q.secure = true;
    set_cookie(secure, q, "session", "abc", 3600);
    CHECK(secure.fields.at(0).second ==
          "__Host-session=abc; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure");
}

TEST_CASE("a line break cannot enter the fields of an answer") {
    response r;
    CHECK_THROWS_AS(r.with("X", "a\r\nSet-Cookie: evil=1"), std::invalid_argument);
    CHECK_THROWS_AS(r.with("X\n", "a"), std::invalid_argument);
    CHECK_THROWS_AS(r.with("X", std::string{"\0", 1}), std::invalid_argument);
    CHECK(r.fields.empty());
}

TEST_CASE("every answer carries the security fields, a page its policy, and only what says so may be kept") {
    http_date date;
    const auto now = date.at(0);
    CHECK(now == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(date.at(1600754400) == "Tue, 22 Sep 2020 06:00:00 GMT");
    const auto head = response_head(json(200, "{}"), true, "now");
    CHECK(head.starts_with(
        "HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"));
    for (const char* field : {"X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
                              "Cache-Control: no-store\r\n"})
        CHECK(head.find(field) != std::string::npos);
    CHECK(head.find("Content-Security-Policy") == std::string::npos);
    CHECK(head.find("Connection") == std::string::npos);
    auto page = bytes("text/html; charset=utf-8", std::make_shared<const std::string>("<p>"));
    page.with("cache-control", "no-cache");
    const auto page_head = response_head(page, false, "now");
    CHECK(page_head.find("Content-Security-Policy: default-src 'self'; ") != std::string::npos);
    CHECK(page_head.find("frame-ancestors 'self'\r\n") != std::string::npos);
    CHECK(page_head.find("no-store") == std::string::npos);
    CHECK(page_head.find("Connection: close\r\n") != std::string::npos);
    CHECK(response_head(no_content(), true, "now").find("Content-Length") == std::string::npos);
}

TEST_CASE("a problem is answered with its status, its type and when to come back") {
    const auto r = problem_response(problem::retry_after(errc::rate_limited, 4001));
    CHECK(r.status == 429);
    CHECK(r.content_type == "application/problem+json");
    CHECK(r.fields.at(0) == std::pair<std::string, std::string>{"Retry-After", "5"});
    CHECK(r.body->find("\"rate_limited\"") != std::string::npos);
}

TEST_CASE("the handshake gives the answer of RFC 6455 section 1.3 and refuses what is not one") {
    CHECK(websocket_accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    const auto status = [](std::string upgrade, std::string connection, std::string version,
                           std::string key) {
        request q;
        for (auto [name, value] : {std::pair{"Upgrade", upgrade},
                                   {"Connection", connection},
                                   {"Sec-WebSocket-Version", version},
                                   {"Sec-WebSocket-Key", key}})
            if (!value.empty()) q.fields.add(name, value);
        return websocket_handshake(q).status;
    };
    const std::string key = "dGhlIHNhbXBsZSBub25jZQ==";
    CHECK(status("websocket", "keep-alive, Upgrade", "13", key) == 101);
    CHECK(status("h2c, WebSocket", "upgrade", "13", key) == 101);
    CHECK(status("", "Upgrade", "13", key) == 426);
    CHECK(status("h2c", "Upgrade", "13", key) == 426);
    CHECK(status("websocket", "Upgrade", "8", key) == 426);
    CHECK(status("websocket", "Upgrade", "", key) == 426);
    CHECK(status("websocket", "keep-alive", "13", key) == 400);
    CHECK(status("websocket", "Upgrade", "13", "") == 400);
    CHECK(status("websocket", "Upgrade", "13", "c2hvcnQ=") == 400);
    CHECK(status("websocket", "Upgrade", "13", "dGhlIHNhbXBsZS!ub25jZQ==") == 400);
}

TEST_CASE("connections are limited in all and per address, and places come back") {
    connection_limits limits{3, 2};
    auto a = limits.take("10.0.0.1"), b = limits.take("10.0.0.1");
    CHECK(a);
    CHECK(b);
    CHECK_FALSE(limits.take("10.0.0.1"));
    auto c = limits.take("");
    CHECK(c);
    CHECK_FALSE(limits.take("10.0.0.2"));
    CHECK(limits.taken() == 3);
    b = {};
    CHECK(limits.take("10.0.0.1"));
    auto moved = std::move(c);
    CHECK(limits.taken() == 2);
    moved = {};
    a = {};
    CHECK(limits.taken() == 0);
}
