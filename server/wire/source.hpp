// The source of an event's stream in JSON, as an organizer sees and sets it.
#pragma once

#include "wire/json.hpp"

namespace jiangtang::wire {

/// The body of PUT /api/events/{slug}/source. Without `secret` the one that was set stays.
struct source_edit {
    std::string source; // empty: a publisher pushes by himself
    std::optional<std::string> secret;
};
result<source_edit> parse_source_edit(std::string_view body);

struct source_state {
    std::string source; // without its secret
    bool has_secret = false;
    int restarts = 0; // of the encoder, since the stream was started
    int first_port = 0, last_port = 0;
    bool files = false, inside = false; // may be chosen
};
json::object source_object(const source_state&);

} // namespace jiangtang::wire
