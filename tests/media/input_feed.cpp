#include "media/input_feed.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace jiangtang::media;

namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t start = 1'000'000 * ms;
constexpr std::int64_t frame_ns = 1'000 * ms / 30;

picture numbered(int n) {
    auto made = std::shared_ptr<std::uint8_t>(new std::uint8_t[1], std::default_delete<std::uint8_t[]>());
    *made = static_cast<std::uint8_t>(n);
    return made;
}

// Feeds pictures at `input_fps` and reads at 30: the numbers shown, -1 for none.
std::vector<int> show(input_feed& feed, int input_fps, int frames, std::int64_t jitter_ns = 0) {
    std::vector<int> shown;
    int fed = 0;
    for (int i = 0; i < frames; ++i) {
        const auto now = start + i * frame_ns;
        for (auto due = start + fed * 1000 * ms / input_fps; due <= now;
             due = start + ++fed * 1000 * ms / input_fps)
            feed.picture_came(due + (fed % 2 ? jitter_ns : 0), numbered(fed),
                              due + (fed % 2 ? jitter_ns : 0));
        const auto got = feed.picture_at(now);
        shown.push_back(got ? *got : -1);
    }
    return shown;
}

constexpr int turn = 30000; // the ramp of samples begins again here

// Feeds a ramp in buffers of 1024 samples, each `late_ns(n)` after it is due, and reads at 30 frames a second:
// all samples read, from the first that was there.
template <class Late>
std::vector<int> play(input_feed& feed, int frames, Late&& late_ns, bool passing = false) {
    std::vector<int> heard;
    std::vector<std::int16_t> out(std::size_t{sound_per_frame} * 2), in(1024 * 2);
    std::int64_t fed = 0;
    for (int i = 0; i < frames; ++i) {
        const auto now = start + i * frame_ns;
        for (;; ++fed) {
            const auto due = start + fed * 1024 * 1'000'000'000 / sound_rate;
            if (due + late_ns(fed) > now) break;
            for (int n = 0; n < 1024; ++n)
                in[n * 2] = in[n * 2 + 1] = static_cast<std::int16_t>((fed * 1024 + n) % turn);
            feed.sound_came(due, in, due + late_ns(fed));
        }
        feed.coded_at(now, passing);
        if (feed.sound_at(now, out))
            for (std::size_t n = 0; n < out.size(); n += 2) heard.push_back(out[n]);
    }
    return heard;
}

int seams(const std::vector<int>& heard, std::size_t from = 3 * sound_per_frame) {
    int count = 0;
    for (auto n = from; n < heard.size(); ++n) count += heard[n] != (heard[n - 1] + 1) % turn;
    return count;
}

} // namespace

TEST_CASE("an input of thirty frames is shown frame for frame although its times tremble") {
    input_feed feed;
    const auto shown = show(feed, 30, 90, 8 * ms);
    for (std::size_t i = 10; i < shown.size(); ++i) CHECK(shown[i] == shown[i - 1] + 1);
}

TEST_CASE("an input of sixty frames shows every second one, one of fifteen each twice") {
    input_feed fast, slow;
    const auto every_second = show(fast, 60, 60);
    const auto twice = show(slow, 15, 60);
    CHECK(every_second.back() - every_second[10] == doctest::Approx(98).epsilon(0.03));
    CHECK(twice.back() - twice[11] == doctest::Approx(24).epsilon(0.05));
}

TEST_CASE("an input that stops is away after a second and not before") {
    input_feed feed;
    feed.picture_came(start, numbered(1), start);
    CHECK(feed.picture_at(start + input_feed::delay_ns) != nullptr);
    CHECK(feed.picture_at(start + input_feed::delay_ns + input_feed::away_ns - ms) != nullptr);
    CHECK(feed.picture_at(start + input_feed::delay_ns + input_feed::away_ns + ms) == nullptr);
}

TEST_CASE("timestamps far ahead of the arrival add no delay") {
    input_feed feed;
    feed.picture_came(start + 700 * ms, numbered(1), start);
    CHECK(feed.picture_at(start + input_feed::delay_ns) != nullptr);
}

TEST_CASE("sound in buffers of another length comes out without a seam") {
    input_feed feed;
    const auto heard = play(feed, 90, [](std::int64_t) { return 0; });
    CHECK(heard.size() > 80u * sound_per_frame);
    CHECK(seams(heard) == 0);
}

TEST_CASE("sound that trembles by thirty milliseconds has no seam either") {
    input_feed feed;
    const auto heard = play(feed, 90, [](std::int64_t n) { return n % 3 * 15 * ms; });
    CHECK(seams(heard) == 0);
}

TEST_CASE("what was late once keeps its delay while it is passed on, and else comes earlier again") {
    const auto late_at_first = [](std::int64_t n) { return n < 40 ? 150 * ms : 0; };
    input_feed passing, other;
    const auto from = 60u * sound_per_frame;
    CHECK(seams(play(passing, 400, late_at_first, true), from) == 0);
    CHECK(seams(play(other, 400, late_at_first), from) > 0);
}

TEST_CASE("sound that comes late from some moment on is whole again after one hole") {
    input_feed feed;
    const auto heard = play(feed, 150, [](std::int64_t n) { return n > 50 ? 300 * ms : 0; });
    CHECK(seams(heard) > 0);
    CHECK(seams(heard, heard.size() - 60 * sound_per_frame) == 0);
}

TEST_CASE("sound moves with the pictures when the delay grows by less than a hole") {
    input_feed feed;
    constexpr auto late = 50 * ms; // two frames or so
    const auto heard = play(feed, 90, [&](std::int64_t n) { return n > 50 ? late : 0; });
    const auto ahead = [&](std::size_t k) { return ((heard[k] - static_cast<int>(k)) % turn + turn) % turn; };
    const auto moved = (ahead(30 * sound_per_frame) - ahead(heard.size() - 1) + turn) % turn;
    CHECK(moved == doctest::Approx(late / ms * sound_rate / 1000).epsilon(0.02));
    CHECK(seams(heard, heard.size() - 20 * sound_per_frame) == 0);
}

TEST_CASE("a delay that is needed no more is taken back") {
    input_feed feed;
    play(feed, 400, [](std::int64_t n) { return n < 50 ? 300 * ms : 0; });
    const auto now = start + 400 * frame_ns;
    feed.picture_came(now, numbered(7), now);
    CHECK(feed.picture_at(now + input_feed::delay_ns) != nullptr);
}

TEST_CASE("no sound is silence and says so") {
    input_feed feed;
    std::vector<std::int16_t> out(std::size_t{sound_per_frame} * 2, 99);
    CHECK_FALSE(feed.sound_at(start, out));
    CHECK(out == std::vector<std::int16_t>(out.size(), 0));
}

TEST_CASE("an input that begins anew with other timestamps is heard at once") {
    input_feed feed;
    std::vector<std::int16_t> in(2048, 5), out(std::size_t{sound_per_frame} * 2);
    feed.sound_came(start, in, start);
    feed.reset();
    const auto later = start + 5000 * ms;
    feed.sound_came(start + 1 * ms, in, later);
    CHECK(feed.sound_at(later + input_feed::delay_ns, out));
    CHECK(out[0] == 5);
}

TEST_CASE("sound that comes seconds late holds the picture back only for a while") {
    input_feed feed;
    const std::vector<std::int16_t> in(2048, 5);
    int shown = 0;
    for (int i = 0; i < 300; ++i) {
        const auto now = start + i * frame_ns;
        feed.picture_came(now, numbered(i), now);
        if (i % 100 == 10) feed.sound_came(now - 4000 * ms, in, now);
        shown += feed.picture_at(now) != nullptr;
    }
    CHECK(shown > 200);
}

TEST_CASE("the drift is how much later pictures come than in the first seconds, and a new input has none") {
    input_feed feed;
    std::int64_t n = 0;
    const auto come = [&](int seconds, std::int64_t late_each) {
        for (int i = 0; i < seconds * 30; ++i) {
            const auto due = start + n++ * frame_ns;
            feed.picture_came(due, numbered(1), due + i * late_each);
            feed.picture_at(due + i * late_each); // what nobody reads makes the feed begin anew
        }
    };
    come(4, 0);
    CHECK(!feed.drift_ms());
    come(4, 0);
    CHECK(feed.drift_ms() == 0);
    come(20, ms); // a millisecond a frame: 600 in all
    CHECK(*feed.drift_ms() > 400);
    CHECK(*feed.drift_ms() <= 600);
    feed.reset();
    come(1, 0);
    CHECK(!feed.drift_ms());
}
