// What an encoder reports about the source, the picture and the sound it puts out. Plain values; no I/O, no JSON.
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::domain {

enum class source_state { on, away };
enum class source_kind { srt, rtmp, rtsp, http, file, lecture };

std::string_view name_of(source_state);
std::string_view name_of(source_kind);
std::optional<source_state> source_state_from(std::string_view);
std::optional<source_kind> source_kind_from(std::string_view);

/// Where picture and sound come from. What the encoder could not read is absent; moments are by the encoder's clock.
struct source_signal {
    source_state state = source_state::away;
    source_kind kind = source_kind::srt;
    unix_ms since = 0; // in this state
    std::optional<std::int64_t> width, height;
    std::optional<double> fps;           // as it comes
    std::optional<std::int64_t> bitrate; // bits a second, as it comes
    std::string codec;
    std::optional<std::int64_t> key_frame_interval_ms;
    std::optional<unix_ms> last_frame_at;
    std::optional<std::int64_t> drift_ms; // how much later frames come by now than when the source began
    std::string problem;                  // one sentence
};

struct picture_signal {
    std::int64_t black_ms = 0;  // for how long it has been black by now
    std::int64_t frozen_ms = 0; // for how long it has stood still though the source goes on
};

struct sound_signal {
    std::int64_t silent_ms = 0;  // for how long it has been silent by now
    double peak_db = -100;       // of the last second, dB below full scale
    std::int64_t clipped_ms = 0; // of the last second
};

/// One quality that is put out.
struct rendition_signal {
    std::string track;
    std::int64_t width = 0, height = 0;
    std::int64_t bitrate = 0; // bits a second
    double fps = 0;
    std::int64_t dropped = 0; // frames since the encoder began
    bool passed_through = false;
    bool off = false; // taken out, so that the others stay in time
};

struct signal_report {
    source_signal source;
    picture_signal picture;
    sound_signal sound;
    std::vector<rendition_signal> renditions;
};

} // namespace jiangtang::domain
