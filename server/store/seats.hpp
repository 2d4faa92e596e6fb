// The seats of the hall, what is offered of them, and how guests are received, as rows.
#pragma once

#include "domain/seating.hpp"
#include "store/database.hpp"

#include <vector>

namespace jiangtang::store {

/// A seat that whoever comes next may get, as a condition on `seat`.
#define SEAT_IS_FREE "registration IS NULL AND delegation IS NULL AND reserved = 0 AND offered_to IS NULL"

/// In their order, with who has them and who is offered them.
std::vector<domain::seat> list_seats(database&, std::string_view event);
std::optional<domain::seat> find_seat(database&, std::string_view event, std::int64_t place);
std::optional<domain::seat> find_seat_labelled(database&, std::string_view event, std::string_view label);
std::int64_t count_seats(database&, std::string_view event);

/// Adds seats behind the others. Their labels must be new in the event.
void add_seats(database&, std::string_view event, const std::vector<std::string>& labels);
void rename_seat(database&, const domain::seat&, std::string_view label);
void remove_seat(database&, const domain::seat&);
void set_reserved(database&, const domain::seat&, bool reserved);

/// Gives the lowest seat that is free for everybody. False when there is none.
bool take_seat(database&, std::string_view event, std::string_view registration);

/// Gives the seat to the guest, who leaves another, an offer, and the waiting list for it. A delegation that held the other one
/// holds this one instead.
void give_seat(database&, const domain::seat&, const domain::registration&);

/// Leaves the seat, or what is offered. A delegation keeps the seat, and so does who reserved it.
void free_seat(database&, std::string_view registration);

/// Gives what is free for everybody to those on the waiting list in their order, or offers it to them, until there is nothing
/// left or nobody who has no offer. Who moved up, as stored: confirmed, or with an offer.
std::vector<domain::registration> fill_seats(database&, std::string_view event, unix_ms now);

/// The guest takes what is offered.
void accept_offer(database&, std::string_view registration);

/// Whose offer has passed by now, the first of them; and when the next one ends, passed or not.
std::optional<std::string> lapsed_offer(database&, unix_ms now);
std::optional<unix_ms> next_offer_end(database&);

/// The offer is over: the guest goes to the end of the list, where `queued` is. How many that guest has missed by now.
std::int64_t miss_offer(database&, std::string_view registration, std::int64_t queued);

domain::seating find_seating(database&, std::string_view event);
/// Writes it with its version.
void set_seating(database&, std::string_view event, const domain::seating&);

void set_greeting(database&, std::string_view registration, const domain::greeting&);

} // namespace jiangtang::store
