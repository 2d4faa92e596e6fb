// What an organizer does with the seats of the hall; and offers that nobody accepted.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/seats.hpp"

namespace jiangtang::app {

/// {"list":[seat],"seating":…}
asio::awaitable<result<std::string>> read_seats(hall&, std::string slug);

/// Each of the following happens once for each id, tells desks and organizers, answers {"seats":…} with the counts by then, and
/// gives what it made free for everybody to the waiting list. All of it happens, or nothing.
///
/// New seats behind the others. Problems: invalid_field "labels[i]" (it is there already), "labels" (more than 9,999 then).
asio::awaitable<result<std::string>> add_seats(hall&, domain::staff by, wire::add_seats_request,
                                               std::string digest);
/// Problems of this and the next two: not_found (no such seat), seat_taken; invalid_field "label" (it is there already).
asio::awaitable<result<std::string>> rename_seat(hall&, domain::staff by, std::string place,
                                                 wire::rename_seat_request, std::string digest);
asio::awaitable<result<std::string>> remove_seats(hall&, domain::staff by, wire::seats_request,
                                                  std::string digest);
/// Keeps seats back, or gives them free; who sits on one stays there.
asio::awaitable<result<std::string>> reserve_seats(hall&, domain::staff by, wire::seats_request,
                                                   std::string digest);

/// Gives a guest this seat, free or reserved, in the place of another or of waiting, once for each id: {"guest":…}. Problems:
/// not_found, unknown_registration, wrong_state, seat_taken.
asio::awaitable<result<std::string>> give_seat(hall&, domain::staff by, std::string place,
                                               wire::give_seat_request, std::string digest);

/// How a guest is received, once for each id: {"guest":…}. Problems: unknown_registration, wrong_state (erased).
asio::awaitable<result<std::string>> greet(hall&, domain::staff by, std::string registration,
                                           wire::greeting_request, std::string digest);

/// The time to accept a seat; what is offered already keeps its time. {"seating":…}. Problem: version_conflict.
asio::awaitable<result<std::string>> set_seating(hall&, std::string slug, domain::seating);

/// Passes on what was offered and not accepted in time; on a thread that may wait for a commit. When the next offer ends, if
/// there is one.
std::optional<unix_ms> lapse_offers(hall&);

} // namespace jiangtang::app
