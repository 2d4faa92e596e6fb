// What the desk is told when a ticket is shown. Pure: the state of the registration in, the answer out.
#pragma once

#include "domain/registration.hpp"

namespace jiangtang::domain {

enum class check_in_result {
    admitted,
    already_in,
    waitlisted,
    cancelled,
    requested, // not approved by an organizer yet
    declined,
    online_only,
    turned_away, // by a desk without a network
    revoked,
    wrong_event,
    unknown
};

std::string_view name_of(check_in_result);
std::optional<check_in_result> check_in_result_from(std::string_view);

/// `found` is null when there is no such ticket; `event` is the event of the desk; `code` is the ticket that was shown, empty
/// when the guest was found by name. Only a registration's latest ticket opens the door.
check_in_result decide(const registration* found, std::string_view event, std::string_view code);

struct arrivals {
    std::int64_t admitted = 0;
    std::int64_t expected = 0; // confirmed for the hall
};

} // namespace jiangtang::domain
