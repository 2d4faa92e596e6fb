#include "origin/box.hpp"
#include "origin/box_stream.hpp"
#include "origin/fragment_writer.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace jiangtang::origin;
using namespace fragment_writer;

namespace {

struct seen {
    std::vector<std::string> boxes;
    std::error_code error;
};

// Feeds `bytes` in pieces of `step` bytes.
seen feed_stream(const std::string& bytes, std::size_t step, std::size_t max_box = 1 << 20) {
    seen s;
    box_stream stream(max_box);
    for (std::size_t at = 0; at < bytes.size() && !s.error; at += step) {
        s.error = stream.push(std::string_view(bytes).substr(at, step),
                              [&](std::uint32_t, std::size_t, std::string&& whole) {
                                  s.boxes.push_back(std::move(whole));
                                  return std::error_code{};
                              });
    }
    return s;
}

} // namespace

TEST_CASE("Boxes come out the same wherever the chunks are cut") {
    const auto a = make_box("ftyp", "abcd"), b = make_large_box("mdat", "media"), c = make_box("moof", "");
    const auto all = a + make_box("prft", std::string(30, 'p')) + b + make_box("free", "") + c;
    for (std::size_t step = 1; step <= all.size(); ++step) {
        const auto s = feed_stream(all, step);
        CHECK_FALSE(s.error);
        CHECK(s.boxes == std::vector<std::string>{a, "", b, "", c});
    }
}

TEST_CASE("A box that is not complete is not handed over") {
    const auto a = make_box("moof", "abcd");
    CHECK(feed_stream(a.substr(0, a.size() - 1), 3).boxes.empty());
}

TEST_CASE("A size smaller than its own header is refused") {
    for (std::uint64_t size : {0, 2, 7})
        CHECK(feed_stream(u32(size) + "moof", 1).error == errc::bad_box_size);
    CHECK(feed_stream(u32(1) + "mdat" + u64(15), 1).error == errc::bad_box_size);
}

TEST_CASE("A box larger than the limit is refused at its header, an ignored one too") {
    CHECK(feed_stream(u32(1001) + "mdat", 8, 1000).error == errc::box_too_large);
    CHECK(feed_stream(u32(1001) + "free", 8, 1000).error == errc::box_too_large);
    CHECK(feed_stream(u32(1) + "mdat" + u64(~std::uint64_t{0}), 16).error == errc::box_too_large);
    CHECK_FALSE(feed_stream(u32(1000) + "mdat", 8, 1000).error);
}

TEST_CASE("A head of more than a quarter of a megabyte is refused though other boxes may be that large") {
    const auto size = box_stream::max_head + 1;
    CHECK(feed_stream(u32(size) + "moov", 8).error == errc::box_too_large);
    CHECK_FALSE(feed_stream(u32(size) + "mdat", 8).error);
}

TEST_CASE("Reading past the end of a structure gives zeros and is remembered") {
    byte_reader in("\x01\x02\x03");
    CHECK(in.u16() == 0x0102);
    CHECK(in.ok());
    CHECK(in.u32() == 0);
    CHECK_FALSE(in.ok());
    CHECK(in.u8() == 0);
}

TEST_CASE("A list of boxes ends at what is no box and says so") {
    const auto bytes = make_box("trak", "x") + u32(100) + "trak";
    box_list list(bytes);
    CHECK(list.next().has_value());
    CHECK_FALSE(list.next().has_value());
    CHECK(list.broken());
}
