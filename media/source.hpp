// What the program asks of a source of pictures and sound, once a frame.
// Knows nothing of where they come from.
#pragma once

#include "media/picture.hpp"

#include <cstdint>
#include <span>

namespace jiangtang::media {

class source {
public:
    virtual ~source() = default;

    // The picture to show at `at`; null when the source has had none for a while (the slate is shown then).
    virtual picture picture_at(const tick& at) = 0;

    // Fills `out` (sound_per_frame interleaved stereo samples, 2 * 1600 values) for the frame `at`; what is
    // missing becomes silence. False when there was no sound at all.
    virtual bool sound_at(const tick& at, std::span<std::int16_t> out) = 0;
};

} // namespace jiangtang::media
