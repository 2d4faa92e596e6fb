// The list of guests that a desk takes with it, so that it can work without a network.
#pragma once

#include "app/hall.hpp"

namespace jiangtang::app {

/// The roster of an event as JSON, packed with gzip if asked for. Problems: unknown_event, busy.
asio::awaitable<result<std::shared_ptr<const std::string>>> read_roster(hall&, std::string slug, bool packed);

} // namespace jiangtang::app
