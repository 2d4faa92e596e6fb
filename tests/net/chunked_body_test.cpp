// Chunked bodies of ordinary requests (RFC 9112 section 7.1) over real sockets: taken like those of a known length, and
// held to the same bounds.
#include "running_server.hpp"

#include <doctest/doctest.h>

using namespace jiangtang;
using namespace jiangtang::test;

using net::method;
using net::request;

namespace {

std::vector<net::route> chunk_rows() {
    std::vector<net::route> r;
    r.push_back(row(
        method::post, "/echo",
        [](request& q) { return net::text(200, q.body + std::string{q.fields["x-trailer"]}); }, 1000));
    r.push_back(row(
        method::post, "/file", [](request& q) { return net::text(200, std::to_string(q.body.size())); },
        1024 * 1024));
    r.push_back(row(method::get, "/after", [](request&) { return net::text(200, "after"); }));
    r.push_back(row(
        method::post, "/secret", [](request&) { return net::text(200, "secret"); }, 1000,
        net::access::organizer));
    return r;
}

std::string post_chunks(std::string_view path, std::string_view fields = {}) {
    return "POST " + std::string{path} + " HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" +
           std::string{fields} + "\r\n";
}

constexpr std::string_view next_get = "GET /after HTTP/1.1\r\nHost: a\r\n\r\n";

net::settings impatient() {
    auto settings = quick();
    settings.transfer_grace = std::chrono::milliseconds{60};
    settings.slowest_body = 1'000'000;
    return settings;
}

} // namespace

TEST_CASE("a chunked body is read whole, and what follows it is the next request") {
    running_server s{chunk_rows()};
    raw_socket c{s.port()};
    c.send(post_chunks("/echo") + "2\r\n{\"\r\n5;a=b\r\na\":1}\r\n0\r\nX-Trailer: evil\r\n\r\n" +
           std::string{next_get});
    CHECK(read_answer(c).body == "{\"a\":1}"); // and the trailer did not become a field
    CHECK(read_answer(c).body == "after");
    c.send(post_chunks("/echo") + "0\r\n\r\n" + post_chunks("/echo") + "000A\r\n0123456789\r\n0\r\n\r\n" +
           std::string{next_get});
    CHECK(read_answer(c).body.empty());
    CHECK(read_answer(c).body == "0123456789");
    CHECK(read_answer(c).body == "after");
    CHECK(s.server().counts().accepted == 1);
}

TEST_CASE("a chunked body that comes byte by byte, or in large pieces, is the same body") {
    running_server s{chunk_rows()};
    raw_socket c{s.port()};
    for (const char byte : post_chunks("/echo") + "3;x\r\nabc\r\n1\r\nd\r\n0\r\nA: b\r\n\r\n")
        c.send({&byte, 1});
    CHECK(read_answer(c).body == "abcd");
    c.send(post_chunks("/file"));
    for (int i = 0; i < 10; ++i) c.send("10000\r\n" + std::string(65536, 'x') + "\r\n");
    c.send("0\r\n\r\n");
    CHECK(read_answer(c).body == "655360");
    std::string single; // a writer that flushes each byte is slow, not wrong
    for (int i = 0; i < 1000; ++i) single += "1\r\nx\r\n";
    c.send(post_chunks("/echo") + single + "0\r\n\r\n");
    CHECK(read_answer(c).body.size() == 1000);
}

TEST_CASE("a chunked body at the limit of its row is taken, one above it is 413 and ends the connection") {
    running_server s{chunk_rows()};
    raw_socket c{s.port()}, late{s.port()}, none{s.port()};
    c.send(post_chunks("/echo") + "3e8\r\n" + std::string(1000, 'x') + "\r\n0\r\n\r\n");
    CHECK(read_answer(c).body.size() == 1000);
    c.send(post_chunks("/echo") + "3e8\r\n" + std::string(1000, 'x') + "\r\n1\r\ny\r\n0\r\n\r\n" +
           std::string{next_get});
    const auto over = read_answer(c);
    CHECK(over.status == 413);
    CHECK(over.closes());
    CHECK(c.at_end());
    CHECK_FALSE(c.was_reset());
    late.send(post_chunks("/echo") + "fffffff\r\n" + std::string(1001, 'x')); // told as soon as it is known
    CHECK(read_answer(late).status == 413);
    none.send("GET /after HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n");
    CHECK(read_answer(none).status == 413);
}

TEST_CASE("chunks that two readers could read differently are 400 and end the connection") {
    running_server s{chunk_rows()};
    for (const std::string bad :
         {"zz\r\n", "-1\r\nx\r\n", "+1\r\nx\r\n", "0x1\r\nx\r\n", "\r\nx\r\n", "1\nx\n0\n\n",
          "ffffffffffffffffff\r\nx", "10000000000000001\r\nx", "1\r\nxy\r\n0\r\n\r\n", "1\r\nx0\r\n\r\n",
          "1\r\nx\n0\r\n\r\n", "1 1\r\nx\r\n", "0\r\nno field\r\n\r\n"}) {
        CAPTURE(bad);
        raw_socket c{s.port()};
        c.send(post_chunks("/echo") + bad + std::string{next_get});
        const auto a = read_answer(c);
        CHECK(a.status == 400);
        CHECK(a.body.find("\"malformed_request\"") != std::string::npos);
        CHECK(a.closes());
        CHECK(c.at_end());
    }
}

TEST_CASE("a body said to be chunked and of a length, or coded otherwise, is not read at all") {
    running_server s{chunk_rows()};
    for (const std::string fields : {"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                                     "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                                     "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                                     "Transfer-Encoding: gzip, chunked\r\n",
                                     "Transfer-Encoding: identity\r\n", "Transfer-Encoding: \vchunked\r\n"}) {
        CAPTURE(fields);
        raw_socket c{s.port()};
        c.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n0\r\n\r\n" + std::string{next_get});
        CHECK(read_answer(c).status == 400);
        CHECK(c.at_end());
    }
    raw_socket old{s.port()};
    old.send("POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    CHECK(read_answer(old).status == 400);
}

TEST_CASE("extensions and trailers are bounded, one by one and all together") {
    running_server s{chunk_rows()};
    const auto extension = [](std::size_t size) { return "1;e=" + std::string(size, 'x') + "\r\ny\r\n"; };
    raw_socket some{s.port()};
    some.send(post_chunks("/echo") + extension(4000) + "0\r\nA: " + std::string(4000, 'x') + "\r\n\r\n");
    CHECK(read_answer(some).body == "y");
    for (const auto& bad :
         {extension(20'000),
          extension(4000) + extension(4000) + extension(4000) + extension(4000) + extension(4000),
          "0\r\nA: " + std::string(20'000, 'x') + "\r\n\r\n"}) {
        raw_socket c{s.port()};
        c.send(post_chunks("/echo") + bad + "0\r\n\r\n");
        CHECK(read_answer(c).status == 400);
        CHECK(c.at_end());
    }
}

TEST_CASE("who sends chunks is told to go on only when it may, and is refused before its body is read") {
    running_server s{chunk_rows(), quick(),
                     [](request&, net::access who) -> net::asio::awaitable<result<void>> {
                         if (who == net::access::anyone) co_return result<void>{};
                         co_return errc::sign_in_required;
                     }};
    raw_socket good{s.port()}, bad{s.port()};
    good.send(post_chunks("/echo", "Expect: 100-continue\r\n"));
    CHECK(good.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
    good.send("2\r\n{}\r\n0\r\n\r\n");
    CHECK(read_answer(good).body == "{}");
    bad.send(post_chunks("/secret", "Expect: 100-continue\r\n"));
    const auto refused = read_answer(bad);
    CHECK(refused.status == 401);
    CHECK(refused.closes()); // what it sends now would be read as a request
    CHECK(bad.at_end());
}

TEST_CASE("a chunked body slower than the floor is closed, though something comes all the time") {
    running_server s{chunk_rows(), impatient()};
    raw_socket silent{s.port()}, dripping{s.port()};
    silent.send(post_chunks("/echo") + "5\r\nab");
    CHECK(silent.at_end());
    dripping.patience(std::chrono::milliseconds{10});
    dripping.send(post_chunks("/echo") + "1;");
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
