#include "wire/stream_state.hpp"

namespace jiangtang::wire {

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
        tracks.push_back(std::move(track));
    }
    return o;
}

} // namespace jiangtang::wire
