#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>

using namespace lecture;
using namespace jiangtang::origin;

TEST_CASE("Before the first segment is complete the stream says that it is not there yet") {
    hall h;
    CHECK(h.ask("index.m3u8") == status::not_yet);
    CHECK(h.ask("video.m3u8") == status::not_yet);
    encoder video(h, "video", true);
    CHECK(h.ask("video.m3u8") == status::not_yet);
    video.parts(6);
    CHECK(h.ask("video.m3u8") == status::not_yet);
    video.parts(1);
    CHECK(h.ask("video.m3u8") == status::ok);
    CHECK(h.ask("index.m3u8") == status::ok);
    CHECK(h.ask("nothing.m3u8") == status::not_found);
}

TEST_CASE("The first multivariant playlist waits for every publisher that is connected") {
    hall h;
    encoder audio(h, "audio", false), video(h, "video", true);
    audio.parts(9);
    CHECK(h.ask("audio.m3u8") == status::ok);
    CHECK(h.ask("index.m3u8") == status::not_yet);
    h.now_ms += 10'000;
    CHECK(h.ask("index.m3u8") == status::ok);
}

TEST_CASE("Segments are cut at key frames and carry the time of day") {
    hall h;
    encoder video(h, "video", true);
    video.parts(20);
    const auto text = h.text("video.m3u8");
    CHECK(count(text, "#EXTINF:2.00000,") == 3);
    CHECK(value(text, "#EXT-X-TARGETDURATION:") == "2");
    CHECK(value(text, "#EXT-X-PART-INF:PART-TARGET=") == "0.33334");
    CHECK(count(text, "#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:00.000Z") == 1);
    CHECK(count(text, "#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:06.000Z") == 1);
    CHECK(text.find("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"video/3.2.m4s\"") != std::string::npos);
}

TEST_CASE("Media time that is not UTC ends at its arrival") {
    hall h;
    encoder video(h, "video", true, 0);
    h.now_ms += 5000;
    video.parts(7);
    CHECK(value(h.text("video.m3u8"), "#EXT-X-PROGRAM-DATE-TIME:") == "2020-09-22T06:00:04.666Z");
}

TEST_CASE("The bytes of parts, segments and init segments are those that were published") {
    hall h;
    encoder video(h, "video", true);
    video.parts(14);
    const auto base = static_cast<std::uint64_t>(two_o_clock) * 90;
    std::string whole;
    for (int i = 6; i < 12; ++i) {
        const auto part = fragment_writer::picture_part(base, i, i == 6);
        CHECK(h.text("video/1." + std::to_string(i - 6) + ".m4s") == part);
        whole += part;
    }
    CHECK(h.text("video/1.m4s") == whole);
    CHECK(h.text("video/init-0.mp4") == fragment_writer::init({}));
    CHECK(h.ask("video/1.6.m4s") == status::not_found);
    CHECK(h.ask("video/2.m4s") == status::not_found);
    CHECK(h.ask("video/init-1.mp4") == status::not_found);
    const auto a = h.live.get("video/1.m4s", {});
    CHECK(a.content_type == "video/mp4");
    CHECK(a.immutable);
}

TEST_CASE("Numbers begin where the settings say") {
    hall h({.first_sequence = 800'000'000});
    encoder video(h, "video", true);
    video.parts(8);
    CHECK(value(h.text("video.m3u8"), "#EXT-X-MEDIA-SEQUENCE:") == "800000000");
    CHECK(h.ask("video/init-800000000.mp4") == status::ok);
}

TEST_CASE("Parts are listed for the last three target durations and fetchable for longer") {
    hall h;
    encoder video(h, "video", true);
    video.parts(6 * 20 + 1);
    const auto text = h.text("video.m3u8");
    CHECK(count(text, "#EXT-X-PART:") == 2 * 6 + 1);
    CHECK(text.find("\"video/17.0.m4s\"") == std::string::npos);
    CHECK(text.find("\"video/18.0.m4s\"") != std::string::npos);
    const auto base = static_cast<std::uint64_t>(two_o_clock) * 90;
    CHECK(h.text("video/3.2.m4s") == fragment_writer::picture_part(base, 3 * 6 + 2, false));
}

TEST_CASE("The window slides, numbers only rise, and what left it stays fetchable as long again") {
    hall h({.window = std::chrono::seconds(10)});
    encoder video(h, "video", true);
    long last = -1;
    for (int i = 0; i < 100; ++i) {
        video.parts(6);
        const auto number = value(h.text("video.m3u8"), "#EXT-X-MEDIA-SEQUENCE:");
        if (number.empty()) continue;
        CHECK(std::stol(number) >= last);
        last = std::stol(number);
    }
    CHECK(count(h.text("video.m3u8"), "#EXTINF") == 5);
    CHECK(last == 95);
    CHECK(h.ask("video/91.m4s") == status::ok);
    CHECK(h.ask("video/80.m4s") == status::not_found);
    CHECK(h.live.health().tracks[0].bytes_kept < 100'000);
}

TEST_CASE("Bytes that a player holds outlive the window") {
    hall h({.window = std::chrono::seconds(6)});
    encoder video(h, "video", true);
    video.parts(7);
    const auto held = h.live.get("video/0.m4s", {}).body;
    const auto before = *held;
    video.parts(600);
    CHECK(h.ask("video/0.m4s") == status::not_found);
    CHECK(*held == before);
}

TEST_CASE("A track never keeps more bytes than its limit") {
    hall h({.max_track_bytes = 20'000});
    encoder video(h, "video", true);
    for (int i = 0; i < 300; ++i) {
        video.parts(1);
        CHECK(h.live.health().tracks[0].bytes_kept <= 20'000);
    }
    CHECK(h.ask("video.m3u8") == status::ok);
}

TEST_CASE("PART-TARGET and TARGETDURATION grow with what is really sent") {
    hall h({.part = std::chrono::milliseconds(200)});
    encoder video(h, "video", true);
    for (int i = 0; i < 40; ++i) video.part(i % 15 == 0);
    const auto text = h.text("video.m3u8");
    CHECK(value(text, "#EXT-X-TARGETDURATION:") == "5");
    CHECK(value(text, "#EXT-X-PART-INF:PART-TARGET=") == "0.33334");
    CHECK(count(text, "CAN-SKIP-UNTIL=30.0") == 1);
}

TEST_CASE("Parts that were drawn out do not make those after them short, and are forgotten") {
    hall h;
    encoder video(h, "video", true);
    fragment_writer::fragment_options o;
    o.decode_time = static_cast<std::uint64_t>(two_o_clock) * 90;
    auto push = [&](bool key, unsigned pictures) {
        o.runs[0].first_flags = key ? 0x02000000 : 0x01010000;
        o.runs[0].samples = pictures;
        REQUIRE_FALSE(video.in->push(fragment_writer::make_fragment(o)));
        o.decode_time += pictures * 3000;
    };
    auto push_parts = [&](int from, int to) {
        for (int i = from; i < to; ++i) push(i % 6 == 0, 10);
    };
    push_parts(0, 14);
    push(false, 14); // pictures were missing: the last one stood
    push(false, 14);
    push_parts(16, 20);
    CHECK(value(h.text("video.m3u8"), "#EXT-X-PART-INF:PART-TARGET=") == "0.46667");
    push_parts(20, 49);
    const auto text = h.text("video.m3u8");
    CHECK(value(text, "#EXT-X-PART-INF:PART-TARGET=") == "0.33334");
    CHECK(count(text, "#EXTINF") == 8);
    CHECK(count(text, "#EXTINF:2.") == 8);
    CHECK(count(text, "#EXT-X-INDEPENDENT-SEGMENTS") == 1);
}

TEST_CASE("An encoder with shorter parts than the one before it makes segments as long") {
    hall h;
    std::optional<encoder> first;
    first.emplace(h, "video", true);
    first->parts(30);
    first->end();
    h.now_ms += 5000;
    encoder video(h, "video", true, h.now_ms); // opens the track
    fragment_writer::fragment_options o;
    o.decode_time = static_cast<std::uint64_t>(h.now_ms) * 90;
    for (int i = 0; i < 60; ++i) {
        o.runs[0].first_flags = i % 10 == 0 ? 0x02000000 : 0x01010000;
        o.runs[0].samples = 6;
        REQUIRE_FALSE(video.in->push(fragment_writer::make_fragment(o)));
        o.decode_time += 6 * 3000;
    }
    const auto text = h.text("video.m3u8");
    const auto later = text.substr(text.find("#EXT-X-DISCONTINUITY\n"));
    CHECK(count(later, "#EXTINF") >= 5);
    CHECK(count(later, "#EXTINF") == count(later, "#EXTINF:2."));
}

TEST_CASE("The end of the stream is told to players and publishers") {
    hall h;
    encoder video(h, "video", true);
    video.parts(15);
    h.live.end();
    CHECK(h.text("video.m3u8").ends_with("#EXT-X-ENDLIST\n"));
    CHECK(count(h.text("video.m3u8"), "#EXTINF") == 3);
    CHECK(h.ask("video.m3u8", "_HLS_msn=99") == status::ok);
    CHECK(h.ask("video/2.3.m4s") == status::not_found);
    CHECK(h.ask("index.m3u8") == status::ok);
    CHECK(video.part() == errc::stream_ended);
    CHECK(h.live.publish("audio").error() == errc::stream_ended);
}

TEST_CASE("Health says what is being sent") {
    hall h;
    encoder video(h, "video", true);
    video.parts(40);
    const auto health = h.live.health();
    REQUIRE(health.tracks.size() == 1);
    const auto& t = health.tracks[0];
    CHECK(t.codec == "avc1.4D401E");
    CHECK(t.width == 1280);
    CHECK(t.frame_rate == doctest::Approx(30));
    CHECK(t.key_interval_s == doctest::Approx(2));
    CHECK(t.bits_per_second > 0);
    CHECK(t.connected);
    CHECK(t.parts == 40);
    CHECK(t.last_part_at == h.now_ms);
    video.end();
    CHECK_FALSE(h.live.health().tracks[0].connected);
}
