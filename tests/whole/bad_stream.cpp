// What publishers send wrongly: a clear error to them and to the organizer, and the running event untouched.

#include "origin/fragment_writer.hpp"
#include "whole/publisher.hpp"

#include <doctest/doctest.h>

#include <chrono>

namespace jiangtang::test {
namespace {

using namespace fragment_writer;

std::uint64_t now_ms() {
    using namespace std::chrono;
    return static_cast<std::uint64_t>(
        duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}

const init_options sound{.video = false, .timescale = 48000};

/// A stream that is on air, with a publisher of sound who does everything right.
struct on_air {
    on_air() {
        organizer.sign_in(h.token("organizer"));
        organizer.must_post(demo + "/stream", {{"do", "start"}});
        good.send(init(sound));
        good_part();
    }
    void good_part() { good.send(sound_part(base * 48, next++)); }
    std::string problem() { return text_at(organizer.must_get(demo + "/stream"), "problem"); }

    hall h;
    browser organizer{h};
    std::string key = ingest_key(h);
    publisher good{h, key, "audio"};
    std::uint64_t base = now_ms();
    std::int64_t next = 0;
};

std::string cut_inside(std::string whole, const char* box) {
    const auto at = whole.find(box) - 4;
    whole.replace(at, 4, u32(9));
    return whole;
}

} // namespace

TEST_CASE("each wrong stream gets a sentence with its figures, the organizer too, and the good one goes on") {
    on_air air;
    const auto key_part = picture_part(air.base * 90, 0, true);
    struct row {
        std::string body, code, says;
    };
    const std::vector<row> rows{
        {"this is no MP4 but a letter", "stream_malformed", "no fragmented MP4"},
        {std::string("G@\x11\x10", 4) + std::string(184, '\xff'), "stream_malformed", "no fragmented MP4"},
        {u32(4) + "moov", "stream_malformed", "a size that cannot be"},
        {u32(0x7fffffff) + "moov", "stream_malformed", "larger than this server takes"},
        {cut_inside(init({}), "stsd"), "stream_malformed", "does not fit its size"},
        {init({}) + cut_inside(key_part, "trun"), "stream_malformed", "does not fit its size"},
        {init({}) + make_fragment({.missing_bytes = 1}), "stream_malformed", "samples outside its data"},
        {init({}) + make_fragment({.duration = 900'000}), "stream_malformed",
         "longer than this server takes"},
        {init({}) + key_part + picture_part(air.base * 90, -30, true), "stream_malformed", "before the end"},
        {init({.entry = "hvc1"}), "stream_unplayable", "Received: HEVC (hvc1)."},
        {init({.video = false, .entry = "Opus"}), "stream_unplayable", "Received: Opus (Opus)."},
        {init({.profile = 244}), "stream_unplayable", "Received: H.264 High 4:4:4."},
        {init({.width = 3840, .height = 2160, .level = 52}), "stream_unplayable",
         "Received: 3840x2160, H.264 level 5.2."},
        {muxed_init({}, {.track_id = 2}), "stream_malformed", "one track"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.says);
        publisher bad{air.h, air.key, "video"};
        bad.send(r.body);
        const auto answer = bad.answer();
        CAPTURE(answer.body);
        CHECK(answer.field("content-type") == "application/problem+json");
        const auto problem = parsed(answer.body);
        CHECK(text_at(problem, "code") == r.code);
        CHECK(answer.status == (r.code == "stream_malformed" ? 400 : 422));
        CHECK(text_at(problem, "message_en").find(r.says) != std::string::npos);
        CHECK(air.problem().starts_with(text_at(problem, "message")));
        air.good_part();
    }
    CHECK(air.good.end().status == 204);
    browser viewer{air.h};
    CHECK(viewer.get("/live/2020-3/audio.m3u8").body.find("DISCONTINUITY\n") == std::string::npos);
}

TEST_CASE("of two publishers with one key the newer wins, and they do not throw each other out in turns") {
    on_air air;
    const auto key_part = [&air](int part) { return picture_part(air.base * 90, part, true); };
    publisher first{air.h, air.key, "video"};
    first.send(init({}) + key_part(0));
    while (at(air.organizer.must_get(demo + "/stream"), "tracks").as_array().size() < 2) {}
    publisher second{air.h, air.key, "video"};
    second.send(init({}) + key_part(1));
    browser viewer{air.h};
    while (viewer.get("/live/2020-3/video.m3u8").body.find("DISCONTINUITY\n") == std::string::npos) {}
    first.send(key_part(2));
    const auto told = first.answer();
    CHECK(told.status == 409);
    CHECK(text_at(parsed(told.body), "code") == "stream_replaced");
    publisher again{air.h, air.key, "video"};
    again.send(init({}) + key_part(3));
    const auto refused = again.answer();
    CHECK(refused.status == 409);
    CHECK(text_at(parsed(refused.body), "code") == "stream_contested");
    CHECK(air.problem().find("two encoders share one key") != std::string::npos);
    second.send(key_part(2));
    CHECK(second.end().status == 204);
    CHECK(air.good.end().status == 204);
}

} // namespace jiangtang::test
