// The seats of the hall, the time to accept one, and how guests are received, in JSON.
#pragma once

#include "domain/seating.hpp"
#include "wire/json.hpp"

#include <vector>

namespace jiangtang::wire {

/// The body of POST /api/events/{slug}/seats: labels of new seats, cleaned and no two alike.
struct add_seats_request {
    std::string id;
    std::vector<std::string> labels;
};
result<add_seats_request> parse_add_seats(std::string_view body);

/// The body of …/seats/{place}/rename, checked.
struct rename_seat_request {
    std::string id;
    std::string label;
};
result<rename_seat_request> parse_rename_seat(std::string_view body);

/// The body of …/seats/remove and …/seats/reserve, whose `reserved` says whether they are kept back or given free: 1 to 9,999
/// places.
struct seats_request {
    std::string id;
    std::vector<std::int64_t> places;
    bool reserved = false;
};
result<seats_request> parse_seats(std::string_view body);

/// The body of …/seats/{place}/give.
struct give_seat_request {
    std::string id;
    std::string registration;
};
result<give_seat_request> parse_give_seat(std::string_view body);

/// The body of PUT …/seating, checked; its `version` is the one that was read.
result<domain::seating> parse_seating(std::string_view body);

/// The body of …/registrations/{id}/greeting, checked.
struct greeting_request {
    std::string id;
    domain::greeting how;
};
result<greeting_request> parse_greeting(std::string_view body);

/// A seat as the organizer sees one.
json::object seat_object(const domain::seat&);

/// {accept_minutes?, version}
json::object seating_object(const domain::seating&);

} // namespace jiangtang::wire
