// Delegations and the people whom their contacts enter, in JSON.
#pragma once

#include "domain/delegation.hpp"
#include "domain/registration.hpp"
#include "wire/json.hpp"

#include <vector>

namespace jiangtang::wire {

/// The body of POST /api/events/{slug}/delegations and …/change. Whether so many seats can be had is asked later.
struct delegation_request {
    std::string id;
    std::string name;
    std::int64_t quota = 0;
};
result<delegation_request> parse_delegation(std::string_view body);

/// A body that says nothing but the command's id: {id}.
result<std::string> parse_command_id(std::string_view body);

/// The body of POST /api/delegations/{id}/delegates: at least one person, at most 200, each checked. A problem names the
/// person: "people[2].phone".
struct delegates_request {
    std::string id;
    std::vector<domain::application> people; // for the hall; a phone may be empty
};
result<delegates_request> parse_delegates(std::string_view body);

/// The body of …/replace: who comes instead, checked.
struct replacement_request {
    std::string id;
    domain::application who;
};
result<replacement_request> parse_replacement(std::string_view body);

/// A delegation as desks, organizers and its contact see it.
json::object delegation_object(const domain::delegation&);

/// A person of it as the contact sees one: the ticket, with `registration` and `phone_last4`.
json::object delegate_object(const domain::registration&, std::string_view origin,
                             std::string_view signature);

} // namespace jiangtang::wire
