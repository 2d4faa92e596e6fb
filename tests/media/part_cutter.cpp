#include "media/part_cutter.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace jiangtang::media;

namespace {

std::vector<part> cut(part_cutter& cutter, int samples, std::uint32_t duration, int key_every) {
    std::vector<part> all;
    for (int i = 0; i < samples; ++i)
        if (auto whole = cutter.add({"x", duration, i % key_every == 0})) all.push_back(std::move(*whole));
    return all;
}

constexpr std::int64_t epoch_video = 1795348542LL * 90000;
constexpr std::int64_t epoch_audio = 1795348542LL * 48000;

} // namespace

TEST_CASE("a video part is exactly ten frames and leaves with its tenth frame") {
    part_cutter cutter(epoch_video, 30000, 180000);
    for (int i = 0; i < 9; ++i) CHECK_FALSE(cutter.add({"x", 3000, i == 0}));
    const auto whole = cutter.add({"x", 3000, false});
    REQUIRE(whole);
    CHECK(whole->samples.size() == 10);
    CHECK(whole->start == epoch_video);
    CHECK(whole->duration() == 30000);
}

TEST_CASE("every sixth video part begins a segment") {
    part_cutter cutter(epoch_video, 30000, 180000);
    const auto parts = cut(cutter, 180, 3000, 60);
    REQUIRE(parts.size() == 18);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        CHECK(parts[i].segment_start == (i % 6 == 0));
        CHECK(parts[i].start == epoch_video + static_cast<std::int64_t>(i) * 30000);
    }
}

TEST_CASE("a part that does not begin with a key sample begins no segment") {
    part_cutter cutter(0, 30000, 180000);
    const auto parts = cut(cutter, 120, 3000, 1000);
    REQUIRE(parts.size() == 12);
    CHECK(parts[0].segment_start);
    CHECK_FALSE(parts[6].segment_start);
}

TEST_CASE("audio is cut at the same times as video, by integer ticks, without drift over a day") {
    part_cutter cutter(epoch_audio, 16000, 96000);
    const auto parts = cut(cutter, 48000 / 1024 * 3600 * 24, 1024, 1);
    std::int64_t expected = epoch_audio;
    std::set<std::size_t> lengths;
    int segments = 0;
    bool in_grid = true, gapless = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        gapless = gapless && parts[i].start == expected;
        expected += parts[i].duration();
        // A part begins with the first frame at or after its line: less than a frame behind it.
        const auto behind = parts[i].start - epoch_audio - static_cast<std::int64_t>(i) * 16000;
        in_grid = in_grid && behind >= 0 && behind < 1024;
        lengths.insert(parts[i].samples.size());
        segments += parts[i].segment_start;
        if (parts[i].segment_start) in_grid = in_grid && i % 6 == 0;
    }
    CHECK(gapless);
    CHECK(in_grid);
    CHECK(lengths == std::set<std::size_t>{15, 16});
    CHECK(segments == static_cast<int>((parts.size() + 5) / 6));
}

TEST_CASE("what is left at the end is a short part, once") {
    part_cutter cutter(0, 30000, 180000);
    cut(cutter, 13, 3000, 60);
    const auto rest = cutter.flush();
    REQUIRE(rest);
    CHECK(rest->samples.size() == 3);
    CHECK(rest->start == 30000);
    CHECK_FALSE(cutter.flush());
}
