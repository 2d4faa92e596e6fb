// Joining the feed: a snapshot and its seq, or everything that was missed since a known seq. Never a part.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"

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
};
asio::awaitable<result<joined>> join(hall&, join_request);

} // namespace jiangtang::app
