// Staff and viewers in JSON.
#pragma once

#include "domain/caller.hpp"
#include "wire/json.hpp"

namespace jiangtang::wire {

json::object staff_object(const domain::staff&);
json::object viewer_object(const domain::viewer&);

/// The body of POST /api/sign-in: the invitation's token.
result<std::string> parse_sign_in(std::string_view body);

/// The body of POST /api/events/{slug}/viewers, cleaned.
struct viewer_request {
    std::string name;
    std::string ticket; // as typed or scanned
    std::optional<domain::place> from;
};
result<viewer_request> parse_viewer(std::string_view body);

/// The body of POST /api/events/{slug}/staff, cleaned.
struct staff_request {
    std::string id;
    domain::role as = domain::role::desk;
    std::string name;
};
result<staff_request> parse_staff(std::string_view body);

} // namespace jiangtang::wire
