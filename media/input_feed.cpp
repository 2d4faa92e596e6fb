#include "media/input_feed.hpp"

#include <algorithm>
#include <limits>

namespace jiangtang::media {
namespace {

constexpr std::int64_t ms = 1'000'000;
constexpr std::int64_t slack_ns = 45 * ms; // delay less one frame: later than that is too late
constexpr std::int64_t window_ns = 5'000 * ms;
constexpr std::int64_t frame_ns = 1'000'000'000 / frames_per_second;
constexpr std::int64_t reach_ns = 17 * ms;           // one frame forward may come this early
constexpr std::int64_t behind_ns = 20 * ms;          // a second one must be this late
constexpr std::int64_t gap = 60 * sound_rate / 1000; // samples: a jump, not a drift
constexpr std::int64_t rounding = 4;                 // samples, of times that are not whole ones
constexpr std::int64_t glide =
    2; // samples a frame: how sound follows the output's clock, and nobody hears it
constexpr std::int64_t drift = 5 * sound_rate / 1000;      // samples: corrected one at a time
constexpr std::int64_t astray_by = 10 * sound_rate / 1000; // samples
constexpr int astray_after = 8;                            // buffers: a fifth of a second or so
constexpr std::size_t keep_pictures = 45;
constexpr std::size_t keep_coded = 180; // of up to 60 a second
constexpr std::int64_t keep_sound = 2 * sound_rate;

std::int64_t sample_of(std::int64_t ns) { return ns / 1000 * sound_rate / 1'000'000; }

} // namespace

// Under the lock: how far all due times are shifted, so that what has come lately comes in time, and no later than that.
// What waits in the queues keeps its own due time: when the shift changes, pictures and sound move together.
void input_feed::settle(std::int64_t due_ns, std::int64_t now_ns) {
    const auto late = now_ns - (due_ns + shift_ns_);
    if (fresh_ || late > slack_ns) {
        shift_ns_ += late;
        aligned_ = false;
        if (fresh_) first_shift_ns_.reset();
        fresh_ = false;
        begin_window(now_ns);
    } else if (now_ns >= window_end_ns_) {
        if (worst_ns_ < -slack_ns && !passing_) {
            shift_ns_ += worst_ns_;
            aligned_ = false;
        }
        if (!first_shift_ns_) first_shift_ns_ = shift_ns_;
        begin_window(now_ns);
    }
    worst_ns_ = std::max(worst_ns_, now_ns - (due_ns + shift_ns_));
}

// Under the lock: a picture's time falls on the nearest of the output's frames. An input of our frame rate so stays in the
// middle between one frame and the next, however its times tremble, and sound keeps its distance to what is shown.
void input_feed::align(std::int64_t due_ns) {
    if (aligned_ || asked_ns_ == 0) return;
    const auto beyond = (due_ns + shift_ns_ - asked_ns_) % frame_ns;
    const auto after = beyond < 0 ? beyond + frame_ns : beyond;
    shift_ns_ += after <= frame_ns / 2 ? -after : frame_ns - after;
    aligned_ = true;
}

void input_feed::begin_window(std::int64_t now_ns) {
    window_end_ns_ = now_ns + window_ns;
    worst_ns_ = std::numeric_limits<std::int64_t>::min();
}

void input_feed::picture_came(std::int64_t due_ns, picture frame, std::int64_t now_ns) {
    std::lock_guard lock(mutex_);
    settle(due_ns, now_ns);
    align(due_ns);
    queue_.push_back({due_ns, std::move(frame)});
    if (queue_.size() > keep_pictures) { // the shift holds them back longer than we keep them
        queue_.clear();
        fresh_ = true;
    }
}

picture input_feed::picture_at(std::int64_t at_ns) {
    std::lock_guard lock(mutex_);
    const auto wanted = asked_ns_ = at_ns - delay_ns;
    // One step forward a frame keeps an input of our own frame rate even; more only when it runs behind.
    for (auto limit = reach_ns; !queue_.empty() && queue_.front().due_ns + shift_ns_ <= wanted + limit;
         limit = -behind_ns) {
        shown_ = {queue_.front().due_ns + shift_ns_, std::move(queue_.front().frame)};
        queue_.pop_front();
    }
    if (shown_.frame && wanted - shown_.due_ns > away_ns) shown_.frame = nullptr;
    return shown_.frame;
}

void input_feed::coded_came(std::int64_t due_ns, coded_picture next) {
    std::lock_guard lock(mutex_);
    coded_.emplace_back(due_ns, std::move(next));
    if (coded_.size() > keep_coded) coded_.pop_front();
}

std::vector<coded_picture> input_feed::coded_at(std::int64_t at_ns, bool passing) {
    std::lock_guard lock(mutex_);
    passing_ = passing;
    std::vector<coded_picture> ready;
    const auto late = [&] { return at_ns - delay_ns - shift_ns_ - coded_.front().first; };
    for (auto limit = -reach_ns; !coded_.empty() && late() >= limit; limit = behind_ns) {
        coded_.front().second.late_ns = late();
        ready.push_back(std::move(coded_.front().second));
        coded_.pop_front();
    }
    return ready;
}

void input_feed::append(std::span<const std::int16_t> stereo) {
    sound_.insert(sound_.end(), stereo.begin(), stereo.end());
}

// Has sound come beside its time, always to the same side, for so long that it is no trembling? A decoder counts on from
// the first time it was told, and that of a stream joined in the middle may be wrong by some frames.
bool input_feed::astray(std::int64_t error) {
    const int side = error > astray_by ? 1 : error < -astray_by ? -1 : 0;
    beside_ = side == 0 || side * beside_ < 0 ? side : beside_ + side;
    if (std::abs(beside_) < astray_after) return false;
    beside_ = 0;
    return true;
}

void input_feed::sound_came(std::int64_t due_ns, std::span<const std::int16_t> stereo, std::int64_t now_ns) {
    std::lock_guard lock(mutex_);
    settle(due_ns, now_ns);
    const auto first = sample_of(due_ns);
    const auto end = sound_start_ + static_cast<std::int64_t>(sound_.size() / 2);
    const auto error = first - end;
    if (stereo.size() < 4) return;
    const bool lost = astray(error);
    if (sound_.empty() || std::abs(error) > keep_sound) {
        sound_.clear();
        sound_start_ = first;
    } else if (error < -gap || (lost && error < 0)) { // the source's time went back: a splice, not a hole
        stereo = stereo.subspan(std::min(stereo.size(), static_cast<std::size_t>(-error) * 2));
    } else if (error > gap || lost) {
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
    const auto exact = sample_of(at_ns - delay_ns - shift_ns_);
    const auto error = exact - sound_next_;
    if (std::abs(error) > drift) sound_next_ = exact;
    else if (std::abs(error) > rounding) sound_next_ += std::clamp(error, -glide, glide);
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
    for (auto i = skip <= glide ? skip : 0; i > 0; --i) // silence would be a click
        std::ranges::copy(last_heard_, out.begin() + (i - 1) * sound_channels);
    std::copy_n(sound_.begin(), take * 2, out.begin() + skip * 2);
    std::copy(out.end() - sound_channels, out.end(), last_heard_.begin());
    return true;
}

std::optional<std::int64_t> input_feed::drift_ms() const {
    std::lock_guard lock(mutex_);
    if (!first_shift_ns_) return std::nullopt;
    return (shift_ns_ - *first_shift_ns_) / ms;
}

void input_feed::reset() {
    std::lock_guard lock(mutex_);
    queue_.clear();
    coded_.clear();
    sound_.clear();
    fresh_ = true;
}

} // namespace jiangtang::media
