#include "media/part_cutter.hpp"

#include <utility>

namespace jiangtang::media {

std::int64_t part::duration() const {
    std::int64_t sum = 0;
    for (const auto& one : samples) sum += one.duration;
    return sum;
}

part_cutter::part_cutter(std::int64_t origin, std::int64_t part_ticks, std::int64_t segment_ticks)
    : origin_(origin), part_ticks_(part_ticks), segment_ticks_(segment_ticks), next_(origin) {}

std::optional<part> part_cutter::add(sample next) {
    if (open_.samples.empty()) {
        open_.start = next_;
        const auto segment = (next_ - origin_) / segment_ticks_;
        open_.segment_start = segment != last_segment_ && next.key;
        if (open_.segment_start) last_segment_ = segment;
    }
    const auto line = origin_ + ((next_ - origin_) / part_ticks_ + 1) * part_ticks_;
    next_ += next.duration;
    open_.samples.push_back(std::move(next));
    if (next_ < line) return std::nullopt;
    return flush();
}

std::optional<part> part_cutter::flush() {
    if (open_.samples.empty()) return std::nullopt;
    return std::exchange(open_, part{});
}

} // namespace jiangtang::media
