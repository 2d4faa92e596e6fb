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
    domain::correction to;
};
result<change_request> parse_change(std::string_view body);

/// What every request of a desk says of itself. Without a network the desk decides alone and sends later what it did.
struct at_desk {
    std::string id;
    std::string desk;
    unix_ms scanned_at = 0;
    bool offline = false;
    bool let_in = false; // offline only: what the desk did
    std::string device;  // offline only: which device it was, and the number of the scan on it
    std::int64_t sequence = 0;
};

/// The body of POST /api/events/{slug}/check-ins. Exactly one of `ticket` and `registration` is there.
struct check_in_request : at_desk {
    std::string ticket; // as scanned or typed
    std::string registration;
};
result<check_in_request> parse_check_in(std::string_view body);

/// The body of POST /api/events/{slug}/walk-ins: who comes without a registration, checked.
struct walk_in_request : at_desk {
    domain::application who; // in person; the phone may be empty
    std::string delegation;  // whose seat is taken, or empty
};
result<walk_in_request> parse_walk_in(std::string_view body);

/// The body of POST /api/events/{slug}/check-ins/undo. Which admission is meant: that of the scan with the id `scan`, or else
/// of `registration` at `admitted_at`, as the desk saw it.
struct undo_request {
    std::string id;
    std::string registration;
    std::string desk;
    std::string reason;
    unix_ms admitted_at = 0;
    std::string scan;
};
result<undo_request> parse_undo(std::string_view body);

/// The body of POST /api/tickets/{code}/replace and /erase.
struct replace_request {
    std::string id;
};
result<replace_request> parse_replace(std::string_view body);

/// What a person gets: {registration:{id,status,position?}, ticket:{code,url,seat?}}.
json::object registered_object(const domain::registration&, std::string_view origin);

/// The same where tickets go by SMS: {registration:{status:"sent"}, ticket:{sent_to:masked}}, whoever had the phone before.
json::object sent_object(std::string_view phone_last4);

/// A ticket as its holder sees it; with `signature`, if there is one, in the address that its QR code holds.
json::object ticket_object(const domain::registration&, std::string_view origin, std::string_view signature);

/// A guest as the desk sees one: the ticket only by its digest, so that no list of guests is one of tickets.
json::object guest_object(const domain::registration&);

/// What a desk knows a ticket's code by: the first 32 digits of the SHA-256 of the event's slug and the code, so that what was
/// reckoned for one event says nothing of another.
std::string ticket_digest(std::string_view event, std::string_view code);
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
