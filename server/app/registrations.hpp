// Registering, tickets, and finding guests.
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

/// What a phone is found by; empty without one.
std::string phone_digest(const hall&, const std::string& phone);

/// What a new registration is answered with: the ticket, the place on the waiting list, or that an organizer decides.
domain::message_kind answer_to(const domain::registration&);

/// Does nobody register any more: it has ended, or nobody ended it and its people were erased since?
bool is_over(store::database&, const domain::event&);

/// Writes a registration and tells the desks. Problems: unknown_event, event_ended; by the form also registration_not_open,
/// registration_closed, online_full.
result<domain::registration> add(store::transaction&, const std::string& slug, const newcomer&);

/// Of who may go in, so that a desk without a network knows it; empty for others. Who moves or cancels later is told to the desks.
std::string ticket_signature(const hall&, const domain::registration&);

/// What a guest is told whose registration is new, or was decided on.
domain::message_kind answer_to(const domain::registration&);

/// Desks mark who has a phone in common. With one that comes or goes only a single other gets or loses its mark: of several
/// each has one because of the others.
void tell_same_phone(store::transaction&, const domain::registration&);

/// Whose ticket this is. Problems: unknown_ticket, ticket_replaced, ticket_erased (410, like all of a ticket's use cases).
result<domain::registration> find_holder(store::database&, std::string_view code);

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

/// {"registrations":[…],"more":bool}
asio::awaitable<result<std::string>> find_guests(hall&, std::string slug, std::string query);

} // namespace jiangtang::app
