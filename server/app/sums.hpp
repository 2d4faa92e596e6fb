// What changes faster than people read: votes, viewers, reactions and 弹幕, gathered and sent once a tick.
#pragma once

#include "app/reactions.hpp"
#include "base/clock.hpp"
#include "hub/hub.hpp"
#include "store/transaction.hpp"
#include "wire/tick.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace jiangtang::app {

class sums {
public:
    sums(hub::hub& hub, const reactions& r) : hub_{hub}, reactions_{r} {}

    /// Any thread; the latest of a question counts.
    void add(const std::vector<store::vote_sum>&);
    /// 弹幕 that begin to run with the next tick. Those that were taken away meanwhile do not. When more come than
    /// ticks take, the oldest are left out. Any thread.
    void add(std::vector<store::danmaku_line>);
    /// The latest votes of every question of an event that was voted for since the program started. Any thread.
    std::map<std::string, std::int64_t> votes(const std::string& event) const;
    /// An event whose room is to get ticks from now on. Any thread.
    void watch(const std::string& event);

    /// Sends what changed in each room. To be called four times a second; a room of thousands gets fewer, and a quiet room
    /// one every five seconds, so that its readers know that the line is alive.
    void tick(unix_ms now);

    /// How long apart the ticks of a room with so many viewers are.
    static unix_ms interval(std::size_t viewers);

private:
    struct room {
        std::map<std::string, std::int64_t> latest;
        std::map<std::string, std::int64_t> votes;     // changed since the last tick
        std::map<std::string, std::int64_t> reactions; // as they were told
        std::deque<wire::running_danmaku> danmaku;
        std::size_t viewers = 0;
        unix_ms sent = 0;
    };
    void tick(const std::string& event, room&, unix_ms now);

    hub::hub& hub_;
    const reactions& reactions_;
    mutable std::mutex mutex_;
    std::map<std::string, room> rooms_;
};

} // namespace jiangtang::app
