// The organizer's rules of registration, and the requests that organizers approve.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/rules.hpp"

namespace jiangtang::app {

/// {"rules":…}. Problem: unknown_event.
asio::awaitable<result<std::string>> read_rules(hall&, std::string slug);

/// Saves them, and tells everybody and the organizers; sent again: the same answer. {"rules":…}. Problems: unknown_event,
/// version_conflict, invalid_field (opens after the event).
asio::awaitable<result<std::string>> save_rules(hall&, std::string slug, domain::rules);

/// {"requests":[…],"declined":[…],"count":n}: the first 500 that wait and how many there are, the latest 100 that were declined.
/// Problem: unknown_event.
asio::awaitable<result<std::string>> read_requests(hall&, std::string slug);

/// Approves or declines several, in the order in which they are named, once for each id: who is approved gets a seat, the end
/// of the waiting list or a place online. {"decided":[…],"left":[…]}: who cannot be decided on any more, or would be one too many
/// online, is left. Problems: event_ended, id_reused.
asio::awaitable<result<std::string>> decide_requests(hall&, domain::staff by, wire::verdict_request,
                                                     std::string digest);

/// Says yes to one who asked, or was declined: a seat, the end of the waiting list or a place online. Tells the desks and the guest.
void approve(store::transaction&, const domain::registration&, std::string_view staff, domain::channels);

} // namespace jiangtang::app
