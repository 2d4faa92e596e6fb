#include "origin/plan.hpp"

#include <algorithm>

namespace jiangtang::origin {
namespace {

// Lengths that differ by rounding of ticks only are the same.
constexpr std::int64_t same_us = 1500;

std::int64_t us(std::chrono::milliseconds d) { return std::chrono::microseconds(d).count(); }

} // namespace

plan::plan(const settings& s)
    : first_msn_(s.first_sequence), target_us_(us(s.segment)), shortest_us_(target_us_ * 9 / 10),
      longest_us_(us(s.max_segment)), most_(static_cast<std::size_t>(s.window / s.segment) * 4 + 64) {}

std::int64_t plan::next_msn() const { return list_.empty() ? first_msn_ : list_.back().msn + 1; }

const boundary& plan::push(std::int64_t run, std::int64_t start_us) {
    list_.push_back({next_msn(), run, start_us, start_us});
    if (list_.size() > most_) list_.pop_front();
    return list_.back();
}

const boundary& plan::at(std::int64_t at_us) const {
    for (auto b = list_.rbegin(); b != list_.rend(); ++b) {
        if (b->start_us <= at_us) return *b;
    }
    return list_.front();
}

const boundary* plan::find(std::int64_t msn) const {
    if (list_.empty() || msn < list_.front().msn || msn > list_.back().msn) return nullptr;
    return &list_[static_cast<std::size_t>(msn - list_.front().msn)];
}

const boundary& plan::join_run(std::int64_t last_run, std::int64_t start_us) {
    if (list_.empty()) return push(last_run, start_us);
    ended_short_ = false;
    auto first = std::prev(list_.end());
    while (first != list_.begin() && std::prev(first)->run == first->run) --first;
    if (first->run > last_run && start_us >= first->start_us - target_us_) {
        const boundary& found = at(start_us);
        return found.msn > first->msn ? found : *first;
    }
    guessed_msn_ = -1;
    horizon_us_ = start_us;
    auto& last = list_.back();
    const bool unused = last.end_us == last.start_us && list_.size() > 1;
    if (!unused) return push(last.run + 1, start_us);
    // A segment that was announced and got no media yet becomes the first one of the run.
    last.run = std::prev(list_.end(), 2)->run + 1;
    last.start_us = last.end_us = start_us;
    return last;
}

void plan::restore(std::deque<boundary> list) {
    list_ = std::move(list);
    while (list_.size() > most_) list_.pop_front();
    if (list_.empty()) return;
    horizon_us_ = list_.back().end_us;
    // The last segment of a run may have been cut short; the latest one before such tells how long the encoder makes them.
    for (auto i = list_.size(); i-- > 2 && last_length_us_ == 0;) {
        if (list_[i - 2].run == list_[i].run)
            last_length_us_ = usual_length_us_ = list_[i - 1].start_us - list_[i - 2].start_us;
    }
}

const boundary& plan::cut(std::int64_t at_us) { return push(runs(), at_us); }

const boundary& plan::lead(std::int64_t start_us, std::optional<std::int64_t> own_start_us, bool key,
                           bool head) {
    if (list_.empty()) return push(0, start_us);
    ended_short_ = false;
    const auto& last = list_.back();
    if (start_us < last.start_us) return at(start_us);
    if (guessed_msn_ == last.msn) {
        guessed_msn_ = -1;
        if (!key) {
            last_length_us_ = usual_length_us_ = 0;
            doubted_ = true;
        }
        return last;
    }
    const auto length = start_us - last.start_us;
    if (head) return length > 0 ? cut(start_us) : last; // its length tells nothing of the next one's
    if (!(key && length >= shortest_us_) && length < longest_us_) return last;
    if (own_start_us) {
        const auto own_length = start_us - *own_start_us;
        const bool as_configured = !doubted_ && std::abs(own_length - target_us_) <= same_us;
        const bool as_before = std::abs(own_length - last_length_us_) <= same_us;
        usual_length_us_ = as_configured || as_before ? own_length : 0;
        last_length_us_ = own_length;
    }
    return cut(start_us);
}

void plan::led(std::int64_t end_us, std::int64_t own_start_us, bool every_part_is_key) {
    horizon_us_ = std::max(horizon_us_, end_us);
    if (end_us - list_.back().start_us < shortest_us_) return;
    if (every_part_is_key) {
        cut(end_us);
    } else if (usual_length_us_ > 0 && std::abs(end_us - own_start_us - usual_length_us_) <= same_us) {
        guessed_msn_ = cut(end_us).msn;
    }
}

void plan::led_to_the_end() {
    if (horizon_us_ <= list_.back().start_us) return;
    guessed_msn_ = cut(horizon_us_).msn;
    ended_short_ = true;
}

void plan::fill(std::int64_t msn, std::int64_t end_us) {
    if (list_.empty() || msn < list_.front().msn || msn > list_.back().msn) return;
    auto& b = list_[static_cast<std::size_t>(msn - list_.front().msn)];
    b.end_us = std::max(b.end_us, end_us);
}

bool plan::settled(std::int64_t at_us) const {
    if (list_.empty()) return false;
    if (ended_short_) return at_us < list_.back().start_us;
    return at_us < std::max(horizon_us_, list_.back().start_us + shortest_us_);
}

std::optional<std::int64_t> plan::segment_of(std::int64_t at_us) const {
    if (!settled(at_us)) return std::nullopt;
    return at(at_us).msn;
}

} // namespace jiangtang::origin
