// When an event takes registrations, and what those that an organizer approves asked for, as rows.
#pragma once

#include "domain/rules.hpp"
#include "store/transaction.hpp"

#include <vector>

namespace jiangtang::store {

/// The rules of an event; those that let everybody in when none were saved.
domain::rules find_rules(database&, std::string_view event);

/// Saves them whole, and counts the version up.
void save_rules(database&, std::string_view event, const domain::rules&);

/// What a registration asks for, from now on.
void add_request(database&, std::string_view registration, unix_ms now);

/// A registration that asks for an organizer's yes, or was told no.
struct request {
    domain::registration guest;
    unix_ms requested_at = 0;
    std::optional<unix_ms> decided_at;
    std::string staff; // name of who decided, or empty
};
/// Those with this status, `requested` or `declined`: the oldest first, and of the declined the latest first. At most `most`.
std::vector<request> list_requests(database&, std::string_view event, domain::registration_status, int most);
std::int64_t count_requests(database&, std::string_view event);

/// Gives the seat, the place online, or the end of the waiting list.
void approve(database&, const domain::registration&, std::int64_t queued, std::string_view staff,
             unix_ms now);
void decline(database&, const domain::registration&, std::string_view staff, std::string_view reason,
             unix_ms now);

} // namespace jiangtang::store
