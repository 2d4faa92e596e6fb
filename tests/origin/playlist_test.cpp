#include "origin/playlist.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <string>

using namespace jiangtang::origin;

namespace {

constexpr std::int64_t t0 = 1'600'754'400'000'000; // 2020-09-22T06:00:00Z

segment make_segment(std::int64_t msn, std::int64_t run, int parts, bool kept_parts) {
    segment s;
    s.msn = msn;
    s.run = run;
    s.init_msn = 7;
    s.start_us = t0 + msn * 2'000'000;
    for (int i = 0; i < parts; ++i) {
        kept_part p;
        p.duration_us = 333'333 + (i % 3 == 2);
        p.independent = i == 0;
        if (kept_parts) p.bytes = std::make_shared<const std::string>("x");
        s.duration_us += p.duration_us;
        s.parts.push_back(p);
    }
    s.complete = parts == 6;
    return s;
}

media_view view_of(const std::deque<segment>& all) {
    media_view v;
    v.track = "video";
    v.segments = &all;
    v.target_s = 2;
    v.usual_part_us = 333'334;
    return v;
}

bool has(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

} // namespace

TEST_CASE("Parts are listed of two whole segments at most, however short these are") {
    std::deque<segment> all;
    for (int msn = 5; msn < 8; ++msn) all.push_back(make_segment(msn, 0, 6, true));
    all.push_back(make_segment(8, 1, 1, true));
    auto v = view_of(all);
    CHECK_FALSE(has(render_media(v, false), "video/5.0.m4s"));
    CHECK(has(render_media(v, false), "video/6.0.m4s"));
    all.pop_back(); // what is hinted at counts as a segment in the making
    CHECK_FALSE(has(render_media(v, false), "video/5.0.m4s"));
    CHECK(has(render_media(v, false), "video/6.0.m4s"));
}

TEST_CASE("A live playlist reads as RFC 8216bis writes it") {
    const std::deque<segment> all{make_segment(7, 0, 6, false), make_segment(8, 0, 6, true),
                                  make_segment(9, 1, 2, true)};
    auto v = view_of(all);
    v.hint = part_name{9, 2};
    v.reports = {{"audio", 9, 1}};
    CHECK(render_media(v, false) == R"(#EXTM3U
#EXT-X-VERSION:9
#EXT-X-TARGETDURATION:2
#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.00002,CAN-SKIP-UNTIL=12.0
#EXT-X-PART-INF:PART-TARGET=0.33334
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="video/init-7.mp4"
#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:14.000Z
#EXTINF:2.00000,
video/7.m4s
#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:16.000Z
#EXT-X-PART:DURATION=0.33333,URI="video/8.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.33333,URI="video/8.1.m4s"
#EXT-X-PART:DURATION=0.33333,URI="video/8.2.m4s"
#EXT-X-PART:DURATION=0.33333,URI="video/8.3.m4s"
#EXT-X-PART:DURATION=0.33333,URI="video/8.4.m4s"
#EXT-X-PART:DURATION=0.33333,URI="video/8.5.m4s"
#EXTINF:2.00000,
video/8.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="video/init-7.mp4"
#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:18.000Z
#EXT-X-PART:DURATION=0.33333,URI="video/9.0.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.33333,URI="video/9.1.m4s"
#EXT-X-PRELOAD-HINT:TYPE=PART,URI="video/9.2.m4s"
#EXT-X-RENDITION-REPORT:URI="audio.m3u8",LAST-MSN=9,LAST-PART=1
)");
}

TEST_CASE("No part is longer than PART-TARGET as both are written") {
    std::deque<segment> all{make_segment(0, 0, 1, true)};
    for (std::int64_t us : {333'330, 333'333, 333'335, 333'339, 341'333, 1'000'000}) {
        all[0].parts[0].duration_us = us;
        auto v = view_of(all);
        v.usual_part_us = us;
        const auto text = render_media(v, false);
        const auto number = [&](const std::string& tag) {
            return std::stod(text.substr(text.find(tag) + tag.size()));
        };
        CHECK(number("PART:DURATION=") <= number("PART-TARGET="));
        CHECK(number("PART-HOLD-BACK=") >= 3 * number("PART-TARGET=") - 1e-9);
    }
}

TEST_CASE("A discontinuity that has left the list is counted and not shown") {
    const std::deque<segment> all{make_segment(7, 0, 6, false), make_segment(8, 1, 6, false),
                                  make_segment(9, 1, 6, true)};
    auto v = view_of(all);
    CHECK(has(render_media(v, false), "#EXT-X-DISCONTINUITY\n"));
    CHECK_FALSE(has(render_media(v, false), "DISCONTINUITY-SEQUENCE"));
    v.first_listed = 1;
    CHECK_FALSE(has(render_media(v, false), "#EXT-X-DISCONTINUITY\n"));
    CHECK(has(render_media(v, false), "#EXT-X-DISCONTINUITY-SEQUENCE:1\n"));
}

TEST_CASE("A delta update skips what lies before six target durations from the end") {
    std::deque<segment> all;
    for (int i = 0; i < 30; ++i) all.push_back(make_segment(i + 7, 0, 6, i > 26));
    const auto v = view_of(all);
    const auto text = render_media(v, true);
    CHECK(has(text, "#EXT-X-SKIP:SKIPPED-SEGMENTS=24\n"));
    CHECK(has(text, "#EXT-X-MEDIA-SEQUENCE:7\n"));
    CHECK_FALSE(has(text, "video/30.m4s"));
    CHECK(has(text, "video/31.m4s"));
    CHECK_FALSE(has(text, "EXT-X-MAP"));
    CHECK_FALSE(has(render_media(v, false), "EXT-X-SKIP"));
}

TEST_CASE("A short or an ended playlist is given in full though a delta was asked for") {
    std::deque<segment> all;
    for (int i = 0; i < 6; ++i) all.push_back(make_segment(i + 7, 0, 6, false));
    auto v = view_of(all);
    CHECK_FALSE(has(render_media(v, true), "EXT-X-SKIP"));
    for (int i = 6; i < 30; ++i) all.push_back(make_segment(i + 7, 0, 6, false));
    v.ended = true;
    CHECK_FALSE(has(render_media(v, true), "EXT-X-SKIP"));
    CHECK(render_media(v, true).ends_with("#EXT-X-ENDLIST\n"));
}

TEST_CASE("Independent segments are promised only while all listed ones begin with a key frame") {
    std::deque<segment> all{make_segment(7, 0, 6, false), make_segment(8, 0, 6, false)};
    all[1].parts[0].independent = false;
    CHECK_FALSE(has(render_media(view_of(all), false), "INDEPENDENT-SEGMENTS"));
}

TEST_CASE("Every picture has the sound as its group and the sound stands alone last") {
    const codec_info large{true, "avc1.4D401F", 1280, 720, 0, 0}, small{true, "avc1.4D401E", 854, 480, 0, 0},
        sound{false, "mp4a.40.2", 0, 0, 48000, 2};
    CHECK(
        render_multivariant(
            {{"480p", &small, 900, 800, 30}, {"audio", &sound, 100, 90, 0}, {"720p", &large, 2000, 1800, 30}},
            playlist_form::low_latency) ==
        R"(#EXTM3U
#EXT-X-VERSION:9
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=2100,AVERAGE-BANDWIDTH=1890,CODECS="avc1.4D401F,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000,AUDIO="sound"
720p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1000,AVERAGE-BANDWIDTH=890,CODECS="avc1.4D401E,mp4a.40.2",RESOLUTION=854x480,FRAME-RATE=30.000,AUDIO="sound"
480p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=100,AVERAGE-BANDWIDTH=90,CODECS="mp4a.40.2",AUDIO="sound"
audio.m3u8
)");
    CHECK_FALSE(has(render_multivariant({{"480p", &small, 900, 800, 0}}, playlist_form::plain), "AUDIO"));
}

TEST_CASE("Dates are UTC with milliseconds") {
    CHECK(date_time(t0 + 123'999) == "2020-09-22T06:00:00.123Z");
    CHECK(date_time(0) == "1970-01-01T00:00:00.000Z");
}

TEST_CASE("A plain playlist of the same segments has whole segments only") {
    const std::deque<segment> all{make_segment(7, 0, 6, false), make_segment(8, 0, 6, true),
                                  make_segment(9, 1, 2, true)};
    auto v = view_of(all);
    v.form = playlist_form::plain;
    v.hint = part_name{9, 2};
    v.reports = {{"audio", 9, 1}};
    CHECK(render_media(v, false) == R"(#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="video/init-7.mp4"
#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:14.000Z
#EXTINF:2.00000,
video/7.m4s
#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:16.000Z
#EXTINF:2.00000,
video/8.m4s
)");
}

TEST_CASE("The time-shift says that it only grows, and its delta updates leave out what is old") {
    std::deque<segment> all;
    for (int i = 0; i < 20; ++i) all.push_back(make_segment(7 + i, 0, 6, false));
    auto v = view_of(all);
    v.form = playlist_form::event;
    const auto whole = render_media(v, false), delta = render_media(v, true);
    CHECK(
        has(whole,
            "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.0\n"));
    CHECK_FALSE(has(whole, "PART"));
    CHECK(has(delta, "#EXT-X-SKIP:SKIPPED-SEGMENTS=14\n"));
    CHECK(has(delta, "video/26.m4s"));
    CHECK_FALSE(has(delta, "video/20.m4s"));
    v.ended = true;
    CHECK(render_media(v, true).ends_with("video/26.m4s\n#EXT-X-ENDLIST\n"));
}
