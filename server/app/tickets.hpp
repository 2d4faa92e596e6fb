// What the holder of a ticket does with it.
#pragma once

#include "app/hall.hpp"
#include "wire/registrations.hpp"

namespace jiangtang::app {

/// Whose ticket this is. Problems: unknown_ticket, ticket_replaced, ticket_erased (410, like all of a ticket's use cases).
result<domain::registration> find_holder(store::database&, std::string_view code);

/// {"ticket":…,"event":…,"server_time":ms}. Problems: unknown_ticket, ticket_replaced.
asio::awaitable<result<std::string>> read_ticket(hall&, std::string code, std::string origin);

/// Writes a guest's details anew, and moves between hall and stream, once for each id: who leaves the hall gives the seat to
/// the first who waits, who wants to come gets a seat or the end of the waiting list. A move is under the
/// event's rules, and may be a request at first. {"ticket":…}. Problems: registration_not_open, registration_closed, online_full, unknown_ticket, ticket_replaced, event_ended, id_reused, wrong_state (cancelled, declined; or leaving the hall in which one is already).
asio::awaitable<result<std::string>> change_ticket(hall&, std::string code, wire::change_request,
                                                   std::string digest, std::string origin);

/// A new ticket in the place of one that others have seen, once for each id: the old one does not open the door any more.
/// {"ticket":…}. Problems: unknown_ticket, ticket_replaced, id_reused, wrong_state (cancelled, or in the hall already).
asio::awaitable<result<std::string>> replace_ticket(hall&, std::string code, wire::replace_request,
                                                    std::string digest, std::string origin);

/// Cancels; a freed seat goes to the first who waits. Again: the same answer. Problems: unknown_ticket, ticket_replaced, wrong_state (who
/// is in the hall already).
asio::awaitable<result<std::string>> cancel_ticket(hall&, std::string code, std::string origin);

/// Takes the seat that is offered, once for each id. {"ticket":…}. Problems: unknown_ticket, ticket_replaced, event_ended,
/// id_reused, wrong_state (nothing is offered), offer_over.
asio::awaitable<result<std::string>> accept_seat(hall&, std::string code, wire::replace_request,
                                                 std::string digest, std::string origin);

} // namespace jiangtang::app
