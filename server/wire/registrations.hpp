// Registrations, tickets and check-ins in JSON.
#pragma once

#include "domain/check_in.hpp"
#include "domain/registration.hpp"
#include "wire/json.hpp"

#include <vector>

namespace jiangtang::wire {

/// The body of POST /api/events/{slug}/registrations, checked.
struct registration_request {
    std::string id;
    domain::application who;
};
result<registration_request> parse_registration(std::string_view body);

/// The body of POST /api/tickets/{code}/change, checked.
struct change_request {
    std::string id;
    domain::details to;
};
result<change_request> parse_change(std::string_view body);

/// The body of POST /api/events/{slug}/check-ins. Exactly one of `ticket` and `registration` is there.
struct check_in_request {
    std::string id;
    std::string ticket; // as scanned or typed
    std::string registration;
    std::string desk;
    unix_ms scanned_at = 0;
    bool offline = false;
};
result<check_in_request> parse_check_in(std::string_view body);

/// The body of POST /api/events/{slug}/walk-ins: who comes without a registration, checked.
struct walk_in_request {
    std::string id;
    domain::application who; // in person; the phone may be empty
    std::string desk;
    unix_ms scanned_at = 0;
};
result<walk_in_request> parse_walk_in(std::string_view body);

/// The body of POST /api/events/{slug}/check-ins/undo. `admitted_at` says which admission is meant: the one the desk saw.
struct undo_request {
    std::string id;
    std::string registration;
    std::string desk;
    std::string reason;
    unix_ms admitted_at = 0;
};
result<undo_request> parse_undo(std::string_view body);

/// What a person gets: {registration:{id,status,position?}, ticket:{code,url,seat?}}.
json::object registered_object(const domain::registration&, std::string_view origin);

/// The same where tickets go by SMS: {registration:{status:"sent"}, ticket:{sent_to:masked}}, whoever had the phone before.
json::object sent_object(std::string_view phone_last4);

/// A ticket as its holder sees it.
json::object ticket_object(const domain::registration&, std::string_view origin);

/// A guest as the desk sees one.
json::object guest_object(const domain::registration&);
json::object arrivals_object(const domain::arrivals&);

struct check_in_answer {
    domain::check_in_result result = domain::check_in_result::unknown;
    unix_ms at = 0;
    std::optional<domain::registration> guest; // of this event only
    std::string other_slug, other_theme;       // of wrong_event
    domain::arrivals arrivals;
};
json::object check_in_object(const check_in_answer&);

} // namespace jiangtang::wire
