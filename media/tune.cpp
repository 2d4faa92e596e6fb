#include "media/tune.hpp"

#include "media/picture.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jiangtang::media {
namespace {

// A pentatonic line in semitones from A4, one note every half second; rests where there is none.
constexpr int rest = 99;
constexpr int line[] = {-12, rest, -5, -3, rest, 0,  rest, -5,  -10, rest, -3, 0,  rest, 2,  rest, -3,
                        -12, rest, -8, -5, rest, -3, rest, -10, -15, rest, -8, -5, rest, -3, rest, rest};
constexpr int steps = sizeof line / sizeof *line;
constexpr int step_samples = sound_rate / 2;
constexpr int note_samples = sound_rate * 5 / 2;
constexpr int loop_samples = steps * step_samples;
constexpr double level = 0.07; // of full scale for one note: about -23 dB

} // namespace

tune::tune() {
    std::vector<float> left(loop_samples), right(loop_samples);
    for (int i = 0; i < steps; ++i) {
        if (line[i] == rest) continue;
        const double frequency = 440 * std::pow(2, line[i] / 12.0);
        const double side = 0.5 + 0.25 * std::sin(i * 1.7); // a little to the left, a little to the right
        for (int n = 0; n < note_samples; ++n) {
            const double t = n / double{sound_rate};
            const double rise = std::min(1.0, t / 0.012);
            const double fade = std::exp(-t * 2.6) * std::min(1.0, (note_samples - n) / 4800.0);
            const double turn = 2 * std::numbers::pi * frequency * t;
            const double wave = std::sin(turn) + 0.28 * std::sin(2 * turn) * std::exp(-t * 4) +
                                0.08 * std::sin(3 * turn) * std::exp(-t * 8);
            const auto value = static_cast<float>(level * rise * fade * wave);
            const auto at = (i * step_samples + n) % loop_samples;
            left[at] += value * static_cast<float>(2 * (1 - side));
            right[at] += value * static_cast<float>(2 * side);
        }
    }
    loop_.resize(std::size_t{loop_samples} * 2);
    for (int n = 0; n < loop_samples; ++n) {
        loop_[2 * n] = static_cast<std::int16_t>(std::lround(std::clamp(left[n], -1.f, 1.f) * 32767));
        loop_[2 * n + 1] = static_cast<std::int16_t>(std::lround(std::clamp(right[n], -1.f, 1.f) * 32767));
    }
}

void tune::play(std::int64_t from, std::span<std::int16_t> out) const {
    auto at = static_cast<std::size_t>(from % loop_samples) * 2;
    for (auto& value : out) {
        value = loop_[at];
        if (++at == loop_.size()) at = 0;
    }
}

} // namespace jiangtang::media
