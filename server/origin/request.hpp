// What a player may ask of a stream: the path below /live/{slug}/ and the delivery directives.
// Pure text; knows nothing of HTTP messages or of what is in the stream.
#pragma once

#include "origin/errors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::origin {

// Delivery directives of a playlist request (RFC 8216bis 6.2.5.1).
struct query {
    std::optional<std::int64_t> msn;  // _HLS_msn
    std::optional<std::int64_t> part; // _HLS_part
    bool skip = false;                // _HLS_skip=YES or v2
    bool malformed = false;           // a directive that is no number, or twice: answered bad_request
};

// Reads the part of a URL after '?'. Parameters that are not directives are ignored. Never fails:
// what is wrong is remembered in `malformed` and answered by stream::get.
query parse_query(std::string_view raw);

// What a playlist is for. The names of the first three end in ".m3u8", ".plain.m3u8" and ".event.m3u8".
enum class playlist_form {
    low_latency, // the last minute, with parts (RFC 8216bis)
    plain,       // the last minute, for a player that knows whole segments only
    event,       // time-shift: all since the beginning (4.4.3.5, EVENT)
    vod,         // the same when nothing more comes (VOD)
};

// What stands between a name and ".m3u8".
std::string_view suffix_of(playlist_form form);

struct resource {
    enum class kind { none, multivariant, playlist, init, segment, part };
    kind what = kind::none;
    std::string track;                               // all but multivariant
    std::int64_t msn = 0;                            // init: the first segment it belongs to; segment, part
    std::int64_t index = 0;                          // part
    playlist_form form = playlist_form::low_latency; // multivariant, playlist
};

// "index.m3u8", "{track}.m3u8" and these with ".plain" or ".event", "{track}/init-{n}.mp4", "{track}/{msn}.m4s",
// "{track}/{msn}.{part}.m4s". Numbers are plain decimals without sign or leading zeros. Anything else is kind::none.
resource parse_path(std::string_view path);

// [a-z0-9-]{1,16}, and not "index", whose playlist is the multivariant one.
bool valid_track_name(std::string_view name);

} // namespace jiangtang::origin
