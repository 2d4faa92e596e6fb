// The door of an event that is not open to all, as requests meet it: the cookie of a pass, or a session of its staff.
#pragma once

#include "app/access.hpp"
#include "net/context.hpp"

namespace jiangtang::net {

/// What lets this request in to `scope` where the door asks for `what`; a pass without a version for the event's staff.
/// Problem: what is needed. The pass is checked without waiting; only without one is the session looked up.
asio::awaitable<result<domain::pass>> check_door(context&, request&, std::string slug, app::gate::rule what,
                                                 domain::pass_scope scope);

/// The whole of it for a handler: nothing when the event is open or the request may pass, else the answer.
asio::awaitable<std::optional<response>> refused_at_door(context&, request&, std::string slug);

} // namespace jiangtang::net
