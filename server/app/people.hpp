// Who is calling, signing in, inviting staff, and becoming a viewer.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/people.hpp"

namespace jiangtang::app {

/// Staff by the session's cookie, as `wanted` for the event, or with the highest role held when `wanted` is empty.
/// Problems: sign_in_required, forbidden, unknown_event.
asio::awaitable<result<domain::caller>> identify_staff(hall&, std::string session, std::string slug,
                                                       std::optional<domain::role> wanted);

/// A viewer by the signed cookie. Problem: sign_in_required.
asio::awaitable<result<domain::caller>> identify_viewer(hall&, std::string cookie, std::string slug);

struct signed_in {
    domain::staff who;
    std::string session; // the cookie's value; empty when the browser's session goes on
};
/// Uses up an invitation. Problem: invitation_invalid.
asio::awaitable<result<signed_in>> sign_in(hall&, std::string token, std::string session);

/// Ends the session; the addressees (staff ids) whose connections are to be closed, by event.
asio::awaitable<result<std::vector<domain::staff>>> sign_out(hall&, std::string session);

/// {"staff":[…]}: the roles of a session, or the staff of an event.
asio::awaitable<result<std::string>> read_session(hall&, std::string session);
asio::awaitable<result<std::string>> read_staff(hall&, std::string slug);

/// A member of staff and an invitation, once for each id of the inviting one: {"staff":…,"url":…,"expires_at":ms}.
asio::awaitable<result<std::string>> invite(hall&, domain::staff by, wire::staff_request, std::string digest,
                                            std::string origin);

/// Takes a member of the staff off, once for each id: {"staff":…}. The caller closes the person's connections. Problems: not_found;
/// wrong_state when no other organizer has signed in.
asio::awaitable<result<std::string>> dismiss(hall&, domain::staff by, std::string member, std::string id,
                                             std::string digest);

/// The same as invite() inside a transaction, for the command line and the demo; `token` is the secret of the link.
void add_invited(store::transaction&, const domain::staff&, const std::string& token, unix_ms expires_at);

struct became_viewer {
    domain::viewer who;
    std::string cookie; // empty when the browser's cookie goes on
};
/// Makes a viewer, or renames the one of the cookie. Problems: unknown_event, unknown_ticket.
asio::awaitable<result<became_viewer>> become_viewer(hall&, std::string slug, wire::viewer_request,
                                                     std::string cookie);

} // namespace jiangtang::app
