// The machine-readable strip along the bottom edge of a test picture: when this frame was captured.
// Pure: no GStreamer, no clock.
//
// The strip is the bottom 16 rows of the 1280x720 picture, 40 blocks of 32x16 pixels from left to right.
// A white block is 1, a black block is 0. Blocks 0 to 31 are the low 32 bits of the capture time in UTC
// milliseconds since the Unix epoch, most significant bit first; blocks 32 to 39 are a CRC-8 (polynomial
// 0x07, initial value 0xFF, no reflection, no final xor) of those four bytes in the same order.
// To read it from a picture scaled to any size: take the mean brightness of the middle of each block (the
// inner half in both directions); above the middle between black and white it is 1. The picture's age is
// (now_ms - value) modulo 2^32. A strip that is all black or all white fails its checksum.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace jiangtang::media {

inline constexpr int strip_blocks = 40;
inline constexpr int strip_height = 16; // pixels

// The 40 bits for a capture time, leftmost first.
std::array<bool, strip_blocks> strip_encode(std::uint32_t utc_ms);

// The capture time from the mean brightness (0 to 255) of the 40 blocks, leftmost first; nothing when the
// checksum does not fit.
std::optional<std::uint32_t> strip_decode(std::span<const std::uint8_t, strip_blocks> brightness);

// The same from the luma plane of a picture of any size that holds the whole test picture.
std::optional<std::uint32_t> strip_decode(const std::uint8_t* luma, int width, int height, int stride);

// Draws the strip into a tight I420 picture of picture_width x picture_height.
void strip_draw(std::uint8_t* i420, std::uint32_t utc_ms);

} // namespace jiangtang::media
