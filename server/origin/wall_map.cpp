#include "origin/wall_map.hpp"

#include <cstdlib>

namespace jiangtang::origin {
namespace {

// Tracks of one publisher arrive this close to each other; one that starts anew is further off.
constexpr std::int64_t together_us = 2'000'000;

} // namespace

wall_map::wall_map(const settings& s)
    : epoch_tolerance_us_(std::chrono::microseconds(s.epoch_tolerance).count()) {}

std::int64_t wall_map::join(std::int64_t start_us, std::int64_t end_us, std::int64_t now_us,
                            std::int64_t floor_us) {
    const auto own = now_us - end_us;
    if (current_ && std::abs(own - *current_) <= together_us && start_us + *current_ >= floor_us) {
        return *current_;
    }
    const bool is_utc = std::abs(own) <= epoch_tolerance_us_ && start_us >= floor_us;
    current_ = is_utc ? 0 : own;
    return *current_;
}

} // namespace jiangtang::origin
