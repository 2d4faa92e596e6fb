// How far a publisher's clock has run away from ours since it began. Pure; times are passed in.
#pragma once

#include "base/clock.hpp"

#include <algorithm>
#include <limits>
#include <optional>

namespace jiangtang::domain {

/// A part comes some time after its media ends: encoding, the network, the difference of the clocks. The least of ten
/// seconds is free of the network's whims; how it differs from that of the first ten seconds is the drift.
class drift_meter {
public:
    /// A part that ends at `media_ends` came at `came`. Telling it twice does no harm.
    void part_came(unix_ms came, unix_ms media_ends) {
        const auto delay = came - media_ends;
        if (begun_ && std::abs(delay - last_delay_) > jump) {
            begun_.reset();
            measured_ = false;
        }
        if (!begun_ || came - *begun_ >= block) {
            if (begun_) {
                if (!measured_) first_ = least_;
                measured_ = true;
                now_ = least_;
            }
            begun_ = came;
            least_ = std::numeric_limits<std::int64_t>::max();
        }
        last_delay_ = delay;
        least_ = std::min(least_, delay);
    }

    /// Milliseconds, positive when parts come ever later; nothing in the first ten seconds.
    std::optional<std::int64_t> drift_ms() const {
        if (!measured_) return std::nullopt;
        return now_ - first_;
    }

private:
    static constexpr unix_ms block = 10'000;
    static constexpr unix_ms jump = 5'000; // another time line, not a drift

    std::optional<unix_ms> begun_; // of this block
    std::int64_t least_ = 0, last_delay_ = 0;
    bool measured_ = false;            // are there blocks to compare?
    std::int64_t first_ = 0, now_ = 0; // the least of the first block, and of the last that is over
};

} // namespace jiangtang::domain
