#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using namespace lecture;
using namespace jiangtang::origin;
using namespace fragment_writer;

namespace {

std::error_code push_once(hall& h, const std::string& bytes, std::string_view track = "video") {
    auto in = h.live.publish(track);
    REQUIRE(in.has_value());
    return (*in)->push(bytes);
}

} // namespace

TEST_CASE("A body arrives the same byte by byte") {
    hall h;
    auto in = *h.live.publish("video");
    const auto base = static_cast<std::uint64_t>(two_o_clock) * 90;
    std::string all = init({});
    for (int i = 0; i < 7; ++i) all += make_box("styp", "cmfc") + picture_part(base, i, i % 6 == 0);
    for (const char c : all) REQUIRE_FALSE(in->push(std::string_view(&c, 1)));
    CHECK(count(h.text("video.m3u8"), "#EXTINF:2.00000,") == 1);
    CHECK(h.text("video/0.1.m4s") == picture_part(base, 1, false));
}

TEST_CASE("Track names and their number are limited") {
    hall h({.max_tracks = 2});
    CHECK(h.live.publish("Video!").error() == errc::bad_track_name);
    CHECK(h.live.publish("index").error() == errc::bad_track_name);
    encoder a(h, "a", true), b(h, "b", true);
    CHECK(h.live.publish("c").error() == errc::too_many_tracks);
    // A name under which nothing came makes room when its publisher has gone.
    b.end();
    CHECK(h.live.publish("c").has_value());
}

TEST_CASE("What is no CMAF track ends its own connection with a reason") {
    hall h;
    CHECK(push_once(h, "GET / HTTP/1.1\r\n\r\n") == errc::not_mp4);
    CHECK(push_once(h, make_fragment({})) == errc::unexpected_box);
    CHECK(push_once(h, init({}) + make_box("mdat", "x")) == errc::unexpected_box);
    auto parted = make_fragment({});
    parted.insert(parted.find("mdat") - 4, make_box("free", ""));
    CHECK(push_once(h, init({}) + parted) == errc::unexpected_box);
    CHECK(push_once(h, init({.tracks = 2})) == errc::not_one_track);
    CHECK(push_once(h, init({}) + make_fragment({.duration = 900'000})) == errc::bad_duration);
    CHECK(h.live.health().tracks[0].last_error == make_error_code(errc::bad_duration).message());
    CHECK(h.ask("index.m3u8") == status::not_yet);
}

TEST_CASE("After an error or its end a connection takes no more bytes") {
    hall h;
    auto in = *h.live.publish("video");
    CHECK(in->push(u32(4) + "moov") == errc::bad_box_size);
    CHECK(in->push(init({})) == errc::ingest_closed);
    auto other = *h.live.publish("video");
    other->end();
    CHECK(other->push(init({})) == errc::ingest_closed);
}

TEST_CASE("Rubbish on the track of a good publisher does not touch it") {
    hall h;
    encoder good(h, "video", true);
    good.parts(8);
    const auto before = h.text("video.m3u8");
    CHECK(push_once(h, "rubbish rubbish rubbish") == errc::not_mp4);
    CHECK(push_once(h, init({}) + make_fragment({.missing_bytes = 1})) == errc::bad_samples);
    CHECK(push_once(h, init({.video = false, .timescale = 48000}) + sound_part(0, 0)) == errc::kind_changed);
    CHECK(h.text("video.m3u8") == before);
    good.parts(8);
    CHECK(h.live.health().discontinuities == 0);
    CHECK(h.live.health().tracks[0].connected);
}

TEST_CASE("The newest publisher of a track wins with its first key frame") {
    hall h;
    encoder old(h, "video", true);
    old.parts(8);
    encoder fresh(h, "video", true, h.now_ms);
    old.parts(1);
    REQUIRE_FALSE(fresh.part(false));
    old.parts(1);
    REQUIRE_FALSE(fresh.part(true));
    CHECK(old.part() == errc::replaced);
    CHECK(old.part() == errc::ingest_closed);
    fresh.parts(6);
    CHECK(count(h.text("video.m3u8"), "#EXT-X-DISCONTINUITY\n") == 1);
    CHECK(h.live.health().tracks[0].connected);
}

TEST_CASE("A publisher that comes again gives one discontinuity on each track, and numbers go on") {
    hall h;
    {
        encoder video(h, "video", true, 0), audio(h, "audio", false, 0);
        for (int i = 0; i < 21; ++i) {
            video.parts(1);
            audio.parts(1);
        }
    }
    const auto before = h.text("video.m3u8");
    CHECK(value(before, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=") == "\"video/4.0.m4s\"");
    h.now_ms += 4000;
    encoder audio(h, "audio", false, 0), video(h, "video", true, 0);
    for (int i = 0; i < 21; ++i) {
        audio.parts(1);
        video.parts(1);
    }
    for (const char* name : {"video.m3u8", "audio.m3u8"}) {
        const auto text = h.text(name);
        CHECK(count(text, "#EXT-X-DISCONTINUITY\n") == 1);
        CHECK(count(text, "#EXT-X-MAP") == 2);
        CHECK(value(text, "#EXT-X-MEDIA-SEQUENCE:") == "0");
        const auto after = text.substr(text.find("#EXT-X-DISCONTINUITY\n"));
        CHECK(value(after, "#EXT-X-MAP:URI=").find("/init-4.mp4") != std::string::npos);
        CHECK(value(after, "#EXT-X-PROGRAM-DATE-TIME:") == "2020-09-22T06:00:10.999Z");
    }
    CHECK(h.ask("video/4.0.m4s") == status::ok); // what was hinted
    CHECK(h.live.health().discontinuities == 1);
}

TEST_CASE("When only the picture comes again the sound has the same discontinuity at the same number") {
    hall h;
    encoder audio(h, "audio", false);
    {
        encoder video(h, "video", true);
        for (int i = 0; i < 15; ++i) {
            video.parts(1);
            audio.parts(1);
        }
    }
    encoder video(h, "video", true, h.now_ms);
    for (int i = 0; i < 15; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    const auto video_text = h.text("video.m3u8"), audio_text = h.text("audio.m3u8");
    CHECK(count(video_text, "#EXT-X-DISCONTINUITY\n") == 1);
    CHECK(count(audio_text, "#EXT-X-DISCONTINUITY\n") == 1);
    const auto number_after = [](const std::string& text) {
        const auto tail = text.substr(text.find("#EXT-X-DISCONTINUITY\n"));
        const auto at = tail.find(".m4s");
        return tail.substr(tail.rfind('/', at), at - tail.rfind('/', at));
    };
    CHECK(number_after(video_text).substr(0, 2) == number_after(audio_text).substr(0, 2));
}

TEST_CASE("A jump in time is a discontinuity and going back ends the connection") {
    hall h;
    encoder video(h, "video", true);
    video.parts(12);
    video.skip(30);
    video.parts(12);
    CHECK(count(h.text("video.m3u8"), "#EXT-X-DISCONTINUITY\n") == 1);
    video.skip(-3);
    CHECK(video.part() == errc::time_went_back);
    CHECK(h.ask("video.m3u8") == status::ok);
}

TEST_CASE(
    "Media time that jumps by hours or years goes on in the present, and other tracks stay as they are") {
    hall h;
    encoder audio(h, "audio", false);
    auto video = *h.live.publish("video");
    REQUIRE_FALSE(video->push(init({})));
    const auto base = static_cast<std::uint64_t>(two_o_clock) * 90;
    constexpr std::int64_t hours = 3 * 3600 * 3, years = 3LL * 3600 * 24 * 365 * 50;
    for (const std::int64_t from : {std::int64_t{0}, hours, years}) {
        for (int i = 0; i < 12; ++i) {
            audio.parts(1);
            REQUIRE_FALSE(video->push(picture_part(base, from + i, i % 6 == 0)));
        }
    }
    CHECK(h.live.health().discontinuities == 2);
    for (const auto& t : h.live.health().tracks) {
        CHECK(t.connected);
        CHECK(std::abs(t.last_part_ends - h.now_ms) < 2000);
    }
}

TEST_CASE("Two publishers that take a track from each other again and again get it once in half a minute") {
    hall h;
    encoder first(h, "video", true);
    first.parts(6);
    encoder second(h, "video", true, h.now_ms);
    REQUIRE_FALSE(second.part());
    CHECK(first.part() == errc::replaced);
    for (int i = 0; i < 10; ++i) {
        encoder again(h, "video", true, h.now_ms);
        CHECK(again.part() == errc::contested);
        second.parts(6);
    }
    CHECK(h.live.health().discontinuities == 1);
    second.parts(30);
    encoder again(h, "video", true, h.now_ms);
    CHECK_FALSE(again.part());
    // When the one who has the track is gone or silent, nothing holds another one up.
    again.end();
    encoder next(h, "video", true, h.now_ms);
    REQUIRE_FALSE(next.part());
    h.now_ms += 5000;
    encoder last(h, "video", true, h.now_ms);
    CHECK_FALSE(last.part());
}

TEST_CASE("A head sent again is nothing new, another one is") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    REQUIRE_FALSE(video.in->push(init({})));
    video.parts(6);
    CHECK(h.live.health().discontinuities == 0);
    REQUIRE_FALSE(video.in->push(init({.width = 640, .height = 360})));
    video.parts(7);
    CHECK(h.live.health().discontinuities == 1);
    CHECK(count(h.text("video.m3u8"), "#EXT-X-MAP") == 2);
    CHECK(h.live.health().tracks[0].width == 640);
}

TEST_CASE("A decoder goes on with pictures of another size or profile, and with no other codec or sound") {
    const codec_info main{.video = true, .name = "avc1.4D401F", .width = 1280, .height = 720};
    const codec_info baseline{.video = true, .name = "avc1.42C01E", .width = 640, .height = 360};
    const codec_info hevc{.video = true, .name = "hvc1.1.6.L93.B0"};
    const codec_info stereo{.name = "mp4a.40.2", .sample_rate = 48000, .channels = 2};
    auto mono = stereo;
    mono.channels = 1;
    CHECK(same_format(main, baseline));
    CHECK_FALSE(same_format(main, hevc));
    CHECK_FALSE(same_format(main, stereo));
    CHECK(same_format(stereo, stereo));
    CHECK_FALSE(same_format(stereo, mono));
}

TEST_CASE("Another head where the leading picture goes on begins a segment in all tracks, and no run") {
    hall h;
    encoder video(h, "video", true), small(h, "video-360", true), audio(h, "audio", false);
    const auto all = [&](int parts) {
        for (int i = 0; i < parts; ++i)
            for (auto* one : {&audio, &small, &video}) one->parts(1);
    };
    all(8);
    const auto others = [&] {
        REQUIRE_FALSE(audio.part());
        REQUIRE_FALSE(small.part(true));
    };
    SUBCASE("with pictures of another size") {
        others();
        REQUIRE_FALSE(video.in->push(init({.width = 640, .height = 360})));
        REQUIRE_FALSE(video.part(true));
        all(10);
        CHECK(h.live.health().discontinuities == 0);
        CHECK(h.live.health().tracks[0].width == 640);
        CHECK(count(h.text("video.m3u8"), "#EXT-X-MAP") == 2);
        for (const char* name : {"video-360.m3u8", "audio.m3u8"})
            CHECK(count(h.text(name), "#EXT-X-MAP") == 1);
        // 0: 6 parts, 1: the 2 before the other head, 2: 4 up to the next key picture, too short to be one, and 6 more
        for (const char* name : {"video.m3u8", "video-360.m3u8"}) {
            CHECK(count(h.text(name), "#EXTINF:0.66667,") == 1);
            CHECK(h.text(name).find("/2.0.m4s\",INDEPENDENT=YES") != std::string::npos);
        }
    }
    SUBCASE("but a rung that does not lead has a run of its own") {
        REQUIRE_FALSE(small.in->push(init({.width = 320, .height = 180})));
        others();
        REQUIRE_FALSE(video.part());
        all(10);
        CHECK(h.live.health().discontinuities == 1);
    }
    SUBCASE("but a hole in front of it is one") {
        video.skip(1);
        others();
        REQUIRE_FALSE(video.in->push(init({.width = 640, .height = 360})));
        REQUIRE_FALSE(video.part(true));
        all(10);
        CHECK(h.live.health().discontinuities == 1);
    }
}

TEST_CASE("Parts so short that a segment would hold thousands are refused") {
    hall h;
    auto in = *h.live.publish("audio");
    REQUIRE_FALSE(in->push(init({.video = false, .timescale = 48000})));
    std::error_code ec;
    int pushed = 0;
    for (; pushed < 3000 && !ec; ++pushed)
        ec = in->push(make_fragment({.decode_time = static_cast<std::uint64_t>(pushed) * 60, .duration = 6}));
    CHECK(ec == errc::too_many_parts);
    CHECK(pushed == 1025);
}

TEST_CASE("A publisher that comes again all the time does not fill the memory with short segments") {
    hall h;
    for (int i = 0; i < 300; ++i) {
        encoder video(h, "video", true, h.now_ms);
        video.parts(1);
    }
    CHECK(h.live.health().discontinuities == 299);
    CHECK(count(h.text("video.m3u8"), "#EXTINF") <= 92);
    CHECK(h.ask("video/100.m4s") == status::not_found);
    CHECK(h.ask("video/250.m4s") == status::ok);
}

TEST_CASE("One segment larger than the track's limit is refused") {
    hall h({.max_track_bytes = 2 * picture_part(0, 0, true).size()});
    encoder video(h, "video", true);
    REQUIRE_FALSE(video.part());
    REQUIRE_FALSE(video.part());
    CHECK(video.part() == errc::too_many_bytes);
}

TEST_CASE("A connection outlives its stream") {
    std::unique_ptr<ingest> in;
    {
        hall h;
        encoder video(h, "video", true);
        in = std::move(video.in);
        video.in = *h.live.publish("other");
    }
    CHECK(in->push("x") == std::error_code{});
}
