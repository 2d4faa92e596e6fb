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
    std::string phone_sealed;
    std::string phone_digest;                             // empty: no phone was given
    std::string consent;                                  // version of the text
    std::string email_sealed, email_masked, email_digest; // empty: no address was given
    domain::language reads = domain::language::zh;
};

/// Gives a hall guest the lowest free seat, or a place at the end of the waiting list, and a new ticket; online guests are
/// always confirmed. `queued` orders the waiting list. Answers the registration as stored.
domain::registration add_registration(database&, domain::registration, const lookup&, const person&,
                                      std::int64_t queued, unix_ms now);

/// Writes name, pinyin, organization and title anew.
void change_details(database&, const domain::registration&, const lookup&);

/// From the hall to the stream: what was held there is given back. Who moved up to the seat, or nothing.
std::optional<domain::registration> go_online(database&, const domain::registration&);

/// From the stream to the hall, as a new registration would: a seat, or the end of the waiting list.
void go_to_hall(database&, const domain::registration&, std::int64_t queued);

std::optional<domain::registration> find_registration(database&, std::string_view id);
std::optional<domain::registration> find_ticket(database&, std::string_view code);

/// The first registration of the event that has this phone and is not cancelled.
std::optional<domain::registration> find_by_phone(database&, std::string_view event, std::string_view digest);

/// Cancels and frees the seat. Whoever is first on the waiting list gets it: that registration, or nothing.
std::optional<domain::registration> cancel(database&, const domain::registration&);

/// Finds people of an event by a part of name, unit, pinyin or initials, or by the last digits of the phone. `key` is
/// folded (search_key()). In pinyin order, at most `most`.
std::vector<domain::registration> search_registrations(database&, std::string_view event,
                                                       std::string_view key, int most);

domain::arrivals count_arrivals(database&, std::string_view event);

/// How many each desk admitted, and the latest guests admitted, newest first.
std::vector<std::pair<std::string, std::int64_t>> arrivals_by_desk(database&, std::string_view event);
std::vector<domain::registration> recent_arrivals(database&, std::string_view event, int most);

/// A scan, whatever came of it.
struct scan {
    std::string id, event, registration, scanned, desk, staff;
    domain::check_in_result result = domain::check_in_result::unknown;
    bool offline = false;
    unix_ms scanned_at = 0;
};
void add_check_in(database&, const scan&, unix_ms now);

/// Takes the admission of a registration back, which may be admitted again then.
struct undo {
    std::string registration, desk, staff, reason;
};
void undo_check_in(database&, const undo&, unix_ms now);

} // namespace jiangtang::store
