// The state of an event's stream in JSON, for the organizer.
#pragma once

#include "base/clock.hpp"
#include "wire/json.hpp"

#include <vector>

namespace jiangtang::wire {

struct track_state {
    std::string name, codec;
    int width = 0, height = 0;
    double fps = 0;
    std::int64_t bitrate = 0; // bits a second
    std::int64_t key_frame_interval_ms = 0;
    unix_ms last_part_at = 0;
    bool connected = false;
};

struct stream_state {
    bool connected = false;
    std::optional<unix_ms> since;
    std::string source;  // without its secrets
    std::string problem; // why the last publisher was refused
    std::vector<track_state> tracks;
};

json::object stream_object(const stream_state&);

} // namespace jiangtang::wire
