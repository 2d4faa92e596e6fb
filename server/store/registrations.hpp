// Registrations, seats and tickets, as rows.
#pragma once

#include "domain/check_in.hpp"
#include "domain/registration.hpp"
#include "store/transaction.hpp"

#include <vector>

namespace jiangtang::store {

/// What the desk finds a person by, besides the registration itself.
struct lookup {
    std::string initials;
    std::string search;
};

/// What is kept of a person besides that.
struct person {
    std::string phone_sealed{};
    std::string phone_digest{};                                 // empty: no phone was given
    std::string consent{};                                      // version of the text
    std::string email_sealed{}, email_masked{}, email_digest{}; // empty: no address was given
    domain::language reads = domain::language::zh;
};

/// Gives a hall guest the lowest free seat, or a place at the end of the waiting list, an online guest a place online, and
/// a new ticket; with the status `requested` the ticket alone. With `delegation` it is a seat of the delegation, the one in `seat` if that is free; there must be one.
/// `queued` orders the waiting list. Answers the registration as stored.
domain::registration add_registration(database&, domain::registration, const lookup&, const person&,
                                      std::int64_t queued, unix_ms now);

/// Writes name, pinyin, organization and title anew.
void change_details(database&, const domain::registration&, const lookup&);

/// Another phone, with its last digits, or another address of mail, or none, in the place of the one before. False when it is the
/// one that there was. What waits for the former one, see drop_messages().
bool change_phone(database&, const domain::registration&, const person&, const std::string& last4);
bool change_email(database&, const domain::registration&, const person&);

/// What a confirmed registration gets: the lowest free seat, or the end of the waiting list; or a place online.
void take_place(database&, const domain::registration&, std::int64_t queued);

/// From the hall to the stream, with the status `confirmed` or `requested`: what was held there is given back. Who moved up,
/// see fill_seats().
std::vector<domain::registration> go_online(database&, const domain::registration&,
                                            domain::registration_status, unix_ms now);

/// From the stream to the hall, as a new registration would: a seat, or the end of the waiting list; `requested`: neither.
void go_to_hall(database&, const domain::registration&, domain::registration_status, std::int64_t queued);

std::optional<domain::registration> find_registration(database&, std::string_view id);
/// The registration that a ticket is or was for; its `ticket` is the one that counts by now.
std::optional<domain::registration> find_ticket(database&, std::string_view code);

/// The first registration of the event that has this phone and is neither cancelled nor declined.
std::optional<domain::registration> find_by_phone(database&, std::string_view event, std::string_view digest);

/// Cancels and frees the seat, or what was offered. A delegation keeps it, and so does who reserved it. Who moved up, see
/// fill_seats().
std::vector<domain::registration> cancel(database&, const domain::registration&, unix_ms now);

/// The people of a delegation, in the order of their seats.
std::vector<domain::registration> delegates_of(database&, std::string_view delegation);

/// Finds people of an event by a part of name, unit, pinyin or initials, or by the last digits of the phone. `key` is
/// folded (search_key()). In pinyin order, at most `most`.
std::vector<domain::registration> search_registrations(database&, std::string_view event,
                                                       std::string_view key, int most);

/// Everybody who is to come to the hall, in pinyin order: those with a seat and those who wait.
std::vector<domain::registration> hall_registrations(database&, std::string_view event);

/// The latest guests admitted, newest first.
std::vector<domain::registration> recent_arrivals(database&, std::string_view event, int most);

/// Other registrations of the event with the phone of this one, at most `most`.
std::vector<domain::registration> with_same_phone(database&, std::string_view id, int most);

/// A new ticket in the place of those before it.
void replace_ticket(database&, const domain::registration&, unix_ms now);

/// Tickets that were issued for the hall and do not open it any more: replaced, cancelled, or left to watch online.
struct closed_ticket {
    std::string code;
    domain::check_in_result why = domain::check_in_result::revoked;
};
std::vector<closed_ticket> closed_tickets(database&, std::string_view event);

} // namespace jiangtang::store
