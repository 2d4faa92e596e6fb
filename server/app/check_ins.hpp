// Checking guests in at the door.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/registrations.hpp"

namespace jiangtang::app {

/// Records the scan and says what the desk is to do, once for each id of this member of staff. A desk that had no network
/// sends the same request again with what it did; a guest it let in against the list is in the hall, and a conflict. Problem:
/// id_reused.
asio::awaitable<result<std::string>> check_in(hall&, domain::staff by, wire::check_in_request);

/// Registers who comes to the door without a registration, and checks the guest in if there is a seat, once for each id. It
/// may be a delegation's seat. Answers as check_in() does. Problems: event_ended, id_reused, unknown_delegation,
/// not_enough_seats.
asio::awaitable<result<std::string>> walk_in(hall&, domain::staff by, wire::walk_in_request);

/// Takes back the admission that the desk saw, once for each id: {"guest":…,"arrivals":…}. Problems: unknown_registration,
/// id_reused, wrong_state (it was taken back already, or the guest was admitted again since).
asio::awaitable<result<std::string>> undo_check_in(hall&, domain::staff by, wire::undo_request,
                                                   std::string digest);

/// {admitted, expected, desks, recent, conflict_count, conflicts}: the start of a desk's page.
wire::json::object arrivals_snapshot(store::database&, std::string_view event);

} // namespace jiangtang::app
