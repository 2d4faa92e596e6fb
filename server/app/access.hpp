// The door of an event: what organizers choose, and how somebody is let in.
#pragma once

#include "app/hall.hpp"
#include "wire/access.hpp"

namespace jiangtang::app {

/// {"access":{kind, version}}. Problem: unknown_event.
asio::awaitable<result<std::string>> read_access(hall&, std::string slug);

/// Changes it, tells everybody, and ends the passes given before when kind or password are others; viewers who are connected
/// come back and are asked. Answers as read_access(). Problems: unknown_event, version_conflict, missing_field (no password
/// is set yet), busy.
asio::awaitable<result<std::string>> set_access(hall&, std::string slug, wire::access_edit);

/// {"path":"/j/2020-3#…"}: what the big screen shows; with a code that opens the questions when the event is not open.
std::string join_path(const hall&, const std::string& slug);

/// Who tries a key: `browser` is what stands in its own cookie, or empty, for who throws it away.
struct at_the_door {
    std::string browser;
    std::string address; // empty: not limited by it (loopback)
};

/// What has opened the door, as the text of a cookie, and how long that may be kept.
struct let_in {
    domain::pass pass;
    std::string cookie;
};

/// Tries a password, a ticket or the big screen's code. Problems: unknown_event, wrong_password, unknown_ticket, link_invalid
/// (the code), ticket_cancelled, delegate_required; rate_limited after many that were wrong; wrong_state when the event is open;
/// busy.
asio::awaitable<result<let_in>> enter(hall&, std::string slug, wire::pass_request, at_the_door);

/// Whether the text of a cookie lets in to what `scope` says, where the door asks for `what`. Problem: what is needed.
result<domain::pass> check_pass(const hall&, const std::string& slug, const gate::rule& what,
                                std::string_view cookie, domain::pass_scope scope);

/// A browser's own cookie, so that one who tries passwords is limited and not the hall around: made, and read (its id, or empty).
std::string write_browser(const hall&, std::string_view slug);
std::string read_browser(const hall&, std::string_view slug, std::string_view cookie);

} // namespace jiangtang::app
