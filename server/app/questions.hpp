// The commands of the feed: asking, voting, moderating.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"

namespace jiangtang::app {

/// Does one command, once for each id of this caller, and answers the message to send back ({"re":…}). Never fails: a
/// problem is an answer too.
asio::awaitable<std::string> execute(hall&, domain::caller, std::string message);

} // namespace jiangtang::app
