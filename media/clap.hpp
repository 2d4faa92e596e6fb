// The clap of a test picture, as film people do it: a white block and a click that begin in the same frame,
// so that whoever decodes the stream can measure how far sound and picture are apart.
// Pure: no GStreamer, no clock.
//
// The block is the top left corner, a tenth of the picture wide and high: white during a clap, black otherwise.
// The click is a 1 kHz tone whose first sample belongs to the moment the first white frame begins.
#pragma once

#include <cstdint>
#include <span>

namespace jiangtang::media {

// One clap every 2.5 s, counted from the Unix epoch: no multiple of a segment, so that it falls everywhere.
inline constexpr std::int64_t clap_every_frames = 75;
inline constexpr std::int64_t clap_frames = 3;     // how long the block is white
inline constexpr std::int64_t click_samples = 960; // 20 ms

// Draws the block of frame `frame` into a tight I420 picture of picture_width x picture_height.
void clap_draw(std::uint8_t* i420, std::int64_t frame);

// Adds the click, if there is one, to the interleaved stereo samples of frame `frame`.
void clap_play(std::int64_t frame, std::span<std::int16_t> stereo);

} // namespace jiangtang::media
