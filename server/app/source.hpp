// What the picture of an event is taken from, as organizers see and set it.
#pragma once

#include "app/hall.hpp"
#include "wire/source.hpp"

namespace jiangtang::app {

/// Each answers the source as JSON, without its secret. Setting it twice is setting it once; while the event is live the
/// encoder is exchanged at once. Problems: unknown_event; source_refused, whose sentence names the part that is wrong.
asio::awaitable<result<std::string>> read_source(hall&, std::string slug);
asio::awaitable<result<std::string>> set_source(hall&, std::string slug, wire::source_edit edit);

/// Hands the event's source, key and theme as they are stored to those who keep its encoder.
asio::awaitable<void> apply_source(hall&, std::string slug);

} // namespace jiangtang::app
