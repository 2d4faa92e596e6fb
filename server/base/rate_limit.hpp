// How often somebody may do something: a token bucket per key, in bounded memory. Time is passed in.
#pragma once

#include "base/clock.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace jiangtang {

class rate_limit {
public:
    /// `burst` at once, then one every `interval_ms`. At most `most_keys` are remembered; when there are more, those
    /// that have long been full again are forgotten first.
    rate_limit(double burst, unix_ms interval_ms, std::size_t most_keys = 200'000);

    /// 0 when allowed (and counted), else the milliseconds until it would be.
    unix_ms take(std::string_view key, unix_ms now);

    /// What was taken last need not have been: where only failures count.
    void give_back(std::string_view key);

private:
    struct bucket {
        double tokens;
        unix_ms at;
    };
    void forget(unix_ms now);

    double burst_;
    unix_ms interval_;
    std::size_t most_;
    std::mutex mutex_;
    std::unordered_map<std::string, bucket> buckets_;
};

} // namespace jiangtang
