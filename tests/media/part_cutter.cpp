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
    part_cutter cutter(epoch_video, 180000, 6);
    for (int i = 0; i < 9; ++i) CHECK_FALSE(cutter.add({"x", 3000, i == 0}));
    const auto whole = cutter.add({"x", 3000, false});
    REQUIRE(whole);
    CHECK(whole->samples.size() == 10);
    CHECK(whole->start == epoch_video);
    CHECK(whole->duration() == 30000);
}

TEST_CASE("every sixth video part begins a segment") {
    part_cutter cutter(epoch_video, 180000, 6);
    const auto parts = cut(cutter, 180, 3000, 60);
    REQUIRE(parts.size() == 18);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        CHECK(parts[i].segment_start == (i % 6 == 0));
        CHECK(parts[i].start == epoch_video + static_cast<std::int64_t>(i) * 30000);
    }
}

TEST_CASE("a part that does not begin with a key sample begins no segment") {
    part_cutter cutter(0, 180000, 6);
    const auto parts = cut(cutter, 120, 3000, 1000);
    REQUIRE(parts.size() == 12);
    CHECK(parts[0].segment_start);
    CHECK_FALSE(parts[6].segment_start);
}

TEST_CASE(
    "sound's parts are shorter than ten pictures, and its segments begin with the picture's, without drift over a day") {
    part_cutter cutter(epoch_audio, 96000, 7);
    const auto parts = cut(cutter, 48000 / 1024 * 3600 * 24, 1024, 1);
    std::int64_t expected = epoch_audio;
    std::set<std::size_t> lengths;
    int segments = 0;
    bool in_grid = true, gapless = true;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        gapless = gapless && parts[i].start == expected;
        expected += parts[i].duration();
        // A part begins with the first frame at or after its line: less than a frame behind it.
        const auto behind = (parts[i].start - epoch_audio) * 7 - static_cast<std::int64_t>(i) * 96000;
        in_grid = in_grid && behind >= 0 && behind < 1024 * 7;
        lengths.insert(parts[i].samples.size());
        segments += parts[i].segment_start;
        in_grid = in_grid && parts[i].segment_start == (i % 7 == 0);
    }
    CHECK(gapless);
    CHECK(in_grid);
    CHECK(lengths == std::set<std::size_t>{13, 14});
    CHECK(14 * 1024 * 30 < 10 * 48000);
    CHECK(segments == static_cast<int>((parts.size() + 6) / 7));
}

TEST_CASE("what is left at the end is a short part, once") {
    part_cutter cutter(0, 180000, 6);
    cut(cutter, 13, 3000, 60);
    const auto rest = cutter.flush();
    REQUIRE(rest);
    CHECK(rest->samples.size() == 3);
    CHECK(rest->start == 30000);
    CHECK_FALSE(cutter.flush());
}

TEST_CASE("a segment begins wherever the grid is begun anew, and in sound with the first frame there") {
    part_cutter video(0, 180000, 6);
    std::vector<part> parts;
    const auto add = [&](part_cutter& to, std::uint32_t duration, bool key) {
        if (auto whole = to.add({"x", duration, key})) parts.push_back(std::move(*whole));
    };
    for (int i = 0; i < 13; ++i) add(video, 3000, i == 0);
    CHECK_FALSE(video.restart(14 * 3000));
    add(video, 3000, false);
    for (int i = 0; i < 60; ++i) add(video, 3000, i == 0);
    REQUIRE(parts.size() == 8);
    CHECK(parts[1].samples.size() == 4);
    CHECK(parts[2].start == 14 * 3000);
    CHECK(parts[2].segment_start);
    for (std::size_t i = 2; i < 8; ++i) CHECK(parts[i].samples.size() == 10);
    add(video, 3000, true);
    CHECK(video.restart(75 * 3000)->samples.size() == 1); // what was added ends there already

    parts.clear();
    part_cutter sound(0, 96000, 7);
    CHECK_FALSE(sound.restart(14 * 1600));
    for (int i = 0; i < 40; ++i) add(sound, 1024, true);
    REQUIRE(parts.size() >= 3);
    CHECK(parts[1].start + parts[1].duration() == 22 * 1024); // the frame in which 14 * 1600 lies is the last
    CHECK(parts[2].segment_start);
}

TEST_CASE("a sample that lasts beyond the end of its part makes it longer, and the next one begins there") {
    part_cutter cutter(0, 180000, 6);
    CHECK_FALSE(cutter.add({"x", 9 * 3000, true}));
    const auto whole = cutter.add({"x", 4 * 3000, false});
    REQUIRE(whole);
    CHECK(whole->duration() == 13 * 3000);
    CHECK_FALSE(cutter.add({"x", 3000, false}));
    CHECK(cutter.flush()->start == 13 * 3000);
}

TEST_CASE("the last line before a time is the origin that is to come, where that lies before it") {
    part_cutter cutter(3000, 180000, 6);
    CHECK(cutter.line_before(3000) == 3000);
    CHECK(cutter.line_before(32999) == 3000);
    CHECK(cutter.line_before(33000) == 33000);
    CHECK_FALSE(cutter.restart(45000));
    CHECK_FALSE(cutter.restart(90000));
    CHECK(cutter.line_before(44999) == 33000);
    CHECK(cutter.line_before(45000) == 45000);
    CHECK(cutter.line_before(75000) == 75000);
    CHECK(cutter.line_before(90001) == 90000);
}
