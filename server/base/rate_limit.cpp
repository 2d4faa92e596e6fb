#include "base/rate_limit.hpp"

#include <algorithm>
#include <cmath>

namespace jiangtang {

rate_limit::rate_limit(double burst, unix_ms interval_ms, std::size_t most_keys)
    : burst_{burst}, interval_{interval_ms}, most_{most_keys} {}

unix_ms rate_limit::take(std::string_view key, unix_ms now) {
    std::lock_guard lock{mutex_};
    if (buckets_.size() >= most_) forget(now);
    auto [it, fresh] = buckets_.try_emplace(std::string{key}, bucket{burst_, now});
    bucket& b = it->second;
    double gained = static_cast<double>(std::max<unix_ms>(0, now - b.at)) / static_cast<double>(interval_);
    b.tokens = std::min(burst_, b.tokens + gained);
    b.at = now;
    if (b.tokens >= 1) {
        b.tokens -= 1;
        return 0;
    }
    return static_cast<unix_ms>(std::ceil((1 - b.tokens) * static_cast<double>(interval_)));
}

void rate_limit::give_back(std::string_view key) {
    std::lock_guard lock{mutex_};
    if (auto it = buckets_.find(std::string{key}); it != buckets_.end())
        it->second.tokens = std::min(burst_, it->second.tokens + 1);
}

void rate_limit::forget(unix_ms now) {
    auto full_after = static_cast<unix_ms>(burst_ * static_cast<double>(interval_));
    std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.at >= full_after; });
    // Hardly anything went: start anew rather than look through all of them at every call.
    if (buckets_.size() > most_ / 2) buckets_.clear();
}

} // namespace jiangtang
