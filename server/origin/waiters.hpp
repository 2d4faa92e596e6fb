// Requests that are being held until the stream can answer them. Bounded; many that wait for the same
// thing are one group, answered once with shared bytes. Not thread-safe and without a clock.
#pragma once

#include "origin/answer.hpp"
#include "origin/request.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace jiangtang::origin {

// What is waited for. `part` is -1 for a playlist request without _HLS_part.
struct wanted {
    std::string track;
    resource::kind what = resource::kind::playlist;
    std::int64_t msn = 0;
    std::int64_t part = -1;
    bool skip = false;
    playlist_form form = playlist_form::low_latency;
    auto operator<=>(const wanted&) const = default;
};

using callback = std::function<void(answer)>;
using due_calls = std::vector<std::pair<callback, answer>>;

// Calls them all; not under a lock.
void call(due_calls& due);

class waiters {
public:
    // `deadline_ms` in UTC milliseconds.
    void add(const wanted& what, std::int64_t deadline_ms, callback done);
    std::size_t size() const { return count_; }

    // Asks `evaluate` once per group and moves the groups that need not wait any more to `due`.
    void collect(const std::function<answer(const wanted&)>& evaluate, due_calls& due);
    // Moves those whose deadline has come to `due`, with status timed_out.
    void expire(std::int64_t now_ms, due_calls& due);

private:
    struct waiter {
        std::int64_t deadline_ms = 0;
        callback done;
    };
    using group = std::deque<waiter>; // in the order of coming

    std::map<wanted, group> groups_;
    std::size_t count_ = 0;
};

} // namespace jiangtang::origin
