#include "origin/plan.hpp"
#include "origin/wall_map.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace jiangtang::origin;

namespace {

constexpr std::int64_t s = 1'000'000, third = 333'333;

// Plays the leader's parts of a third of a second; `key` says which begin with a key frame.
struct leader {
    plan p{settings{.segment = std::chrono::milliseconds(1900)}};
    std::int64_t now = 0;
    std::optional<std::int64_t> own = std::nullopt;
    std::int64_t msn = -1;

    std::int64_t part(bool key) {
        const auto start = now * s / 3, end = (now + 1) * s / 3;
        ++now;
        const auto b = p.lead(start, own, key);
        if (b.msn != msn) own = start;
        msn = b.msn;
        p.fill(msn, end);
        p.led(end, *own, false);
        return msn;
    }
    void group(int parts) {
        for (int i = 0; i < parts; ++i) part(i == 0);
    }
};

} // namespace

TEST_CASE("A segment begins at the first key frame at or after nine tenths of its length") {
    leader l;
    for (int i = 0; i < 5; ++i) CHECK(l.part(true) == 0);
    CHECK(l.part(false) == 0);
    CHECK(l.part(false) == 0);
    CHECK(l.part(true) == 1);
}

TEST_CASE("Without key frames a segment is cut at its greatest length") {
    leader l;
    l.part(true);
    for (int i = 1; i < 30; ++i) CHECK(l.part(false) == 0);
    CHECK(l.part(false) == 1);
}

TEST_CASE("After two segments of one length the next is complete with its last part") {
    leader l;
    l.group(6);
    l.group(6);
    CHECK(l.p.back().msn == 1);
    l.group(5);
    CHECK(l.p.back().msn == 2);
    CHECK_FALSE(l.p.find(3));
    l.part(false);
    CHECK(l.p.back().msn == 3);
    CHECK(l.p.back().start_us == 6 * s);
    CHECK(l.part(true) == 3);
}

TEST_CASE(
    "One segment of the configured length is enough to know where the next one ends, but for a wrong guess") {
    leader l{plan{settings{}}};
    l.group(6);
    l.group(5);
    CHECK(l.p.back().msn == 1);
    l.part(false);
    CHECK(l.p.back().msn == 2);
    l.group(6);
    CHECK(l.p.back().msn == 3);
    for (int i = 0; i < 6; ++i) l.part(false);
    CHECK(l.p.back().msn == 3);
    l.group(6);
    CHECK(l.p.back().msn == 4);
}

TEST_CASE("A wrong guess ends the guessing until two lengths agree again") {
    leader l;
    for (int i = 0; i < 3; ++i) l.group(6);
    CHECK(l.part(false) == 3);
    for (int i = 0; i < 5; ++i) CHECK(l.part(false) == 3);
    CHECK(l.p.back().msn == 3);
    l.group(6);
    CHECK(l.p.back().msn == 4);
    l.group(6);
    CHECK(l.p.back().msn == 6);
}

TEST_CASE("What lies before the leader or where it cannot cut yet is settled") {
    leader l;
    l.part(true);
    CHECK(l.p.settled(0));
    CHECK(l.p.settled(s));
    CHECK_FALSE(l.p.settled(18 * s / 10));
    for (int i = 1; i < 6; ++i) l.part(false);
    CHECK(l.p.settled(2 * s - 1));
    CHECK_FALSE(l.p.settled(2 * s));
    CHECK(l.p.segment_of(s) == 0);
    CHECK_FALSE(l.p.segment_of(2 * s));
    l.part(true);
    CHECK(l.p.segment_of(2 * s) == 1);
}

TEST_CASE("Sound that leads knows the end of a segment at its last part") {
    plan p{settings{}};
    for (int i = 0; i < 6; ++i) {
        CHECK(p.lead(i * third, 0, true).msn == 0);
        p.fill(0, (i + 1) * third);
        p.led((i + 1) * third, 0, true);
    }
    CHECK(p.back().msn == 1);
    CHECK(p.back().start_us == 6 * third);
}

TEST_CASE("The second track of a publisher that came again joins the run of the first") {
    leader l;
    l.group(6);
    l.part(true);
    const auto first = l.p.join_run(0, 10 * s);
    CHECK(first.run == 1);
    CHECK(first.msn == 2);
    const auto second = l.p.join_run(0, 10 * s - 21'000);
    CHECK(second.msn == 2);
    CHECK(l.p.runs() == 1);
    l.p.fill(2, 11 * s);
    CHECK(l.p.join_run(1, 12 * s).run == 2);
}

TEST_CASE("A part clearly older than the newest run begins one of its own") {
    leader l;
    l.group(6);
    const auto first = l.p.join_run(0, 10 * s);
    l.p.fill(first.msn, 11 * s);
    CHECK(l.p.join_run(0, 5 * s).run == 2);
}

TEST_CASE("A segment that was announced and got nothing is the first of the next run") {
    leader l;
    for (int i = 0; i < 3; ++i) l.group(6);
    CHECK(l.p.back().msn == 3);
    const auto b = l.p.join_run(0, 60 * s);
    CHECK(b.msn == 3);
    CHECK(b.run == 1);
    CHECK(b.start_us == 60 * s);
}

TEST_CASE("The plan forgets what is old and numbers go on") {
    leader l;
    for (int i = 0; i < 1000; ++i) l.group(6);
    CHECK(l.p.back().msn >= 999);
    CHECK_FALSE(l.p.find(0));
    CHECK(l.p.find(990)->msn == 990);
}

TEST_CASE("Media time that is UTC stays as it is, any other ends at its arrival") {
    constexpr std::int64_t never = INT64_MIN, now = 1'600'754'400 * s;
    CHECK(wall_map(settings{}).join(now - s, now - third, now, never) == 0);
    CHECK(wall_map(settings{}).join(0, third, now, never) == now - third);
}

TEST_CASE("Tracks of one publisher share one map though they arrive apart") {
    constexpr std::int64_t never = INT64_MIN, now = 1'600'754'400 * s;
    wall_map m{settings{}};
    const auto video = m.join(0, third, now, never);
    CHECK(m.join(0, third, now + 60'000, never) == video);
    const auto again = m.join(0, third, now + 5 * s, never);
    CHECK(again == now + 5 * s - third);
    CHECK(m.join(0, third, now + 5 * s + 40'000, never) == again);
}

TEST_CASE("A new publisher is never mapped to before what is there already") {
    constexpr std::int64_t never = INT64_MIN, now = 1'600'754'400 * s;
    wall_map m{settings{}};
    const auto video = m.join(0, third, now, never);
    CHECK(m.join(0, third, now + s, now + s - third) == video + s);
}

TEST_CASE("An outage at the beginning of what a restart brings back is not taken for a segment's length") {
    plan p{settings{}};
    p.restore({{0, 0, 0, 2 * s}, {1, 1, 92 * s, 94 * s}, {2, 1, 94 * s, 96 * s}, {3, 1, 96 * s, 97 * s}});
    CHECK(p.likely_length_us() == 2 * s);
}
