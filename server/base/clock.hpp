// Time as a value that is passed in, so that a test can hold it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace jiangtang {

/// Milliseconds since 1970-01-01 UTC.
using unix_ms = std::int64_t;

/// Answers the present moment; safe to call from any thread.
using clock_fn = std::function<unix_ms()>;

inline unix_ms system_now() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace jiangtang
