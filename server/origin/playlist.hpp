// Renders playlists (RFC 8216bis, version 9). Pure: what is kept in, text out.
#pragma once

#include "origin/codec.hpp"
#include "origin/request.hpp"
#include "origin/segment.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::origin {

// What EXT-X-RENDITION-REPORT says of another track.
struct rendition_report {
    std::string_view track;
    std::int64_t last_msn = 0;
    std::optional<std::int64_t> last_part;
};

struct media_view {
    std::string_view track;
    playlist_form form = playlist_form::low_latency;
    const std::deque<segment>* segments = nullptr;
    std::size_t first_listed = 0;
    std::int64_t target_s = 0; // EXT-X-TARGETDURATION
    bool ended = false;        // EXT-X-ENDLIST
    // Of the low-latency form:
    std::int64_t usual_part_us = 0; // PART-TARGET, unless a part in the list is longer
    std::optional<part_name> hint;  // EXT-X-PRELOAD-HINT
    std::vector<rendition_report> reports;
};

// A media playlist. Parts are listed, in the low-latency form, of the unfinished segment and the two before it, where
// their own bytes are still kept. `skip`: a delta update, unless there is nothing to skip or the stream has ended
// (6.2.5.1 lets a server answer in full).
std::string render_media(const media_view& view, bool skip);

// One track in the multivariant playlist.
struct rendition {
    std::string_view track;
    const codec_info* codec = nullptr;
    std::int64_t peak = 0; // bits a second, of the largest segment
    std::int64_t mean = 0;
    double frame_rate = 0;
};

// The multivariant playlist: every picture with the sound as a group of its own, the highest bit rate
// first, and the sound alone last. It leads to media playlists of the same form.
std::string render_multivariant(const std::vector<rendition>& tracks, playlist_form form);

// EXT-X-TARGETDURATION when the longest segment has this length: rounded as 4.4.3.1 wants it, at least 1.
std::int64_t target_duration_s(std::int64_t longest_us);

// The last segment of a track that has a part or is complete, as rendition reports name it.
rendition_report report_of(std::string_view track, const std::deque<segment>& segments);

// UTC microseconds as ISO 8601 with milliseconds: "2020-09-22T06:00:00.000Z".
std::string date_time(std::int64_t utc_us);

} // namespace jiangtang::origin
