// The one shape of picture and sound inside the program: 1280x720 I420 at 30 frames a second, 48 kHz stereo.
// Plain data: knows neither GStreamer nor any source.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

namespace jiangtang::media {

inline constexpr int picture_width = 1280;
inline constexpr int picture_height = 720;
inline constexpr int frames_per_second = 30;
inline constexpr int frames_per_segment = 60;
inline constexpr int sound_rate = 48000;
inline constexpr int sound_channels = 2;
inline constexpr int sound_per_frame = sound_rate / frames_per_second; // samples per channel
inline constexpr std::size_t luma_bytes = std::size_t{picture_width} * picture_height;
inline constexpr std::size_t picture_bytes = luma_bytes * 3 / 2;

// Tight I420 (Y, then U, then V, no padding), BT.709, limited range, picture_bytes long. Never written to
// after it was shared: the encoder, the slate and a source may hold the same bytes.
using picture = std::shared_ptr<const std::uint8_t>;

inline std::shared_ptr<std::uint8_t> new_picture(std::size_t bytes = picture_bytes) {
    return std::shared_ptr<std::uint8_t>(new std::uint8_t[bytes], std::default_delete<std::uint8_t[]>());
}

// One frame time of the output. Frames are counted from the Unix epoch, so that every time in the program is
// an integer: 3000 ticks of the 90 kHz video clock and 1600 samples of sound to a frame.
struct tick {
    std::int64_t frame = 0;     // frames of 1/30 s since 1970-01-01T00:00:00Z
    std::int64_t number = 0;    // frames since this program began
    std::int64_t steady_ns = 0; // the same moment on std::chrono::steady_clock

    std::int64_t utc_ms() const { return frame * 1000 / frames_per_second; }
};

} // namespace jiangtang::media
