#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace lecture;
using namespace jiangtang::origin;

namespace {

// Segment number to the time of day at which it begins, out of a playlist.
std::map<std::string, std::string> starts(const std::string& text) {
    std::map<std::string, std::string> out;
    std::string date;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        const auto line = text.substr(at, end - at);
        at = end + 1;
        if (line.starts_with("#EXT-X-PROGRAM-DATE-TIME:")) date = line.substr(25);
        if (line.ends_with(".m4s")) out[line.substr(line.find('/'))] = date;
    }
    return out;
}

void check_aligned(hall& h, std::size_t at_least) {
    const auto video = starts(h.text("video.m3u8")), audio = starts(h.text("audio.m3u8"));
    CHECK(video.size() >= at_least);
    CHECK(audio.size() >= at_least);
    for (const auto& [msn, date] : video) {
        if (audio.count(msn)) CHECK_MESSAGE(audio.at(msn) == date, msn);
    }
}

} // namespace

TEST_CASE("Sound that comes after the picture is cut at the same times") {
    hall h;
    encoder video(h, "video", true), audio(h, "audio", false);
    video.parts(3);
    for (int i = 0; i < 40; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    check_aligned(h, 6);
}

TEST_CASE("Sound that comes before the picture waits to learn where the segment ends") {
    hall h;
    encoder video(h, "video", true), audio(h, "audio", false);
    video.parts(1);
    audio.parts(1);
    for (int i = 1; i < 40; ++i) {
        audio.parts(1);
        video.parts(1);
    }
    check_aligned(h, 6);
}

TEST_CASE("Sound is cut at the picture's boundaries when those are irregular") {
    hall h;
    encoder video(h, "video", true), audio(h, "audio", false);
    const int lengths[] = {6, 7, 9, 6, 6, 6, 6, 12, 6, 6, 8};
    for (const int length : lengths) {
        for (int i = 0; i < length; ++i) {
            REQUIRE_FALSE(video.part(i == 0));
            audio.parts(1);
        }
    }
    check_aligned(h, 9);
}

TEST_CASE("Sound alone makes its own segments") {
    hall h;
    encoder audio(h, "audio", false);
    audio.parts(25);
    const auto text = h.text("audio.m3u8");
    CHECK(count(text, "#EXTINF:2.00000,") == 4);
    CHECK(value(text, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=") == "\"audio/4.1.m4s\"");
    CHECK(h.index().find("#EXT-X-STREAM-INF") != std::string::npos);
    CHECK(h.index().find("RESOLUTION") == std::string::npos);
}

TEST_CASE("When the picture stops the sound goes on, and the picture has gaps when it is back") {
    hall h;
    encoder video(h, "video", true), audio(h, "audio", false);
    for (int i = 0; i < 15; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    audio.parts(30);
    CHECK(starts(h.text("audio.m3u8")).size() >= 6);
    video.skip(30);
    for (int i = 0; i < 16; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    const auto text = h.text("video.m3u8");
    CHECK(count(text, "#EXT-X-GAP") >= 3);
    CHECK(count(text, "#EXT-X-DISCONTINUITY\n") == count(h.text("audio.m3u8"), "#EXT-X-DISCONTINUITY\n"));
    CHECK(starts(text).size() + 1 >= starts(h.text("audio.m3u8")).size());
    CHECK(value(text, "#EXT-X-TARGETDURATION:") == value(h.text("audio.m3u8"), "#EXT-X-TARGETDURATION:"));
}

TEST_CASE("Held sound is let go by give_up when the picture has stalled") {
    hall h;
    encoder video(h, "video", true), audio(h, "audio", false);
    for (int i = 0; i < 6; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    audio.parts(2);
    CHECK(h.live.health().tracks[1].parts == 6);
    h.now_ms += 1200;
    REQUIRE_FALSE(audio.part());
    h.now_ms += 600;
    h.live.give_up(h.now_ms);
    CHECK(h.live.health().tracks[1].parts == 9);
}

TEST_CASE("Sound is held for a second of itself and no longer, nor in more than a few parts") {
    for (const bool tiny : {false, true}) {
        hall h;
        encoder video(h, "video", true), audio(h, "audio", false);
        for (int i = 0; i < 6; ++i) {
            video.parts(1);
            audio.parts(1);
        }
        const auto after = static_cast<std::uint64_t>(two_o_clock) * 48 + 96'000;
        for (unsigned i = 0; tiny && i < 20; ++i) {
            fragment_writer::fragment_options o{.decode_time = after + i * 480, .duration = 48, .flags = 0};
            REQUIRE_FALSE(audio.in->push(fragment_writer::make_fragment(o)));
        }
        if (!tiny) audio.parts(4);
        CHECK(h.live.health().tracks[1].parts > 6);
    }
}

TEST_CASE("Sound ends its segment with a short part, where the picture begins another head") {
    hall h;
    encoder video(h, "video", true), audio(h, "audio", false);
    std::uint64_t at = static_cast<std::uint64_t>(two_o_clock) * 48;
    const auto sound = [&](int parts, unsigned milliseconds) {
        for (int i = 0; i < parts; ++i, at += milliseconds * 48)
            REQUIRE_FALSE(audio.in->push(fragment_writer::make_fragment(
                {.decode_time = at, .duration = milliseconds * 48 / 4, .runs = {{.samples = 4}}})));
    };
    video.parts(9);
    sound(9, 320);
    sound(1, 120);
    const auto last = [&] {
        const auto text = h.text("audio.m3u8");
        const auto at_part = text.find("DURATION=0.12000");
        return at_part == std::string::npos ? text : text.substr(text.find('\n', at_part) + 1, 8);
    };
    SUBCASE("which comes after it") {
        sound(2, 320);
        CHECK(count(last(), "DURATION=0.32000") == 9); // it waits to be told as the last
    }
    SUBCASE("which comes so late that sound does not wait for it") {
        sound(6, 320);
        CHECK(last() == "#EXTINF:");
    }
    REQUIRE_FALSE(video.in->push(fragment_writer::init({.width = 640, .height = 360})));
    REQUIRE_FALSE(video.part(true));
    video.parts(18);
    sound(18, 320);
    for (const char* name : {"video.m3u8", "audio.m3u8"})
        CHECK(starts(h.text(name))["/2.m4s"] == "2020-09-22T06:00:03.000Z");
    CHECK(h.live.health().discontinuities == 0);
}

TEST_CASE("Each playlist reports where the others are") {
    hall h;
    encoder video(h, "video", true), audio(h, "audio", false);
    for (int i = 0; i < 20; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    CHECK(value(h.text("video.m3u8"), "#EXT-X-RENDITION-REPORT:") ==
          "URI=\"audio.m3u8\",LAST-MSN=3,LAST-PART=1");
    CHECK(value(h.text("audio.m3u8"), "#EXT-X-RENDITION-REPORT:") ==
          "URI=\"video.m3u8\",LAST-MSN=3,LAST-PART=1");
}

TEST_CASE("Two renditions of the picture share the numbers") {
    hall h;
    encoder large(h, "720p", true), small(h, "480p", true), audio(h, "audio", false);
    for (int i = 0; i < 30; ++i) {
        small.parts(1);
        large.parts(1);
        audio.parts(1);
    }
    CHECK(starts(h.text("720p.m3u8")).begin()->second == starts(h.text("480p.m3u8")).begin()->second);
    CHECK(count(h.text("480p.m3u8"), "#EXTINF:2.00000,") >= 4);
    CHECK(count(h.text("480p.m3u8"), "#EXT-X-INDEPENDENT-SEGMENTS") == 1);
    const auto index = h.index();
    CHECK(count(index, "#EXT-X-STREAM-INF") == 3);
    CHECK(count(index, "AUDIO=\"sound\"") == 3);
}
