// Who may register and watch, what opens the door, and the pass that follows, in JSON.
#pragma once

#include "domain/access.hpp"
#include "wire/json.hpp"

#include <optional>

namespace jiangtang::wire {

/// The body of PUT /api/events/{slug}/access, checked. Without a password the one that is set stays.
struct access_edit {
    std::int64_t version = 0;
    domain::access_kind kind = domain::access_kind::open;
    std::optional<std::string> password;
};
result<access_edit> parse_access_edit(std::string_view body);

/// {kind, version}: the password is never shown.
json::object access_object(const domain::access&);

/// The body of POST /api/events/{slug}/pass: exactly one of them is not empty.
struct pass_request {
    std::string password;
    std::string ticket; // as typed or scanned
    std::string join;   // what stands behind the # of the big screen's address
};
result<pass_request> parse_pass(std::string_view body);

/// {scope, valid_ms}: how long it still opens, whatever the other's clock says.
json::object pass_object(const domain::pass&, unix_ms now);

} // namespace jiangtang::wire
