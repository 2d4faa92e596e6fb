// Streaming bodies over real sockets: chunked or not, cut off, silent, malformed, refused.
#include "running_server.hpp"

#include <doctest/doctest.h>

using namespace jiangtang;
using namespace jiangtang::test;

namespace {

/// Answers with how many bytes came, whether that was all, and the cookie the request has afterwards.
std::vector<net::route> counting() {
    std::vector<net::route> rows;
    rows.push_back({net::method::post, "/ingest/{track}", net::access::publisher, 0,
                    net::streaming_handler{[](net::request& q,
                                              net::body_reader& body) -> net::asio::awaitable<net::response> {
                        std::size_t total = 0;
                        for (auto piece = co_await body.read_some(); !piece.empty();
                             piece = co_await body.read_some())
                            total += piece.size();
                        co_return net::text(200, std::to_string(total) + (body.complete() ? " all" : " cut") +
                                                     std::string{q.fields["cookie"]});
                    }}});
    rows.push_back({net::method::post, "/refusing", net::access::anyone, 0,
                    net::streaming_handler{
                        [](net::request&, net::body_reader& body) -> net::asio::awaitable<net::response> {
                            co_await body.read_some();
                            co_return net::problem_response(errc::stream_malformed);
                        }}});
    rows.push_back(row(net::method::get, "/after", [](net::request&) { return net::text(200, "after"); }));
    return rows;
}

net::access_check with_key() {
    return [](net::request& q, net::access who) -> net::asio::awaitable<result<void>> {
        if (who == net::access::publisher && q.bearer() != "KEY") co_return errc::bad_ingest_key;
        co_return result<void>{};
    };
}

std::string publish(std::string_view fields, std::string_view path = "/ingest/v") {
    return "POST " + std::string{path} + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer KEY\r\n" +
           std::string{fields} + "\r\n";
}

constexpr std::string_view after = "GET /after HTTP/1.1\r\nHost: a\r\n\r\n";

} // namespace

TEST_CASE("a streamed body of any length is read, chunked or of a known length, and the connection goes on") {
    running_server s{counting(), quick(), with_key()};
    raw_socket c{s.port()};
    c.send(publish("Transfer-Encoding: chunked\r\n"));
    const std::string megabyte(1024 * 1024, 'x');
    for (int i = 0; i < 8; ++i) c.send("100000;ext\r\n" + megabyte + "\r\n");
    c.send("0\r\nCookie: evil=1\r\n\r\n" + std::string{after});
    CHECK(read_answer(c).body == "8388608 all"); // and the trailer did not become a field
    CHECK(read_answer(c).body == "after");
    c.send(publish("Content-Length: 1048576\r\n") + megabyte + std::string{after});
    CHECK(read_answer(c).body == "1048576 all");
    CHECK(read_answer(c).body == "after");
    c.send(publish("Content-Length: 0\r\n"));
    CHECK(read_answer(c).body == "0 all");
}

TEST_CASE("chunks that come byte by byte are read") {
    running_server s{counting(), quick(), with_key()};
    raw_socket c{s.port()};
    for (const char byte : publish("Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n")
        c.send({&byte, 1});
    CHECK(read_answer(c).body == "4 all");
}

TEST_CASE("a publisher is told to go on only when its key is right") {
    running_server s{counting(), quick(), with_key()};
    raw_socket good{s.port()}, bad{s.port()};
    good.send(publish("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"));
    CHECK(good.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    good.send("0\r\n\r\n");
    CHECK(read_answer(good).body == "0 all");
    bad.send(
        "POST /ingest/v HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
    CHECK(read_answer(bad).status == 401);
    CHECK(bad.at_end());
}

TEST_CASE("a body that is cut off or malformed is said to be cut") {
    running_server s{counting(), quick(), with_key()};
    raw_socket cut{s.port()}, malformed{s.port()}, short_one{s.port()};
    cut.send(publish("Transfer-Encoding: chunked\r\n") + "5\r\nabc");
    cut.end_sending();
    CHECK(read_answer(cut).body == "3 cut");
    malformed.send(publish("Transfer-Encoding: chunked\r\n") + "5\r\nabcde\r\nzz\r\n");
    CHECK(read_answer(malformed).body.ends_with(" cut"));
    CHECK(malformed.at_end());
    short_one.send(publish("Content-Length: 10\r\n") + "abc");
    short_one.end_sending();
    CHECK(read_answer(short_one).body == "3 cut");
}

TEST_CASE("a publisher that falls silent is closed") {
    auto settings = quick();
    settings.streaming_silence = std::chrono::milliseconds{60};
    running_server s{counting(), settings, with_key()};
    raw_socket c{s.port()};
    c.send(publish("Transfer-Encoding: chunked\r\n") + "3\r\nabc\r\n");
    CHECK(c.at_end());
}

TEST_CASE("a handler that ends before the body does still gets its answer through") {
    running_server s{counting()};
    raw_socket c{s.port()};
    c.send(publish("Content-Length: 400000\r\n", "/refusing") + std::string(400'000, 'x'));
    const auto a = read_answer(c);
    CHECK(a.status == 400);
    CHECK(a.closes());
    CHECK(c.at_end());
    CHECK_FALSE(c.was_reset()); // what it did not want was read all the same
}

TEST_CASE("a chunked body that no row takes is not read, and ends the connection") {
    running_server s{counting()};
    raw_socket c{s.port()};
    c.send("POST /after HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    const auto a = read_answer(c);
    CHECK(a.status == 405);
    CHECK(a.closes());
}
