// What a desk takes with it, so that it can work without a network.
#pragma once

#include "wire/registrations.hpp"

#include <map>

namespace jiangtang::wire {

struct roster {
    std::string event; // its slug
    std::string epoch; // with `seq`: what a feed goes on from
    std::int64_t seq = 0;
    std::string key;                 // the public key of tickets, Ed25519, base64url
    std::int64_t retention_days = 0; // which a desk tells whom it registers; 0: they are kept for ever
    std::vector<domain::registration> guests;
    // By the ticket's code: why it opens the door no more.
    std::map<std::string, domain::check_in_result> closed{};
    std::map<std::string, std::string> traditional{}; // forms of the characters in names and units
};
json::object roster_object(const roster&);

/// A guest whom a desk let in against the list. `guest` is null when the ticket is none of this event.
struct conflict {
    std::string id, why, desk, staff;
    unix_ms scanned_at = 0;
    std::optional<domain::registration> guest;
};
json::object conflict_object(const conflict&);

} // namespace jiangtang::wire
