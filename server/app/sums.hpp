// What changes faster than people read: votes and viewers, summed up and sent once a tick.
#pragma once

#include "base/clock.hpp"
#include "hub/hub.hpp"
#include "store/transaction.hpp"

#include <map>
#include <mutex>
#include <set>
#include <string>

namespace jiangtang::app {

class sums {
public:
    explicit sums(hub::hub& hub) : hub_{hub} {}

    /// Any thread; the latest of a question counts.
    void add(const std::vector<store::vote_sum>&);
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
        std::map<std::string, std::int64_t> votes; // changed since the last tick
        std::size_t viewers = 0;
        unix_ms sent = 0;
    };
    hub::hub& hub_;
    mutable std::mutex mutex_;
    std::map<std::string, room> rooms_;
};

} // namespace jiangtang::app
