#include "media/sound_watch.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace jiangtang::media {
namespace {

constexpr double full_scale = 32768;
constexpr double silent_square = full_scale * full_scale / 1e6; // -60 dB
constexpr int loud_enough = 3;                                  // frames
constexpr int full_run = 3;                                     // samples
constexpr double nothing_db = -100;

double mean_square(std::span<const std::int16_t> samples) {
    if (samples.empty()) return 0;
    std::int64_t sum = 0, squares = 0;
    for (const int s : samples) {
        sum += s;
        squares += std::int64_t{s} * s;
    }
    const auto n = static_cast<double>(samples.size());
    const auto mean = static_cast<double>(sum) / n;
    return static_cast<double>(squares) / n - mean * mean;
}

} // namespace

bool sound_watch::clips(std::span<const std::int16_t> stereo) {
    bool found = false;
    for (std::size_t i = 0; i < stereo.size(); ++i) {
        auto& run = full_[i % sound_channels];
        run = stereo[i] >= 32767 || stereo[i] <= -32767 ? run + 1 : 0;
        found = found || run >= full_run;
    }
    return found;
}

void sound_watch::hear(std::span<const std::int16_t> stereo, std::int64_t now_ms) {
    now_ms_ = now_ms;
    if (mean_square(stereo) >= silent_square) {
        if (++loud_frames_ >= loud_enough) silent_since_.reset();
    } else {
        loud_frames_ = 0;
        if (!silent_since_) silent_since_ = now_ms;
    }
    int peak = 0;
    for (const int s : stereo) peak = std::max(peak, std::abs(s));
    last_[next_] = {peak, clips(stereo)};
    next_ = (next_ + 1) % last_.size();
}

void sound_watch::forget() { *this = {}; }

double sound_watch::peak_db() const {
    const auto loudest = std::max_element(last_.begin(), last_.end(),
                                          [](const frame& a, const frame& b) { return a.peak < b.peak; });
    return loudest->peak == 0 ? nothing_db
                              : std::max(nothing_db, 20 * std::log10(loudest->peak / full_scale));
}

std::int64_t sound_watch::clipped_ms() const {
    const auto frames = std::count_if(last_.begin(), last_.end(), [](const frame& f) { return f.clipped; });
    return frames * 1000 / frames_per_second;
}

} // namespace jiangtang::media
