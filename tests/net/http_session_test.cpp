// HTTP over real sockets: what is answered, in which order, and what ends a connection.
#include "running_server.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace jiangtang;
using namespace jiangtang::test;

using net::method;
using net::request;
using net::response;

namespace {

std::vector<net::route> rows() {
    std::vector<net::route> r;
    r.push_back(row(method::get, "/hello/{name}",
                    [](request& q) { return net::text(200, "hello " + q.captures[0]); }));
    r.push_back(row(method::get, "/cookie", [](request& q) {
        auto a = net::text(200, std::string{q.cookie("session")});
        set_cookie(a, q, "session", "abc", 60);
        return a;
    }));
    r.push_back(row(
        method::post, "/echo", [](request& q) { return net::json(200, q.body); }, 1000));
    r.push_back(row(
        method::post, "/secret", [](request&) { return net::text(200, "secret"); }, 1000,
        net::access::organizer));
    r.push_back(
        row(method::get, "/throws", [](request&) -> response { throw std::runtime_error{"broken world"}; }));
    r.push_back(row(method::get, "/who", [](request& q) {
        return net::text(200, q.peer + (q.loopback ? " here" : "") + " " + q.origin());
    }));
    return r;
}

net::access_check only_anyone() {
    return [](request& q, net::access who) -> net::asio::awaitable<result<void>> {
        if (q.fields.has("x-broken")) throw std::runtime_error{"the check broke"};
        if (who == net::access::anyone) co_return result<void>{};
        co_return errc::sign_in_required;
    };
}

std::string head(std::string_view line, std::string_view fields = {}) {
    return std::string{line} + " HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n";
}

} // namespace

TEST_CASE("one connection serves one request after another, and keeps what a browser would") {
    running_server s{rows()};
    http_client c{s.port()};
    const auto a = c.get("/hello/%E6%9E%97");
    CHECK(a.status == 200);
    CHECK(a.body == "hello 林");
    CHECK(a.field("x-content-type-options") == "nosniff");
    CHECK(a.field("date").size() == 29);
    CHECK(c.post("/echo", "{\"a\":1}").body == "{\"a\":1}");
    c.get("/cookie");
    CHECK(c.get("/cookie").body == "abc");
    CHECK(s.server().counts().accepted == 1);
    CHECK(s.server().counts().requests == 4);
    CHECK(s.server().counts().answers[2] == 4);
}

TEST_CASE("pipelined requests are answered in their order") {
    running_server s{rows()};
    raw_socket c{s.port()};
    std::string all = "\r\n"; // an empty line before a request is allowed
    for (int i = 0; i < 50; ++i)
        all += head("GET /hello/" + std::to_string(i)) + head("POST /echo", "Content-Length: 2\r\n") + "{}";
    c.send(all);
    for (int i = 0; i < 50; ++i) {
        CHECK(read_answer(c).body == "hello " + std::to_string(i));
        CHECK(read_answer(c).body == "{}");
    }
}

TEST_CASE("a request that comes byte by byte is understood") {
    running_server s{rows()};
    raw_socket c{s.port()};
    for (const char byte : head("POST /echo", "Content-Length: 4\r\n") + "true") c.send({&byte, 1});
    CHECK(read_answer(c).body == "true");
}

TEST_CASE("HEAD has the head of GET and no body") {
    running_server s{rows()};
    http_client c{s.port()};
    const auto a = c.head("/hello/a");
    CHECK(a.status == 200);
    CHECK(a.field("content-length") == "7");
    CHECK(c.get("/hello/b").body == "hello b"); // and the connection is not out of step
}

TEST_CASE("404 and 405 are told apart, as problems, and the connection goes on") {
    running_server s{rows()};
    http_client c{s.port()};
    const auto absent = c.get("/nothing");
    CHECK(absent.status == 404);
    CHECK(absent.field("content-type") == "application/problem+json");
    CHECK(absent.body.find("\"not_found\"") != std::string::npos);
    const auto wrong = c.post("/hello/a", "{}");
    CHECK(wrong.status == 405);
    CHECK(wrong.field("allow") == "GET, HEAD");
    CHECK_FALSE(wrong.closes());
    CHECK(s.server().counts().accepted == 1);
}

TEST_CASE("a malformed request is answered 400 and ends the connection") {
    running_server s{rows()};
    for (const auto& bad : {head("POST /echo", "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n"),
                            head("POST /echo", "Content-Length: 2\r\nContent-Length: 2\r\n"),
                            head("GET /", "Host: b\r\n"), head("GET /", "X: a\r\n b\r\n"),
                            std::string{"GET / HTTP/1.1\r\n\r\n"}, std::string{"nonsense\r\n\r\n"}}) {
        raw_socket c{s.port()};
        c.send(bad + head("GET /hello/smuggled"));
        const auto a = read_answer(c);
        CHECK(a.status == 400);
        CHECK(a.body.find("\"malformed_request\"") != std::string::npos);
        CHECK(a.closes());
        CHECK(c.at_end());
    }
}

TEST_CASE("a head longer than 8 KiB is refused, one just below is not") {
    running_server s{rows()};
    const auto start = head("GET /hello/a", "X: ");
    raw_socket fits{s.port()}, too_long{s.port()}, endless{s.port()};
    fits.send(head("GET /hello/a", "X: " + std::string(8192 - start.size() - 2, 'x') + "\r\n"));
    CHECK(read_answer(fits).status == 200);
    too_long.send(head("GET /hello/a", "X: " + std::string(8192 - start.size(), 'x') + "\r\n"));
    CHECK(read_answer(too_long).status == 400);
    endless.send("GET /hello/a HTTP/1.1\r\nX: " + std::string(9000, 'x'));
    CHECK(read_answer(endless).status == 400);
    CHECK(endless.at_end());
}

TEST_CASE("a body over the limit of its row is refused before it is sent, at the limit it is taken") {
    running_server s{rows()};
    http_client c{s.port()};
    CHECK(c.post("/echo", std::string(1000, 'x')).body.size() == 1000);
    CHECK(c.post("/echo", std::string(1001, 'x')).status == 413);
    raw_socket big{s.port()};
    big.send(head("POST /echo", "Content-Length: 1000000000\r\nExpect: 100-continue\r\n"));
    CHECK(read_answer(big).status == 413);
    CHECK(big.at_end());
    CHECK(c.get("/hello/a", {{"Content-Length", "1"}}).status == 413);
}

TEST_CASE("Expect: 100-continue is answered before the body is read") {
    running_server s{rows()};
    raw_socket c{s.port()};
    c.send(head("POST /echo", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
    CHECK(c.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    c.send("{}");
    CHECK(read_answer(c).body == "{}");
}

TEST_CASE("who may not call a row is refused before the body is read") {
    running_server s{rows(), quick(), only_anyone()};
    raw_socket c{s.port()};
    c.send(head("POST /secret", "Content-Length: 2\r\nExpect: 100-continue\r\n"));
    const auto a = read_answer(c);
    CHECK(a.status == 401);
    CHECK(a.body.find("\"sign_in_required\"") != std::string::npos);
    http_client other{s.port()};
    CHECK(other.post("/secret", "{}").status == 401);
    CHECK(other.get("/hello/a").status == 200);
    CHECK(s.server().counts().accepted ==
          2); // the body of the refused request was all there, so the connection goes on
}

TEST_CASE("another site cannot post with a visitor's cookie") {
    running_server s{rows()};
    http_client c{s.port()};
    c.get("/cookie");
    CHECK(c.post("/echo", "{}").status == 200);
    const auto foreign = c.post("/echo", "{}", {{"Origin", "http://evil.example"}});
    CHECK(foreign.status == 403);
    CHECK(foreign.body.find("\"foreign_origin\"") != std::string::npos);
    CHECK(c.post("/echo", "{}", {{"Origin", "null"}}).status == 403);
    c.raw().send(
        head("POST /echo", "Cookie: session=abc\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 2\r\n") +
        "{}");
    CHECK(c.read().status == 403);
    c.raw().send(head("POST /echo", "Cookie: session=abc\r\nContent-Length: 2\r\n") + "{}"); // a script
    CHECK(c.read().status == 200);
    c.raw().send(head("POST /echo", "Content-Length: 2\r\n") + "{}");
    CHECK(c.read().status == 200);
}

TEST_CASE("an exception of a handler or a check is a 500 for that request alone") {
    running_server s{rows(), quick(), only_anyone()};
    http_client c{s.port()};
    const auto a = c.get("/throws");
    CHECK(a.status == 500);
    CHECK(a.body.find("\"internal\"") != std::string::npos);
    CHECK(a.body.find("broken world") == std::string::npos);
    CHECK(c.get("/hello/a", {{"X-Broken", "1"}}).status == 500);
    CHECK(c.get("/hello/a").status == 200);
    CHECK(s.server().counts().answers[5] == 2);
}

TEST_CASE("a connection that does nothing is closed, before its first request and after") {
    auto settings = quick();
    settings.idle_timeout = std::chrono::milliseconds{60};
    running_server s{rows(), settings};
    raw_socket silent{s.port()}, used{s.port()};
    used.send(head("GET /hello/a"));
    CHECK(read_answer(used).status == 200);
    CHECK(silent.at_end());
    CHECK(used.at_end());
}

TEST_CASE("a head that is not complete in its time is closed, though every byte of it comes soon") {
    auto settings = quick();
    settings.header_timeout = std::chrono::milliseconds{100};
    running_server s{rows(), settings};
    raw_socket half{s.port()}, dripping{s.port()};
    half.send("GET /hello/a HTTP/1.1\r\n");
    CHECK(half.at_end());
    dripping.patience(std::chrono::milliseconds{10});
    bool closed = false;
    for (int bytes = 0; bytes < 500 && !closed; ++bytes) {
        closed = !dripping.try_send("x");
        try {
            closed = closed || dripping.at_end();
        } catch (const std::runtime_error&) { // not closed in these 10 ms
        }
    }
    CHECK(closed);
}

TEST_CASE("a body slower than the floor is closed") {
    auto settings = quick();
    settings.transfer_grace = std::chrono::milliseconds{50};
    settings.slowest_body = 1'000'000;
    running_server s{rows(), settings};
    raw_socket c{s.port()};
    c.send(head("POST /echo", "Content-Length: 100\r\n") + "{");
    CHECK(c.at_end());
}

TEST_CASE("a reader slower than the floor is closed") {
    auto settings = quick();
    settings.transfer_grace = std::chrono::milliseconds{50};
    settings.slowest_reader = 1'000'000'000;
    auto big = std::make_shared<const std::string>(32 * 1024 * 1024, 'x');
    running_server s{{row(method::get, "/big", [big](request&) { return net::bytes("video/mp4", big); })},
                     settings};
    raw_socket slow{s.port(), 4096};
    slow.send(head("GET /big"));
    REQUIRE(eventually([&] { return s.server().connections() > 0; }));
    REQUIRE(eventually(
        [&] { return s.server().connections() == 0; })); // it reads nothing, and the server lets go
    CHECK(slow.read_to_end().size() < big->size());
}

TEST_CASE("a large answer arrives whole though the reader's window is small") {
    auto big = std::make_shared<const std::string>(8 * 1024 * 1024, 'x');
    running_server s{{row(method::get, "/big", [big](request&) { return net::bytes("video/mp4", big); })}};
    raw_socket c{s.port(), 4096};
    c.send(head("GET /big"));
    CHECK(read_answer(c).body.size() == big->size());
}

TEST_CASE("behind a proxy the client's address and our public origin are those of the proxy's words") {
    auto settings = quick();
    settings.trust_loopback_proxy = true;
    settings.public_url = "https://hall.example.cn";
    running_server s{rows(), settings};
    http_client c{s.port()};
    CHECK(c.get("/who", {{"X-Forwarded-For", "9.9.9.9, 203.0.113.7"}}).body ==
          "203.0.113.7 https://hall.example.cn");
    CHECK(c.get("/who").body == "127.0.0.1 here https://hall.example.cn");
    CHECK(c.post("/echo", "{}", {{"Origin", "https://hall.example.cn"}}).status == 200);
    CHECK(c.post("/echo", "{}", {{"Origin", c.origin()}}).status == 403);
    CHECK(c.get("/cookie").field("set-cookie").starts_with("__Host-session=abc; "));
    running_server direct{rows()};
    http_client d{direct.port()};
    CHECK(d.get("/who", {{"X-Forwarded-For", "203.0.113.7"}}).body == "127.0.0.1 here " + d.origin());
}
