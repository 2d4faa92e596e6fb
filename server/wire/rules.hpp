// The rules of registration in JSON: as everybody sees them, as an organizer edits them, and what an organizer approves.
#pragma once

#include "domain/event.hpp"
#include "wire/json.hpp"

#include <vector>

namespace jiangtang::wire {

/// {"in_person":{opens_at?,closes_at?,approval?},"online":{…,limit?,full?}}: what everybody may know.
json::object registering_object(const domain::rules&, std::int64_t registered_online);

/// ["in_person","online"]: for what one can register at this moment.
json::array open_for(const domain::event&, unix_ms now);

json::object rules_object(const domain::rules&);

/// The body of PUT /api/events/{slug}/rules, checked. Its version is the one that was edited.
result<domain::rules> parse_rules(std::string_view body);

/// The body of POST /api/events/{slug}/requests, checked.
struct verdict_request {
    std::string id;
    domain::verdict what = domain::verdict::approve;
    std::string reason; // of a no; may be empty
    std::vector<std::string> registrations;
};
result<verdict_request> parse_verdict(std::string_view body);

/// A registration that asks for an organizer's yes, or was told no.
struct asked {
    domain::registration guest;
    unix_ms requested_at = 0;
    std::optional<unix_ms> decided_at;
    std::string staff;
};
json::object request_object(const asked&);

/// What became of those whom an organizer decided on together; the others are as they were, each with the problem's code.
struct decided {
    std::vector<domain::registration> done;
    std::vector<std::pair<std::string, problem>> left;
};
json::object decided_object(const decided&);

} // namespace jiangtang::wire
