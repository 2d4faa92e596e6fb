// Units that register their people together: the organizer's quota and link, the contact's names, and what the desk hears.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/delegations.hpp"

namespace jiangtang::app {

/// What a contact shows: the id in the link's path, and the secret behind its #.
struct contact_link {
    std::string delegation;
    std::string token;
};

/// Tells desks and organizers how a delegation stands; nothing when `id` is empty.
void tell_delegation(store::transaction&, const std::string& id);

/// May somebody take a seat of this delegation at the door? Problems: unknown_delegation, not_enough_seats.
result<void> check_seat(store::database&, std::string_view event, const std::string& delegation);

/// Holds seats for a new delegation, once for each id: {"delegation":…}. Problems: event_ended, id_reused, invalid_field,
/// not_enough_seats with how many there are.
asio::awaitable<result<std::string>> add_delegation(hall&, domain::staff by, wire::delegation_request,
                                                    std::string digest);

/// Another name, more seats, or fewer: what is given back goes to the waiting list in its order. {"delegation":…}, once for
/// each id. Problems: unknown_delegation, id_reused, invalid_field (fewer than have a name), not_enough_seats.
asio::awaitable<result<std::string>> change_delegation(hall&, domain::staff by, std::string delegation,
                                                       wire::delegation_request, std::string digest);

/// Its people keep their seats as guests of their own, the other seats go to the waiting list; its link ends. The delegation as
/// it was: {"delegation":…}, once for each id. Problems: unknown_delegation, id_reused.
asio::awaitable<result<std::string>> remove_delegation(hall&, domain::staff by, std::string delegation,
                                                       std::string id, std::string digest);

/// {"url":…}: the contact's link, which begins with `origin`. Problem: unknown_delegation.
asio::awaitable<result<std::string>> read_link(hall&, std::string event, std::string delegation,
                                               std::string origin);

/// Ends the link, once for each id, and answers the one that is good now as read_link() does. Problems: unknown_delegation,
/// id_reused.
asio::awaitable<result<std::string>> renew_link(hall&, domain::staff by, std::string delegation,
                                                std::string id, std::string digest, std::string origin);

/// {"delegation":…,"delegates":[…],"event":…} for the contact. Problem: link_invalid.
asio::awaitable<result<std::string>> read_delegation(hall&, contact_link, std::string origin);

/// Gives each of the people one of the delegation's seats, or nobody; once for each id: {"delegates":[…]}. Problems:
/// link_invalid, event_ended, id_reused, rate_limited, not_enough_seats with how many are left.
asio::awaitable<result<std::string>> add_delegates(hall&, contact_link, wire::delegates_request,
                                                   std::string digest, std::string origin);

/// Somebody else comes on the same seat, with a new ticket; the old one is cancelled. {"delegate":…}, once for each id.
/// Problems: link_invalid, event_ended, id_reused, rate_limited, unknown_registration, wrong_state (is in the hall).
asio::awaitable<result<std::string>> replace_delegate(hall&, contact_link, std::string registration,
                                                      wire::replacement_request, std::string digest,
                                                      std::string origin);

/// Cancels somebody; the delegation keeps the seat. {"delegation":…}, once for each id. Problems as above.
asio::awaitable<result<std::string>> remove_delegate(hall&, contact_link, std::string registration,
                                                     std::string id, std::string digest);

/// [Delegation]: the start of a desk's and an organizer's page.
wire::json::array delegations_snapshot(store::database&, std::string_view event);

} // namespace jiangtang::app
