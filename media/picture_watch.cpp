#include "media/picture_watch.hpp"

#include <algorithm>
#include <cstdlib>

namespace jiangtang::media {
namespace {

constexpr int dark = 38;                     // luma: 16 is black, 235 white
constexpr int bright_share = 1000;           // one sample of so many may be brighter
constexpr std::int64_t stopped_after = 500;  // ms without a new picture; less is the network
constexpr std::int64_t lived_for = 10'000;   // ms: longer than any fade from one slide to the next
constexpr std::int64_t still_for = 300'000;  // ms: longer than most slides stand
constexpr std::int64_t earlier_every = 2000; // ms
constexpr int life_share = 10;               // one sample of so many changes where there is noise
constexpr int real_change = 32;              // luma: a pointer, a digit, a person; no encoder strays so far
constexpr int stirred_share = 10;            // one frame of so many
constexpr int counted_frames = 5 * frames_per_second;
constexpr double same_scene = 10; // luma, in the mean

} // namespace

picture_watch::grid picture_watch::sample(const std::uint8_t* luma) {
    grid out;
    auto to = out.begin();
    for (int y = step / 2; y < picture_height; y += step)
        for (int x = step / 2; x < picture_width; x += step) *to++ = luma[y * picture_width + x];
    return out;
}

picture_watch::difference picture_watch::compare(const grid& a, const grid& b) {
    int widely = 0, most = 0, sum = 0;
    for (std::size_t i = 0; i < grid_size; ++i) {
        const int d = std::abs(a[i] - b[i]);
        widely += d != 0;
        most = std::max(most, d);
        sum += d;
    }
    return {widely, most, static_cast<double>(sum) / static_cast<double>(grid_size)};
}

void picture_watch::see(const picture& frame, bool sound, std::int64_t now_ms) {
    now_ms_ = now_ms;
    if (!frame) {
        black_since_.reset();
        if (!sound) { // the source is away, which is another matter
            last_.reset();
            last_new_ms_.reset();
        }
        return;
    }
    if (frame == last_) return;
    if (!last_new_ms_) { // the source begins
        lifeless_ms_ = now_ms;
        still_frames_ = 0;
    }
    last_ = frame;
    last_new_ms_ = now_ms;
    look(frame.get());
}

void picture_watch::look(const std::uint8_t* luma) {
    before_ = now_;
    now_ = sample(luma);
    const auto bright = std::count_if(now_.begin(), now_.end(), [](int sample) { return sample > dark; });
    if (bright * bright_share > static_cast<std::ptrdiff_t>(grid_size)) black_since_.reset();
    else if (!black_since_) black_since_ = now_ms_;

    const auto change = compare(now_, before_);
    ++still_frames_;
    if (change.widely > 0) ++stirred_frames_;
    if (still_frames_ > counted_frames) { // what was long ago counts less and less
        still_frames_ /= 2;
        stirred_frames_ /= 2;
    }
    if (still_frames_ == 1 || change.most > real_change || stirred_frames_ * stirred_share > still_frames_)
        begin_still(compare(now_, earlier_).mean < same_scene);
    if (change.widely * life_share < static_cast<int>(grid_size)) lifeless_ms_ = now_ms_;
    if (now_ms_ - earlier_ms_ >= earlier_every) {
        earlier_ = next_earlier_;
        next_earlier_ = now_;
        earlier_ms_ = now_ms_;
    }
}

void picture_watch::begin_still(bool like_before) {
    still_since_ = now_ms_;
    still_frames_ = 1;
    stirred_frames_ = 0;
    lived_ = like_before && now_ms_ - lifeless_ms_ >= lived_for;
}

std::int64_t picture_watch::frozen_ms() const {
    if (!last_new_ms_) return 0;
    const auto stopped = now_ms_ - *last_new_ms_;
    const auto still = now_ms_ - still_since_;
    if (still >= (lived_ ? stopped_after : still_for)) return still;
    return stopped >= stopped_after ? stopped : 0;
}

} // namespace jiangtang::media
