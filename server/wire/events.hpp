// Events in JSON: as everybody sees them, and as an organizer edits them.
#pragma once

#include "domain/event.hpp"
#include "wire/json.hpp"

namespace jiangtang::wire {

json::object event_summary(const domain::event&);
json::object event_object(const domain::event&);
json::object seats_object(const domain::seats&);
/// The manifest of the event's desk as an installed app.
json::object desk_manifest(const domain::event&);

/// The body of PUT /api/events/{slug}, checked.
struct event_edit {
    std::int64_t version = 0;
    domain::programme what;
};
result<event_edit> parse_event_edit(std::string_view body);

/// The body of POST /api/events/{slug}/stream.
result<domain::stream_act> parse_stream_act(std::string_view body);

} // namespace jiangtang::wire
