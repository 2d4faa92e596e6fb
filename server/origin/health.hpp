// The figures of a stream for the organizer's page and the metrics. Plain values, copied out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jiangtang::origin {

struct track_health {
    std::string name;
    bool video = false;
    std::string codec; // RFC 6381: "avc1.4D401E", "mp4a.40.2"
    int width = 0;     // pixels; 0 for audio
    int height = 0;
    int sample_rate = 0; // hertz; 0 for video
    int channels = 0;
    double frame_rate = 0;            // frames a second over the last 10 s of media
    double key_interval_s = 0;        // seconds between the last two key frames at the head of a part
    std::int64_t bits_per_second = 0; // mean over the last 10 s of media
    bool connected = false;           // a publisher is feeding this track
    std::int64_t last_part_at = 0;    // UTC ms of arrival; 0: none yet
    std::int64_t last_part_ends = 0;  // UTC ms of the media time at which the last part ends
    std::uint64_t parts = 0;          // since the stream began
    std::uint64_t bytes = 0;          // media bytes since the stream began
    std::int64_t segments_listed = 0;
    std::uint64_t bytes_kept = 0; // memory held by the segments of this track
    std::string last_error;       // sentence that ended the last refused publisher; "" if none
};

struct stream_health {
    std::vector<track_health> tracks; // in the order in which they were first published
    std::int64_t next_msn = 0;        // the media sequence number that comes next
    std::int64_t discontinuities = 0; // since the stream began
    std::size_t waiters = 0;          // requests being held
    bool ready = false;               // index.m3u8 is answered ok
    bool ended = false;

    bool has_media() const {
        for (const auto& t : tracks)
            if (t.parts > 0) return true;
        return false;
    }
};

} // namespace jiangtang::origin
