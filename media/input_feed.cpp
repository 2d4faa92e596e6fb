#include "media/input_feed.hpp"

#include <algorithm>
#include <limits>

namespace jiangtang::media {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t slack_ns = 45 * ms; // delay less one frame: later than that is too late
constexpr std::int64_t window_ns = 5'000 * ms;
constexpr std::int64_t reach_ns = 25 * ms;            // one frame forward may come this early
constexpr std::int64_t behind_ns = 20 * ms;           // a second one must be this late
constexpr std::int64_t gap = 60 * sound_rate / 1000;  // samples: a jump, not a drift
constexpr std::int64_t drift = 5 * sound_rate / 1000; // samples: corrected one at a time
constexpr std::size_t keep_pictures = 45;
constexpr std::int64_t keep_sound = 2 * sound_rate;

std::int64_t sample_of(std::int64_t ns) { return ns / 1000 * sound_rate / 1'000'000; }

} // namespace

// Under the lock: the due time, shifted so that what has come lately comes in time, and no later than that.
std::int64_t input_feed::settle(std::int64_t due_ns, std::int64_t now_ns) {
    const auto late = now_ns - (due_ns + shift_ns_);
    if (fresh_ || late > slack_ns) {
        shift_ns_ += late;
        fresh_ = false;
        begin_window(now_ns);
    } else if (now_ns >= window_end_ns_) {
        if (worst_ns_ < -slack_ns) shift_ns_ += worst_ns_;
        begin_window(now_ns);
    }
    worst_ns_ = std::max(worst_ns_, now_ns - (due_ns + shift_ns_));
    return due_ns + shift_ns_;
}

void input_feed::begin_window(std::int64_t now_ns) {
    window_end_ns_ = now_ns + window_ns;
    worst_ns_ = std::numeric_limits<std::int64_t>::min();
}

void input_feed::picture_came(std::int64_t due_ns, picture frame, std::int64_t now_ns) {
    std::lock_guard lock(mutex_);
    queue_.push_back({settle(due_ns, now_ns), std::move(frame)});
    if (queue_.size() > keep_pictures) { // the shift holds them back longer than we keep them
        queue_.clear();
        fresh_ = true;
    }
}

picture input_feed::picture_at(std::int64_t at_ns) {
    std::lock_guard lock(mutex_);
    const auto wanted = at_ns - delay_ns;
    // One step forward a frame keeps an input of our own frame rate even; more only when it runs behind.
    for (auto limit = reach_ns; !queue_.empty() && queue_.front().due_ns <= wanted + limit;
         limit = -behind_ns) {
        shown_ = std::move(queue_.front());
        queue_.pop_front();
    }
    if (shown_.frame && wanted - shown_.due_ns > away_ns) shown_.frame = nullptr;
    return shown_.frame;
}

void input_feed::append(std::span<const std::int16_t> stereo) {
    sound_.insert(sound_.end(), stereo.begin(), stereo.end());
}

void input_feed::sound_came(std::int64_t due_ns, std::span<const std::int16_t> stereo, std::int64_t now_ns) {
    std::lock_guard lock(mutex_);
    const auto first = sample_of(settle(due_ns, now_ns));
    const auto end = sound_start_ + static_cast<std::int64_t>(sound_.size() / 2);
    const auto error = first - end;
    if (stereo.size() < 4) return;
    if (sound_.empty() || std::abs(error) > keep_sound) {
        sound_.clear();
        sound_start_ = first;
    } else if (error < -gap) { // the shift was lowered: a splice, not a hole
        stereo = stereo.subspan(std::min(stereo.size(), static_cast<std::size_t>(-error) * 2));
    } else if (error > gap) {
        sound_.insert(sound_.end(), static_cast<std::size_t>(error) * 2, 0);
    } else if (error > drift) {
        append(stereo.first(2));
    } else if (error < -drift) {
        stereo = stereo.subspan(2);
    }
    append(stereo);
    while (static_cast<std::int64_t>(sound_.size() / 2) > keep_sound) {
        sound_.erase(sound_.begin(), sound_.begin() + sound_rate / 5);
        sound_start_ += sound_rate / 10;
    }
}

bool input_feed::sound_at(std::int64_t at_ns, std::span<std::int16_t> out) {
    std::lock_guard lock(mutex_);
    const auto exact = sample_of(at_ns - delay_ns);
    if (std::abs(exact - sound_next_) > 4) // else rounding: go on where the last frame ended
        sound_next_ = exact;
    const auto count = static_cast<std::int64_t>(out.size() / 2);
    const auto drop =
        std::clamp<std::int64_t>(sound_next_ - sound_start_, 0, static_cast<std::int64_t>(sound_.size() / 2));
    sound_.erase(sound_.begin(), sound_.begin() + drop * 2);
    sound_start_ += drop;
    std::fill(out.begin(), out.end(), std::int16_t{0});
    const auto skip = sound_start_ - sound_next_; // silence first
    const auto take = std::min(count - skip, static_cast<std::int64_t>(sound_.size() / 2));
    sound_next_ += count;
    if (skip < 0 || take <= 0) return false;
    std::copy_n(sound_.begin(), take * 2, out.begin() + skip * 2);
    return true;
}

void input_feed::reset() {
    std::lock_guard lock(mutex_);
    queue_.clear();
    sound_.clear();
    fresh_ = true;
}

} // namespace jiangtang::media
