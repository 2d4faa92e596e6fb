#include "media/part_cutter.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace jiangtang::media {

std::int64_t part::duration() const {
    std::int64_t sum = 0;
    for (const auto& one : samples) sum += one.duration;
    return sum;
}

part_cutter::part_cutter(std::int64_t origin, std::int64_t segment_ticks, int parts_per_segment)
    : origin_(origin), segment_ticks_(segment_ticks), parts_per_segment_(parts_per_segment), next_(origin) {}

std::int64_t part_cutter::part_of(std::int64_t at, std::int64_t origin) const {
    return (at - origin) * parts_per_segment_ / segment_ticks_;
}

std::optional<part> part_cutter::restart(std::int64_t origin) {
    origins_.push_back(origin);
    if (next_ < origin) return std::nullopt;
    return flush();
}

// Does the part end here, whose last sample began at `before`?
bool part_cutter::ends(std::int64_t before) const {
    return part_of(next_, origin_) != part_of(before, origin_) ||
           (!origins_.empty() && next_ >= origins_.front());
}

std::optional<part> part_cutter::add(sample next) {
    for (; !origins_.empty() && next_ >= origins_.front(); origins_.pop_front()) {
        origin_ = origins_.front();
        last_segment_ = -1;
    }
    if (open_.samples.empty()) {
        open_.start = next_;
        const auto segment = (next_ - origin_) / segment_ticks_;
        open_.segment_start = segment != last_segment_ && next.key;
        if (open_.segment_start) last_segment_ = segment;
    }
    const auto here = next_;
    next_ += next.duration;
    open_.samples.push_back(std::move(next));
    if (!ends(here)) return std::nullopt;
    return flush();
}

std::optional<part> part_cutter::flush() {
    if (open_.samples.empty()) return std::nullopt;
    return std::exchange(open_, part{});
}

std::int64_t part_cutter::line_before(std::int64_t at) const {
    const auto later = std::ranges::upper_bound(origins_, at);
    const auto origin = later == origins_.begin() ? origin_ : *std::prev(later);
    return origin + (part_of(at, origin) * segment_ticks_ + parts_per_segment_ - 1) / parts_per_segment_;
}

} // namespace jiangtang::media
