#include "media/follower.hpp"

#include "media/picture.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace jiangtang::media {
namespace {

constexpr int most_empty = 4;        // frames: an encoder that is well sends each in time
constexpr int most_empty_calm = 2;   // ten pictures a second have no more
constexpr std::size_t most_calm = 3; // pictures in a frame: sixty a second have two, and one that was late
constexpr int longest_calm = 600 * frames_per_second;
constexpr int stable = 60 * frames_per_second;   // passed on for so long, it was worth it
constexpr std::int64_t most_at_once = 2'000'000; // ns: correction at one segment; a clock wrong by 1/1000
constexpr std::int64_t most_in_frame = 40'000;   // ns: what nobody hears

} // namespace

void follower::stop() {
    wanted_calm_ =
        lasted_ >= stable ? first_calm_ : std::min(2 * wanted_calm_, std::max(longest_calm, first_calm_));
    format_.reset();
    now_.clear();
    waiting_.clear();
    calm_ = empty_ = lasted_ = 0;
}

// Takes the frame's pictures from those that wait. A key picture begins a frame: what came with it waits for the next one.
// False when they cannot be passed.
bool follower::collect(bool head) {
    now_.clear();
    while (!waiting_.empty() && (now_.empty() || !waiting_.front().key)) {
        auto& one = waiting_.front();
        if (one.number != expected_ || !one.format || *one.format != *format_) return false;
        ++expected_;
        now_.push_back(std::move(one));
        waiting_.pop_front();
    }
    empty_ = now_.empty() ? empty_ + 1 : 0;
    return empty_ <= most_empty && (!head || (!now_.empty() && now_.front().key));
}

// Before anything is passed: begins with a key picture, once the source has come evenly for long enough.
follower::turn follower::wait_for_calm() {
    empty_ = waiting_.empty() ? empty_ + 1 : 0;
    ++calm_;
    if (empty_ > most_empty_calm || waiting_.size() > most_calm) calm_ = 0;
    for (; !waiting_.empty(); waiting_.pop_front()) {
        const auto& one = waiting_.front();
        if (one.number != std::exchange(expected_, one.number + 1)) calm_ = 0;
        if (!one.key || !one.format || calm_ < wanted_calm_) continue;
        format_ = one.format;
        expected_ = one.number;
        empty_ = 0;
        return turn::begin;
    }
    return turn::none;
}

follower::turn follower::next(std::vector<coded_picture> came, bool head) {
    for (auto& one : waiting_) one.late_ns += 1'000'000'000 / frames_per_second;
    std::ranges::move(came, std::back_inserter(waiting_));
    const auto result = on() ? turn::none : wait_for_calm();
    if (!on()) return result;
    head = head || result == turn::begin;
    if (!collect(head)) {
        stop();
        return result == turn::begin ? turn::none : turn::end;
    }
    ++lasted_;
    // The segment's first picture tells how far the two clocks are apart.
    if (head) wanted_skew_ns_ -= std::clamp(now_.front().late_ns, -most_at_once, most_at_once);
    skew_ns_ += std::clamp(wanted_skew_ns_ - skew_ns_, -most_in_frame, most_in_frame);
    return result;
}

} // namespace jiangtang::media
