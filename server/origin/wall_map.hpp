// Gives media time its place on the UTC clock, the same for all tracks of one publisher.
// Pure arithmetic in microseconds; the clock is passed in.
#pragma once

#include "origin/settings.hpp"

#include <cstdint>
#include <optional>

namespace jiangtang::origin {

class wall_map {
public:
    explicit wall_map(const settings& s);

    // What to add to the media time of a publisher whose first part lasts from `start_us` to `end_us` and
    // arrived at `now_us`. `floor_us`: the part must not come out before this UTC time. In this order: what
    // the other tracks use, if the part then ended about when it arrived (so picture and sound stay
    // together); 0, if the media time is UTC already; else the moment of arrival is the end of the part.
    std::int64_t join(std::int64_t start_us, std::int64_t end_us, std::int64_t now_us, std::int64_t floor_us);

private:
    std::int64_t epoch_tolerance_us_;
    std::optional<std::int64_t> current_;
};

} // namespace jiangtang::origin
