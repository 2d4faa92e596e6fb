// The state of an event's stream in JSON, for the organizer.
#pragma once

#include "base/clock.hpp"
#include "domain/signal.hpp"
#include "domain/warning.hpp"
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
    unix_ms last_part_ends = 0;             // the moment of its media's end
    std::optional<std::int64_t> drift_ms{}; // see domain::drift_meter
};

/// What becomes of the recording.
struct recording_state {
    std::string state; // "on", "off", "trouble"
    std::optional<unix_ms> since{};
    std::int64_t duration_ms = 0, bytes = 0, free_bytes = 0; // free on its disk
    std::string problem;                                     // a sentence
};

struct stream_state {
    bool connected = false;
    std::optional<unix_ms> since;
    std::string source;  // without its secrets
    std::string problem; // why the last publisher was refused
    std::vector<track_state> tracks;
    std::optional<domain::signal_report> signal; // the encoder's latest, when it is young enough
    std::vector<domain::warning> warnings;       // those that hold, then those that have passed
    std::optional<recording_state> recording;
    std::size_t waiters = 0; // requests for what has yet to come; for the metrics
};

json::object stream_object(const stream_state&);

} // namespace jiangtang::wire
