#include "wire/stream_state.hpp"

#include "wire/signal.hpp"

namespace jiangtang::wire {
namespace {

json::object recording_object(const recording_state& r) {
    json::object o{
        {"state", r.state}, {"duration_ms", r.duration_ms}, {"bytes", r.bytes}, {"free_bytes", r.free_bytes}};
    put(o, "since", r.since);
    put(o, "problem", r.problem);
    return o;
}

} // namespace

json::object stream_object(const stream_state& s) {
    json::object o{{"connected", s.connected}, {"source", s.source}};
    put(o, "since", s.since);
    put(o, "problem", s.problem);
    auto& tracks = o["tracks"].emplace_array();
    for (const auto& t : s.tracks) {
        json::object track{{"name", t.name},
                           {"codec", t.codec},
                           {"bitrate", t.bitrate},
                           {"connected", t.connected},
                           {"last_part_at", t.last_part_at}};
        if (t.width > 0) {
            track["width"] = t.width;
            track["height"] = t.height;
            track["fps"] = t.fps;
        }
        if (t.key_frame_interval_ms > 0) track["key_frame_interval_ms"] = t.key_frame_interval_ms;
        put(track, "drift_ms", t.drift_ms);
        tracks.push_back(std::move(track));
    }
    if (s.signal) o["signal"] = signal_object(*s.signal);
    auto& warnings = o["warnings"].emplace_array();
    for (const auto& w : s.warnings) warnings.push_back(warning_object(w));
    if (s.recording) o["recording"] = recording_object(*s.recording);
    return o;
}

} // namespace jiangtang::wire
