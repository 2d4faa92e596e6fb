// RFC 6455 frames: what is read and written, what is refused and with which code, in pieces of every size.
#include "net/websocket_codec.hpp"

#include "support/websocket_client.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <vector>

using namespace jiangtang;
using namespace jiangtang::net;
using kind = frame_reader::kind;
using test::client_frame;

namespace {

struct seen {
    frame_reader::kind kind;
    std::string payload;
    std::uint16_t code;
};

/// Everything read from `bytes`, handed over in pieces of `step` bytes.
std::vector<seen> read_all(std::string bytes, std::size_t limit = 4096,
                           std::size_t step = std::string::npos) {
    frame_reader reader{limit};
    std::vector<seen> out;
    for (std::size_t at = 0; at < bytes.size(); at += std::min(step, bytes.size())) {
        std::string copy = bytes.substr(at, step);
        std::span<char> in{copy};
        for (;;) {
            const auto e = reader.next(in);
            if (e.kind == kind::need_more) break;
            out.push_back({e.kind, std::string{e.payload}, e.code});
            if (e.kind == kind::failed || e.kind == kind::close) return out;
        }
        CHECK(in.empty());
    }
    return out;
}

/// The code with which the last event failed, 0 when it did not.
int failure(const std::string& bytes, std::size_t limit = 4096) {
    const auto whole = read_all(bytes, limit), split = read_all(bytes, limit, 1);
    const auto code = [](const std::vector<seen>& s) {
        return s.empty() || s.back().kind != kind::failed ? 0 : s.back().code;
    };
    CHECK(code(whole) == code(split));
    return code(whole);
}

std::string close_body(std::uint16_t code, std::string_view reason = {}) {
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)}.append(reason);
}

} // namespace

TEST_CASE("messages of every length and in pieces of every size are read whole") {
    for (std::size_t size : {0, 1, 125, 126, 127, 4000, 65535, 65536, 70000}) {
        const std::string text(size, 'x');
        for (std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{1000}, std::string::npos}) {
            if (size > 4000 && step < 7) continue;
            const auto got = read_all(client_frame(0x81, text) + client_frame(0x81, "next"), 100000, step);
            REQUIRE(got.size() == 2);
            CHECK(got[0].kind == kind::text);
            CHECK(got[0].payload == text);
            CHECK(got[1].payload == "next");
        }
    }
}

TEST_CASE("a fragmented message is put together, with control frames between its pieces") {
    const auto bytes = client_frame(0x01, "问") + client_frame(0x89, "are you there") +
                       client_frame(0x00, "题") + client_frame(0x8A, "") + client_frame(0x80, "!");
    for (std::size_t step = 1; step < 9; ++step) {
        const auto got = read_all(bytes, 4096, step);
        REQUIRE(got.size() == 3);
        CHECK(got[0].kind == kind::ping);
        CHECK(got[0].payload == "are you there");
        CHECK(got[1].kind == kind::pong);
        CHECK(got[2].kind == kind::text);
        CHECK(got[2].payload == "问题!");
    }
}

TEST_CASE("a character may be split between fragments, and must be whole at the end of the message") {
    const std::string question = "问";
    const auto split = client_frame(0x01, question.substr(0, 1)) + client_frame(0x80, question.substr(1));
    REQUIRE(read_all(split).size() == 1);
    CHECK(read_all(split)[0].payload == "问");
    CHECK(failure(client_frame(0x81, question.substr(0, 2))) == 1007);
}

TEST_CASE("bytes that are not UTF-8 fail with 1007, in binary they pass") {
    for (const char* bad : {"\x80", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xE0\x80\xAF",
                            "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "a\xFFz"}) {
        CHECK(failure(client_frame(0x81, bad)) == 1007);
        CHECK(read_all(client_frame(0x82, bad)).at(0).kind == kind::binary);
    }
    for (const char* good : {"\xF4\x8F\xBF\xBF", "\xEF\xBF\xBF", "\xC2\x80", "\xF0\x9F\x98\x80"})
        CHECK(read_all(client_frame(0x81, good)).at(0).kind == kind::text);
}

TEST_CASE("what breaks the protocol fails with 1002") {
    CHECK(failure(client_frame(0x81, "unmasked", false)) == 1002);
    CHECK(failure(client_frame(0xC1, "RSV1")) == 1002);
    CHECK(failure(client_frame(0xA1, "RSV2")) == 1002);
    CHECK(failure(client_frame(0x91, "RSV3")) == 1002);
    CHECK(failure(client_frame(0x83, "opcode 3")) == 1002);
    CHECK(failure(client_frame(0x8B, "opcode 11")) == 1002);
    CHECK(failure(client_frame(0x80, "a continuation of nothing")) == 1002);
    CHECK(failure(client_frame(0x01, "a") + client_frame(0x81, "another before the end of the first")) ==
          1002);
    CHECK(failure(client_frame(0x09, "a fragmented ping")) == 1002);
    CHECK(failure(client_frame(0x89, std::string(126, 'x'))) == 1002);
    CHECK(read_all(client_frame(0x89, std::string(125, 'x'))).at(0).kind == kind::ping);
}

TEST_CASE("a length that is not in its shortest form fails with 1002") {
    CHECK(failure(std::string{"\x81\xFE\x00\x7D", 4} + "mask") == 1002);
    CHECK(failure(std::string{"\x81\xFF\x00\x00\x00\x00\x00\x00\xFF\xFF", 10} + "mask") == 1002);
    CHECK(failure(std::string{"\x81\xFF\x80\x00\x00\x00\x00\x00\x00\x00", 10} + "mask") == 1002);
}

TEST_CASE("a message over the limit fails with 1009 before its bytes are kept, fragments counted together") {
    CHECK(read_all(client_frame(0x81, std::string(100, 'x')), 100).at(0).kind == kind::text);
    CHECK(failure(client_frame(0x81, std::string(101, 'x')), 100) == 1009);
    CHECK(failure(client_frame(0x01, std::string(60, 'x')) + client_frame(0x80, std::string(41, 'x')), 100) ==
          1009);
    CHECK(failure(std::string{"\x81\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 10} + "mask") == 1009);
}

TEST_CASE("close frames carry a code that may be sent and a reason in UTF-8") {
    CHECK(read_all(client_frame(0x88, "")).at(0).code == 0);
    const auto said = read_all(client_frame(0x88, close_body(1000, "再见"))).at(0);
    CHECK(said.kind == kind::close);
    CHECK(said.code == 1000);
    CHECK(said.payload == "再见");
    for (std::uint16_t code :
         {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999})
        CHECK(read_all(client_frame(0x88, close_body(code))).at(0).kind == kind::close);
    for (std::uint16_t code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
        CHECK(failure(client_frame(0x88, close_body(code))) == 1002);
    CHECK(failure(client_frame(0x88, "\x03")) == 1002);
    CHECK(failure(client_frame(0x88, close_body(1000, "\xFF"))) == 1007);
}

TEST_CASE("server frames are unmasked and use the shortest length") {
    CHECK(*text_frame("hi") == "\x81\x02hi");
    CHECK(*text_frame("") == std::string{"\x81\x00", 2});
    CHECK(text_frame(std::string(126, 'x'))->substr(0, 4) == std::string{"\x81\x7E\x00\x7E", 4});
    CHECK(text_frame(std::string(65536, 'x'))->substr(0, 10) ==
          std::string{"\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10});
    CHECK(*ping_frame() == std::string{"\x89\x00", 2});
    CHECK(*pong_frame("p") == "\x8A\x01p");
    CHECK(*close_frame(4001, "slow") == "\x88\x06\x0F\xA1slow");
    CHECK(*close_frame(0) == std::string{"\x88\x00", 2});
}

TEST_CASE("a close reason is cut at a character, so that the frame stays a control frame") {
    std::string reason(122, 'x');
    const auto cut = close_frame(1000, reason + "问");
    CHECK(cut->size() == 2 + 2 + 122);
    CHECK(close_frame(1000, std::string(120, 'x') + "问")->size() == 2 + 2 + 123);
}
