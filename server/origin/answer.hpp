// What a stream says to one request. Deals in shared immutable bytes; must not know HTTP.
#pragma once

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
    shared_bytes body;               // set exactly when ok
    std::string_view content_type;   // static text; set exactly when ok
    std::chrono::seconds max_age{0}; // 0: "no-cache"; otherwise "public, max-age=N"
    bool immutable = false;          // the bytes of this name never change
};

// Content types of the answers.
inline constexpr std::string_view playlist_type = "application/vnd.apple.mpegurl";
inline constexpr std::string_view video_type = "video/mp4";
inline constexpr std::string_view audio_type = "audio/mp4";

} // namespace jiangtang::origin
