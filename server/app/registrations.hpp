// Registering, and finding guests.
#pragma once

#include "app/hall.hpp"
#include "store/registrations.hpp"
#include "wire/registrations.hpp"

namespace jiangtang::app {

/// What a name and a unit are found by at the desk.
struct names {
    std::string pinyin;
    store::lookup lookup;
};

/// A guest who is about to be written, with what takes a while to make.
struct newcomer {
    domain::details who;
    std::string phone_last4;
    names found_by;
    store::person kept;
    std::string delegation{}; // whose seats are taken from, or empty
    std::string seat{};       // of the delegation's, rather than another
    bool by_form = false;     // came by the public form: the organizer's rules hold, here and only here
    bool is_inside = false;   // let in by a desk without a network: is registered after the end, too
    bool untold = false;      // who adds it tells the pages of many at once
};
newcomer make_newcomer(const hall&, const domain::application&);

/// Takes name, unit and position from a newcomer.
void take_details(domain::registration&, const newcomer&);

/// A known phone is answered sooner, or later, than a new one is written: both wait this long where the answer must not tell.
constexpr std::chrono::milliseconds same_time_for_all{100};

/// What a phone is found by; empty without one.
std::string phone_digest(const hall&, const std::string& phone);

/// What a guest is told whose registration is new, or was decided on: the ticket, the place on the waiting list, or that an organizer decides.
domain::message_kind answer_to(const domain::registration&);

/// Does nobody register any more: it has ended, or nobody ended it and its people were erased since?
bool is_over(store::database&, const domain::event&);

/// Writes a registration and tells the desks. Problems: unknown_event, event_ended; by the form also registration_not_open,
/// registration_closed, online_full.
result<domain::registration> add(store::transaction&, const std::string& slug, const newcomer&);

/// Desks mark who has a phone in common. With one that comes or goes only a single other gets or loses its mark: of several
/// each has one because of the others.
void tell_same_phone(store::transaction&, const domain::registration&);

/// Cancels, and tells the desks, the guest, and who moved up to the seat.
void cancel(store::transaction&, const domain::registration&, domain::channels by);

/// Writes whose unit a guest is from anew, and tells the desks.
void set_organization(store::transaction&, domain::registration, const std::string& organization);

/// Tells the desks of a registration as it is by now.
void tell_changed(store::transaction&, const std::string& id);

/// Tells the desks of those who moved up from the waiting list, and each guest: of a seat, or of one that may be accepted.
void tell_moved_up(store::transaction&, const std::vector<domain::registration>&, domain::channels by);

/// Registers a person, once for each id. `digest` is of the request, `origin` begins the ticket's address. Answers the
/// JSON that was given the first time. Where SMS are sent, the ticket goes to the phone and the answer holds neither its code nor
/// whether the phone was known, after the same time; a phone that has a ticket gets that one again, not a second. Problems:
/// unknown_event, event_ended, registration_not_open, registration_closed, online_full, id_reused.
asio::awaitable<result<std::string>> register_guest(hall&, std::string slug, wire::registration_request,
                                                    std::string digest, std::string origin);

/// {"registrations":[…],"more":bool}
asio::awaitable<result<std::string>> find_guests(hall&, std::string slug, std::string query);

} // namespace jiangtang::app
