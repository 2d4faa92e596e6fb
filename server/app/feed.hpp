// Joining the feed: a snapshot and its seq, or everything that was missed since a known seq. Never a part.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace jiangtang::app {

struct join_request {
    domain::caller who;
    std::optional<std::int64_t> since;
    std::string epoch; // of the client; resuming needs ours
};

/// What a connection is sent first: the hello, and on a resume the missed notices. What it is sent after that begins
/// behind `seq`. The subscription must be made, and held, before this is called.
struct joined {
    std::int64_t seq = 0;
    std::vector<std::string> messages;
    std::map<std::string, std::int64_t> votes; // of a resume: as they are in the database
    // What a muted viewer voted for, with the sums that leave these votes out: he is shown them as if they counted.
    std::map<std::string, std::int64_t> uncounted;
};
asio::awaitable<result<joined>> join(hall&, join_request);

/// The tick that a connection is sent when its subscription has been released: votes take no seq, so neither a kept
/// snapshot nor the missed notices hold the latest.
std::string first_tick(const hall&, const std::string& event, const joined&);

} // namespace jiangtang::app
