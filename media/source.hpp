// What the program asks of a source of pictures and sound, once a frame.
// Knows nothing of where they come from.
#pragma once

#include "media/coded.hpp"
#include "media/picture.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace jiangtang::media {

// What a source can tell of what comes to it; what it cannot is absent.
struct source_facts {
    int width = 0, height = 0;
    std::optional<double> fps;           // as it comes
    std::optional<std::int64_t> bitrate; // bits a second, as it comes
    std::string codec;                   // of the picture: "h264"
    std::optional<std::int64_t> key_frame_interval_ms;
    std::optional<std::int64_t> drift_ms; // how much later frames come by now than when it began
    std::string problem;                  // why nothing comes: one sentence
};

class source {
public:
    virtual ~source() = default;

    // The picture to show at `at`; null when the source has had none for a while (the slate is shown then).
    virtual picture picture_at(const tick& at) = 0;

    // The pictures that became due with `at`, as they were coded, for an output that can pass them on; asked once a frame,
    // after picture_at. Nothing when the source has no such pictures. `passing`: those before were passed on, and nothing is to
    // come earlier than it must.
    virtual std::vector<coded_picture> coded_at(const tick&, [[maybe_unused]] bool passing) { return {}; }

    // Fills `out` (sound_per_frame interleaved stereo samples, 2 * 1600 values) for the frame `at`; what is
    // missing becomes silence. False when there was no sound at all.
    virtual bool sound_at(const tick& at, std::span<std::int16_t> out) = 0;

    // Any thread.
    virtual source_facts facts() const { return {}; }
};

} // namespace jiangtang::media
