#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

using namespace lecture;
using namespace jiangtang::origin;

namespace {

// A player's held request.
struct held {
    held(hall& h, std::string_view path, std::string_view query = "") {
        h.live.when_ready(path, parse_query(query), [this](answer a) {
            ++calls;
            got = std::move(a);
        });
    }
    int calls = 0;
    answer got;
};

} // namespace

TEST_CASE("A reload of what is there is answered at once and of what comes next is held") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8); // segment 0, and parts 0 and 1 of segment 1
    CHECK(h.ask("video.m3u8", "_HLS_msn=0") == status::ok);
    CHECK(h.ask("video.m3u8", "_HLS_msn=1&_HLS_part=1") == status::ok);
    CHECK(h.ask("video.m3u8", "_HLS_msn=1&_HLS_part=2") == status::wait);
    CHECK(h.ask("video.m3u8", "_HLS_msn=1") == status::wait);
    CHECK(h.ask("video.m3u8", "_HLS_msn=2") == status::wait);
    CHECK(h.ask("video.m3u8", "_HLS_msn=2&_HLS_part=0") == status::wait);
}

TEST_CASE("A reload too far ahead or without sense is a bad request") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    CHECK(h.ask("video.m3u8", "_HLS_msn=3") == status::bad_request);
    CHECK(h.ask("video.m3u8", "_HLS_part=1") == status::bad_request);
    CHECK(h.ask("video.m3u8", "_HLS_msn=x") == status::bad_request);
    CHECK(h.ask("video.m3u8", "_HLS_skip=maybe") == status::bad_request);
    // Parts of 0.33333 s: nine of them are the Advance Part Limit.
    CHECK(h.ask("video.m3u8", "_HLS_msn=1&_HLS_part=10") == status::wait);
    CHECK(h.ask("video.m3u8", "_HLS_msn=1&_HLS_part=11") == status::bad_request);
}

TEST_CASE("A part beyond the last one of a segment means the first one of the next") {
    hall h;
    encoder video(h, "video", true);
    video.parts(18); // segments 0 to 1 complete, and 2 is known to be
    CHECK(h.ask("video.m3u8", "_HLS_msn=2&_HLS_part=5") == status::ok);
    CHECK(h.ask("video.m3u8", "_HLS_msn=2&_HLS_part=6") == status::wait);
    CHECK(h.ask("video.m3u8", "_HLS_msn=2&_HLS_part=99") == status::wait);
    video.parts(1);
    CHECK(h.ask("video.m3u8", "_HLS_msn=2&_HLS_part=6") == status::ok);
    CHECK(h.ask("video.m3u8", "_HLS_msn=0&_HLS_part=99") == status::ok);
}

TEST_CASE("A held reload is answered once, with the part it asked for") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    held next(h, "video.m3u8", "_HLS_msn=1&_HLS_part=2"), later(h, "video.m3u8", "_HLS_msn=1&_HLS_part=3"),
        whole(h, "video.m3u8", "_HLS_msn=1");
    CHECK(next.calls == 0);
    CHECK(h.live.health().waiters == 3);
    video.parts(1);
    CHECK(next.calls == 1);
    CHECK(next.got.body->find("video/1.2.m4s") != std::string::npos);
    CHECK(next.got.max_age.count() == 12);
    CHECK(later.calls == 0);
    video.parts(4);
    CHECK(later.calls == 1);
    CHECK(whole.calls == 1);
    video.parts(4);
    CHECK(next.calls + later.calls + whole.calls == 3);
    CHECK(h.live.health().waiters == 0);
}

TEST_CASE("A request that need not wait is answered in the call") {
    hall h;
    encoder video(h, "video", true);
    held early(h, "index.m3u8");
    CHECK(early.calls == 1);
    CHECK(early.got.what == status::not_yet);
    video.parts(8);
    held now(h, "video.m3u8");
    CHECK(now.calls == 1);
    CHECK(now.calls == 1);
    CHECK(now.got.what == status::ok);
}

TEST_CASE("Those who wait for one thing get the same bytes") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    held a(h, "video.m3u8", "_HLS_msn=1&_HLS_part=2"), b(h, "video.m3u8", "_HLS_msn=1&_HLS_part=2"),
        delta(h, "video.m3u8", "_HLS_msn=1&_HLS_part=2&_HLS_skip=YES");
    video.parts(1);
    CHECK(a.got.body == b.got.body);
    CHECK(delta.got.body != a.got.body);
    CHECK(h.live.get("video.m3u8", {}).body == a.got.body);
}

TEST_CASE("The hinted part is held for until it comes, and others are not found") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    held hinted(h, "video/1.2.m4s");
    CHECK(hinted.calls == 0);
    CHECK(h.ask("video/1.3.m4s") == status::not_found);
    CHECK(h.ask("video/3.0.m4s") == status::not_found);
    video.parts(1);
    CHECK(hinted.calls == 1);
    CHECK(hinted.got.body == h.live.get("video/1.2.m4s", {}).body);
    CHECK(hinted.got.content_type == "video/mp4");
}

TEST_CASE("The last part of a segment is followed by the hint of the next segment's first") {
    hall h;
    encoder video(h, "video", true);
    for (int i = 1; i <= 60; ++i) {
        video.parts(1);
        const auto text = h.text("video.m3u8");
        if (i < 7) continue;
        const auto name = "video/" + std::to_string(i / 6) + '.' + std::to_string(i % 6) + ".m4s";
        CHECK(value(text, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=") == '"' + name + '"');
        CHECK(count(text, "#EXTINF") == i / 6);
    }
}

TEST_CASE("There is always a hint; while the publisher is steady what was hinted comes under that name") {
    for (const int uneven : {0, 1}) {
        hall h;
        int broken = 0;
        encoder video(h, "video", true), audio(h, "audio", false);
        std::string hint[2];
        for (int i = 0, since = 0; i < 300; ++i, ++since) {
            const bool key = since == 0 || (uneven ? since % (6 + i / 60) == 0 : since % 6 == 0);
            REQUIRE_FALSE(video.part(key));
            REQUIRE_FALSE(audio.part());
            for (int t = 0; t < 2; ++t) {
                const std::string track = t ? "audio" : "video";
                if (!hint[t].empty()) broken += h.ask(hint[t]) != status::ok;
                const auto text = h.text(track + ".m3u8");
                hint[t] = value(text, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=");
                CHECK(!hint[t].empty() == (text.find("#EXT-X-PART:") != std::string::npos));
                if (!hint[t].empty()) hint[t] = hint[t].substr(1, hint[t].size() - 2);
            }
        }
        CHECK(broken == (uneven ? 48 : 0));
    }
}

TEST_CASE("A part that will not come any more is told as not found") {
    hall h({.segment = std::chrono::milliseconds(1900)});
    encoder video(h, "video", true);
    video.parts(12); // whether 1.6 or 2.0 comes next is not known yet
    CHECK(value(h.text("video.m3u8"), "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=") == "\"video/2.0.m4s\"");
    held same(h, "video/1.6.m4s"), next(h, "video/2.0.m4s");
    video.parts(1);
    CHECK(same.got.what == status::not_found);
    CHECK(next.got.what == status::ok);
}

TEST_CASE("After three target durations a held request is answered that it was too long") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    video.end();
    CHECK(h.ask("video/1.2.m4s") == status::not_found); // the segment is over with its publisher
    held a(h, "video.m3u8", "_HLS_msn=1&_HLS_part=2"), b(h, "video/2.0.m4s");
    h.live.give_up(h.now_ms + 5999);
    CHECK(a.calls + b.calls == 0);
    h.live.give_up(h.now_ms + 6000);
    CHECK(a.got.what == status::timed_out);
    CHECK(b.got.what == status::timed_out);
    CHECK(h.live.health().waiters == 0);
}

TEST_CASE("There are only so many waiters") {
    hall h({.max_waiters = 2});
    encoder video(h, "video", true);
    video.parts(8);
    held a(h, "video.m3u8", "_HLS_msn=1"), b(h, "video.m3u8", "_HLS_msn=1"), c(h, "video.m3u8", "_HLS_msn=1");
    CHECK(c.calls == 1);
    CHECK(a.calls + b.calls == 0);
    CHECK(c.got.what == status::busy);
    video.parts(6);
    CHECK(a.calls + b.calls == 2);
}

TEST_CASE("The end of the stream answers everybody") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    held a(h, "video.m3u8", "_HLS_msn=1&_HLS_part=2"), b(h, "video/1.2.m4s");
    h.live.end();
    CHECK(a.got.what == status::ok);
    CHECK(a.got.body->ends_with("#EXT-X-ENDLIST\n"));
    CHECK(b.got.what == status::not_found);
}

TEST_CASE("A stream that is destroyed answers everybody") {
    std::optional<hall> h(std::in_place);
    encoder video(*h, "video", true);
    video.parts(8);
    held a(*h, "video.m3u8", "_HLS_msn=1&_HLS_part=2");
    h.reset();
    CHECK(a.calls == 1);
    video.end();
}

TEST_CASE("A callback may ask the stream again") {
    hall h;
    encoder video(h, "video", true);
    video.parts(8);
    int calls = 0;
    const auto again = [&](answer) {
        ++calls;
        h.live.when_ready("video.m3u8", parse_query("_HLS_msn=1&_HLS_part=3"), [&](answer) { ++calls; });
    };
    h.live.when_ready("video.m3u8", parse_query("_HLS_msn=1&_HLS_part=2"), again);
    video.parts(2);
    CHECK(calls == 2);
}
