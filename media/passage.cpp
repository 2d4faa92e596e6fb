#include "media/passage.hpp"

#include "media/picture.hpp"

#include <cmath>

namespace jiangtang::media {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t segment = second * frames_per_segment / frames_per_second;
constexpr std::int64_t tolerance =
    second / 100; // in the length of a segment: times are often whole milliseconds
constexpr std::int64_t longest_hole = second / 4; // between two pictures
constexpr std::int64_t most_per_second = 61;
constexpr int groups_to_trust = 2;
constexpr std::int64_t most_groups = 8;   // in a segment
constexpr std::size_t most_waiting = 300; // pictures that were not decoded yet: more than any decoder holds

} // namespace

void passage::doubt() {
    good_groups_ = 0;
    key_ns_.reset();
}

void passage::reset() {
    std::lock_guard lock(mutex_);
    doubt();
    waiting_.clear();
    last_ns_.reset();
    format_.reset();
}

bool passage::fits(std::int64_t group_ns) const {
    if (group_ns <= 0 || group_ns > segment + tolerance) return false;
    const auto groups = std::llround(static_cast<double>(segment) / static_cast<double>(group_ns));
    return groups <= most_groups && std::abs(groups * group_ns - segment) <= tolerance &&
           group_bytes_ * 8 * second / group_ns <= std::int64_t{limits_.bitrate} * 1000 &&
           group_pictures_ * second / group_ns <= most_per_second;
}

// May this picture pass? Each that comes is counted.
bool passage::judge(std::int64_t at_ns, const avc_picture& next, const shape& of, bool damaged) {
    if (damaged || (last_ns_ && (at_ns <= *last_ns_ || at_ns - *last_ns_ > longest_hole))) doubt();
    last_ns_ = at_ns;
    if (next.idr) {
        if (key_ns_) good_groups_ = fits(at_ns - *key_ns_) ? good_groups_ + 1 : 0;
        key_ns_ = at_ns;
        group_bytes_ = group_pictures_ = 0;
    } else if (key_ns_ && at_ns - *key_ns_ > segment + tolerance) {
        doubt();
    }
    group_bytes_ += static_cast<std::int64_t>(next.slices.size());
    ++group_pictures_;
    if (next.parameters || (format_ && (format_->width != of.width || format_->height != of.height))) {
        const coded_format now{next.parameters ? *next.parameters : format_->parameters, of.width, of.height};
        if (!format_ || now != *format_) {
            format_ = std::make_shared<const coded_format>(now);
            good_groups_ = 0;
        }
    }
    return good_groups_ >= groups_to_trust && of.plain && of.height >= limits_.min_height;
}

void passage::came(std::int64_t at_ns, avc_picture next, const shape& of, bool damaged) {
    if (limits_.bitrate == 0) return;
    std::lock_guard lock(mutex_);
    const bool may = judge(at_ns, next, of, damaged);
    waiting_.push_back({at_ns,
                        {.format = may ? format_ : nullptr,
                         .number = ++last_number_,
                         .key = next.idr,
                         .slices = may ? std::move(next.slices) : std::string{}}});
    if (waiting_.size() > most_waiting) waiting_.pop_front();
}

std::vector<passage::timed> passage::decoded(std::int64_t at_ns) {
    std::lock_guard lock(mutex_);
    std::vector<timed> ready;
    for (; !waiting_.empty() && waiting_.front().at_ns <= at_ns; waiting_.pop_front())
        ready.push_back(std::move(waiting_.front()));
    return ready;
}

} // namespace jiangtang::media
