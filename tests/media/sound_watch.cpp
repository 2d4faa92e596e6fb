// Silence and overload, and what only sounds so.
#include "media/sound_watch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numbers>
#include <vector>

using namespace jiangtang::media;

namespace {

class line {
public:
    // Plays for so many milliseconds; `sample(t)` gives -1…1 (beyond is cut off) for a time in seconds.
    template <class Sample>
    void play(int ms, Sample sample) {
        for (const auto until = frame_ + ms * frames_per_second / 1000; frame_ < until; ++frame_) {
            std::vector<std::int16_t> stereo;
            for (int i = 0; i < sound_per_frame; ++i) {
                const double t = static_cast<double>(frame_ * sound_per_frame + i) / sound_rate;
                const auto value = std::clamp(32767.0 * sample(t), -32768.0, 32767.0);
                stereo.insert(stereo.end(), 2, static_cast<std::int16_t>(std::lround(value)));
            }
            watch.hear(stereo, frame_ * 1000 / frames_per_second);
        }
    }
    sound_watch watch;

private:
    std::int64_t frame_ = 0;
};

double sine(double t) { return std::sin(2 * std::numbers::pi * 440 * t); }
double at(double db, double t) { return std::pow(10, db / 20) * sine(t); }

} // namespace

TEST_CASE("digital silence, and the hum of an open input, are silent; a quiet hall is not") {
    line l;
    l.play(2000, [](double t) { return at(-20, t); });
    CHECK(l.watch.silent_ms() == 0);
    l.play(9000, [](double) { return 0; });
    CHECK(l.watch.silent_ms() > 8900);
    CHECK(l.watch.silent_ms() < 9000);
    CHECK(l.watch.peak_db() == -100);
    l.play(1000, [](double t) { return at(-70, t) + 0.01; }); // with direct current
    CHECK(l.watch.silent_ms() > 9900);
    l.play(1000, [](double t) { return at(-52, t); });
    CHECK(l.watch.silent_ms() == 0);
}

TEST_CASE("a click does not end a silence, a word does") {
    line l;
    l.play(3000, [](double) { return 0; });
    l.play(34, [](double) { return 0.9; });
    l.play(66, [](double t) { return at(-3, t); }); // two frames
    l.play(3000, [](double) { return 0; });
    CHECK(l.watch.silent_ms() > 6000);
    l.play(300, [](double t) { return at(-30, t); });
    CHECK(l.watch.silent_ms() == 0);
}

TEST_CASE("a full-scale square wave is clipped all the time, a sine up to full scale never") {
    line l;
    l.play(2000, [](double t) { return at(-0.1, t); });
    CHECK(l.watch.clipped_ms() == 0);
    CHECK(l.watch.peak_db() > -0.2);
    l.play(1000, [](double t) { return sine(t) > 0 ? 1 : -1; });
    CHECK(l.watch.clipped_ms() == 1000);
    l.play(500, [](double t) { return at(-6, t); });
    CHECK(l.watch.clipped_ms() == 500);
    l.play(1000, [](double t) { return 2 * sine(t); }); // six decibels too much
    CHECK(l.watch.clipped_ms() == 1000);
}

TEST_CASE("a source that went away begins anew") {
    line l;
    l.play(5000, [](double) { return 0; });
    l.watch.forget();
    CHECK(l.watch.silent_ms() == 0);
    l.play(1000, [](double) { return 0; });
    CHECK(l.watch.silent_ms() < 1000);
}

TEST_CASE("listening costs less than a hundredth of a core") {
    line l;
    std::vector<std::int16_t> loud(std::size_t{sound_per_frame} * 2, 12'000);
    sound_watch watch;
    const auto begun = std::clock();
    for (int i = 0; i < 100 * frames_per_second; ++i) watch.hear(loud, i * 1000 / frames_per_second);
    const auto share = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC / 100;
    MESSAGE("share of a core: " << share);
    CHECK(share < 0.01);
}
