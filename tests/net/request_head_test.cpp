// Heads of requests: what is read from them, and every rule that keeps two readers from seeing two different
// requests.
#include "net/chunks.hpp"
#include "net/request_head.hpp"
#include "net/same_origin.hpp"

#include <doctest/doctest.h>

using namespace jiangtang;
using namespace jiangtang::net;

namespace {

std::string get(std::string_view target, std::string_view fields = {}) {
    return "GET " + std::string{target} + " HTTP/1.1\r\nHost: hall.example\r\n" + std::string{fields} +
           "\r\n";
}

std::string post(std::string_view fields) {
    return "POST / HTTP/1.1\r\nHost: hall.example\r\n" + std::string{fields} + "\r\n";
}

bool refused(const std::string& raw) {
    const auto h = read_head(raw);
    return !h && h.error().value == errc::malformed_request;
}

} // namespace

TEST_CASE("a head is read: method, path, query, fields, framing") {
    const auto h = read_head(
        "POST /api/%E6%B4%BB%E5%8A%A8?q=%E6%9E%97+yi&empty=&q=2 HTTP/1.1\r\nHost: hall.example:8080\r\n"
        "Content-Length: 12\r\nX-Two: a\r\nx-two: b\r\nExpect: 100-continue\r\n\r\n");
    REQUIRE(h.has_value());
    CHECK(h->method == method::post);
    CHECK(h->path == "/api/活动");
    CHECK(h->raw_query == "q=%E6%9E%97+yi&empty=&q=2");
    CHECK(h->query["q"] == "林 yi");
    CHECK(h->query.has("empty"));
    CHECK_FALSE(h->query.has("absent"));
    CHECK(h->fields["X-TWO"] == "a");
    CHECK(h->fields.count("X-Two") == 2);
    CHECK(h->host == "hall.example:8080");
    CHECK(h->content_length == 12);
    CHECK(h->keep_alive);
    CHECK(h->expects_continue);
    CHECK_FALSE(h->chunked);
}

TEST_CASE("a connection is kept for HTTP/1.1 unless it says close") {
    CHECK(read_head(get("/"))->keep_alive);
    CHECK_FALSE(read_head(get("/", "Connection: x, Close\r\n"))->keep_alive);
    CHECK_FALSE(read_head("GET / HTTP/1.0\r\nHost: a\r\n\r\n")->keep_alive);
}

TEST_CASE("the framing of a body is unambiguous or refused") {
    CHECK(read_head(post("Transfer-Encoding: chunked\r\n"))->chunked);
    CHECK(refused(post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n")));
    CHECK(refused(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")));
    CHECK(refused(post("Transfer-Encoding: gzip, chunked\r\n")));
    CHECK(refused(post("Transfer-Encoding: identity\r\n")));
    CHECK(refused(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")));
    CHECK(refused("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"));
    CHECK(refused(post("Content-Length: 5\r\nContent-Length: 5\r\n")));
    CHECK(refused(post("Content-Length: 5, 5\r\n")));
    CHECK(refused(post("Content-Length: +5\r\n")));
    CHECK(refused(post("Content-Length: -1\r\n")));
    CHECK(refused(post("Content-Length: 99999999999999999999\r\n")));
    CHECK(refused(post("Content-Length: 0x5\r\n")));
}

TEST_CASE("lines are CRLF, not folded, and hold no control characters") {
    CHECK(refused(get("/", "X-Folded: a\r\n b\r\n")));
    CHECK(refused(get("/", "X-Folded: a\r\n\tb\r\n")));
    CHECK(refused("GET / HTTP/1.1\nHost: a\r\n\r\n"));
    CHECK(refused(get("/", "X: a\nY: b\r\n")));
    CHECK(refused(get("/", "X: a\rb\r\n")));
    CHECK(refused(get("/", std::string{"X: a\0b\r\n", 8})));
    CHECK(refused(get("/", "X : a\r\n")));
    CHECK(refused(get("/", "no colon\r\n")));
    CHECK(refused("GET /\r\nHost: a\r\n\r\n"));
    CHECK(refused("GET / HTTP/2.0\r\nHost: a\r\n\r\n"));
}

TEST_CASE("there is exactly one Host, and it is one") {
    CHECK(refused("GET / HTTP/1.1\r\n\r\n"));
    CHECK(refused(get("/", "Host: other.example\r\n")));
    CHECK(refused(get("/", "host: hall.example\r\n")));
    CHECK(refused("GET / HTTP/1.1\r\nHost: \r\n\r\n"));
    CHECK(refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"));
    CHECK(refused("GET / HTTP/1.1\r\nHost: user@a\r\n\r\n"));
    CHECK(read_head("GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n").has_value());
}

TEST_CASE("a target is a path, or names our own host") {
    CHECK(read_head(get("http://hall.example/a?b=c"))->path == "/a");
    CHECK(read_head(get("http://hall.example"))->path == "/");
    CHECK(refused(get("http://other.example/a")));
    CHECK(refused(get("*")));
    CHECK(refused(get("relative")));
    CHECK(refused(get("/a#b")));
}

TEST_CASE("escapes are whole, UTF-8, without control characters and without a hidden slash") {
    CHECK(refused(get("/%")));
    CHECK(refused(get("/%4")));
    CHECK(refused(get("/%zz")));
    CHECK(refused(get("/%FF")));
    CHECK(refused(get("/a%00b")));
    CHECK(refused(get("/a%0Ab")));
    CHECK(refused(get("/a%2Fb")));
    CHECK(refused(get("/a?q=%FF")));
    CHECK(refused(get("/a?q=%00")));
    CHECK(read_head(get("/a?q=%0A"))->query["q"] == "\n");
}

TEST_CASE("a head is complete at its empty line") {
    CHECK(head_size("GET / HTTP/1.1\r\nHost: a\r\n") == 0);
    CHECK(head_size("GET / HTTP/1.1\r\n\r\nbody") == 18);
}

TEST_CASE("chunks of every size are decoded, extensions and trailers dropped, the next request left alone") {
    const std::string wire = "4;ext=1\r\nbox1\r\nA\r\n0123456789\r\n0\r\nCookie: evil=1\r\n\r\nGET /next";
    for (std::size_t step = 1; step <= wire.size(); ++step) {
        chunk_decoder chunks;
        std::string in, out;
        for (std::size_t at = 0; at < wire.size(); at += step) {
            in += wire.substr(at, step);
            if (!chunks.done()) REQUIRE(chunks.feed(in, out));
        }
        CHECK(chunks.done());
        CHECK(out == "box10123456789");
        CHECK(in == "GET /next");
    }
}

TEST_CASE("malformed chunks are refused") {
    for (std::string bad : {"x\r\n", "-1\r\n", "4\r\nboxes\r\n", "11111111111111111\r\n", "4 \n"}) {
        chunk_decoder chunks;
        std::string out, in = bad + "0\r\n\r\n";
        CHECK_FALSE((chunks.feed(in, out) && chunks.done()));
    }
    chunk_decoder chunks;
    std::string out, in = "4;" + std::string(9000, 'x');
    CHECK_FALSE(chunks.feed(in, out));
}

TEST_CASE("a changing request comes from our own pages, or without a cookie from none") {
    request q;
    q.method = method::post;
    q.host = "hall.example";
    CHECK(may_change(q));
    const auto with = [&](std::vector<std::pair<std::string, std::string>> fields, method m = method::post) {
        request r = q;
        r.method = m;
        for (auto& [name, value] : fields) r.fields.add(name, value);
        return may_change(r);
    };
    CHECK(with({{"Origin", "http://hall.example"}, {"Cookie", "session=1"}}));
    CHECK(with({{"Origin", "http://HALL.example"}}));
    CHECK_FALSE(with({{"Origin", "https://hall.example"}}));
    CHECK_FALSE(with({{"Origin", "http://hall.example:81"}}));
    CHECK_FALSE(with({{"Origin", "http://evil.example"}}));
    CHECK_FALSE(with({{"Origin", "null"}}));
    CHECK_FALSE(with({{"Origin", "http://hall.example"}, {"Origin", "http://evil.example"}}));
    CHECK(with({{"Cookie", "session=1"}}));
    CHECK_FALSE(with({{"Cookie", "session=1"}, {"Sec-Fetch-Site", "cross-site"}}));
    CHECK(with({{"Cookie", "session=1"}, {"Sec-Fetch-Site", "same-origin"}}));
    CHECK_FALSE(with({{"Cookie", "session=1"}, {"Sec-Fetch-Site", "same-site"}}));
    CHECK_FALSE(with({{"Origin", "http://evil.example"}, {"Sec-Fetch-Site", "same-origin"}}));
    CHECK_FALSE(with({{"Origin", "http://evil.example"}, {"Cookie", "session=1"}}, method::delete_));
    CHECK_FALSE(with({{"Origin", "http://evil.example"}, {"Cookie", "session=1"}}, method::other));
    CHECK(with({{"Cookie", "session=1"}}, method::get));
    CHECK_FALSE(may_open_websocket(q));
}
