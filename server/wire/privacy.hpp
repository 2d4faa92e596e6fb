// What is kept of a person, and the audit, in JSON; and messages without a person who was erased.
#pragma once

#include "domain/question.hpp"
#include "domain/registration.hpp"
#include "wire/json.hpp"

#include <vector>

namespace jiangtang::wire {

/// What is kept of a person, as it is shown on the ticket's page and taken along. Of the phone the last digits alone: a ticket's
/// address may have been passed on.
struct person {
    domain::registration registration;
    std::string email;   // masked, or empty
    std::string consent; // version of the text
    unix_ms consented_at = 0, registered_at = 0;
    std::vector<domain::question> questions;
    std::optional<unix_ms> erases_at;
};
json::object person_object(const person&);

/// Whom a message shall no longer name: the registration, and the questions that were asked with it.
struct erased_person {
    std::string registration;
    std::vector<std::string> questions;
};
/// A message of the feed with a dash for the person's name, and nothing of what else is said of the person; nothing when it
/// does not speak of that person.
std::optional<std::string> without_person(const std::string& body, const erased_person&);

/// The body of PUT /api/events/{slug}/retention: {days}. What may be asked for is asked later.
result<std::int64_t> parse_retention(std::string_view body);

} // namespace jiangtang::wire
