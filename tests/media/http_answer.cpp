#include "media/http_answer.hpp"

#include <doctest/doctest.h>

using namespace jiangtang::media;

TEST_CASE("an answer is read from any beginning of its bytes and is complete only with its last byte") {
    const std::string whole = "HTTP/1.1 401 Unauthorized\r\nContent-Type: application/problem+json\r\n"
                              "content-length: 60\r\n\r\n"
                              R"({"code":"bad_key","title":"t","detail":"The \"key\" is old"})";
    for (std::size_t n = 0; n < whole.size(); ++n) CHECK_FALSE(parse_answer(whole.substr(0, n)).complete);
    const auto answer = parse_answer(whole);
    CHECK(answer.complete);
    CHECK(answer.status == 401);
    CHECK(answer.code() == "bad_key");
    CHECK(answer.reason() == "The \"key\" is old");
}

TEST_CASE("an interim answer is skipped") {
    const auto answer =
        parse_answer("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    CHECK(answer.status == 200);
    CHECK(answer.complete);
}

TEST_CASE("a reason without a problem document is the body's beginning on one line") {
    CHECK(parse_answer("HTTP/1.1 502 Bad\r\n\r\nno\r\nupstream").reason() == "no  upstream");
    CHECK(parse_answer("HTTP/1.1 502 Bad\r\n\r\n").reason() == "no reason given");
}

TEST_CASE("what is not HTTP is an error, not a silence") {
    CHECK(parse_answer("SSH-2.0-x\r\n\r\n").status >= 400);
}
