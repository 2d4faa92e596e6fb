// What a stream says to one request. Deals in shared immutable bytes; must not know HTTP.
#pragma once

#include "origin/media_file.hpp"
#include "origin/settings.hpp"

#include <chrono>
#include <string_view>

namespace jiangtang::origin {

struct answer {
    enum class status {
        ok,
        not_found,   // 404: never was, or left the window
        bad_request, // 400: directives that make no sense (RFC 8216bis 6.2.5.2)
        wait,        // only from stream::get: use when_ready
        not_yet,     // 503 + Retry-After: 1: no media yet
        timed_out,   // 503: three target durations have passed (6.2.5.2)
        busy,        // 503: too many waiters
    };
    status what = status::not_found;
    // When ok: the bytes, or where they lie on the disk. Reading that is not for an io thread.
    shared_bytes body;
    std::shared_ptr<const file_slice> slice;
    std::string_view content_type;   // static text; set exactly when ok
    std::chrono::seconds max_age{0}; // 0: "no-cache"; otherwise "public, max-age=N"
    bool immutable = false;          // the bytes of this name never change
};

// Content types of the answers.
inline constexpr std::string_view playlist_type = "application/vnd.apple.mpegurl";
inline constexpr std::string_view video_type = "video/mp4";
inline constexpr std::string_view audio_type = "audio/mp4";

// An answer without bytes.
answer just(answer::status what);
// A playlist; no-cache unless the caller knows better.
answer playlist_answer(shared_bytes text);
// Media, whose bytes never change under their name; the caller puts them in.
answer media_answer(bool video);

} // namespace jiangtang::origin
