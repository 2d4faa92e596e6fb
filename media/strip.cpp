#include "media/strip.hpp"

#include "media/picture.hpp"

#include <cstring>

namespace jiangtang::media {
namespace {

constexpr std::uint8_t white = 235, black = 16, neutral = 128, middle = 126;

std::uint8_t crc8(std::uint32_t value) {
    std::uint8_t crc = 0xff;
    for (int shift = 24; shift >= 0; shift -= 8) {
        crc ^= static_cast<std::uint8_t>(value >> shift);
        for (int bit = 0; bit < 8; ++bit)
            crc = static_cast<std::uint8_t>(crc & 0x80 ? crc << 1 ^ 0x07 : crc << 1);
    }
    return crc;
}

} // namespace

std::array<bool, strip_blocks> strip_encode(std::uint32_t utc_ms) {
    const auto word = std::uint64_t{utc_ms} << 8 | crc8(utc_ms);
    std::array<bool, strip_blocks> bits{};
    for (int i = 0; i < strip_blocks; ++i) bits[i] = word >> (strip_blocks - 1 - i) & 1;
    return bits;
}

std::optional<std::uint32_t> strip_decode(std::span<const std::uint8_t, strip_blocks> brightness) {
    std::uint64_t word = 0;
    for (const auto one : brightness) word = word << 1 | (one > middle);
    const auto value = static_cast<std::uint32_t>(word >> 8);
    if (crc8(value) != (word & 0xff)) return std::nullopt;
    return value;
}

std::optional<std::uint32_t> strip_decode(const std::uint8_t* luma, int width, int height, int stride) {
    const int high = strip_height * height / picture_height;
    if (width < strip_blocks * 2 || high < 2) return std::nullopt;
    std::array<std::uint8_t, strip_blocks> means{};
    const int top = height - high + high / 4;
    const int bottom = height - high / 4;
    for (int i = 0; i < strip_blocks; ++i) {
        const int block = width / strip_blocks;
        const int left = i * width / strip_blocks + block / 4;
        const int right = left + (block + 1) / 2;
        int sum = 0;
        for (int y = top; y < bottom; ++y)
            for (int x = left; x < right; ++x) sum += luma[static_cast<std::size_t>(y) * stride + x];
        means[i] = static_cast<std::uint8_t>(sum / ((bottom - top) * (right - left)));
    }
    return strip_decode(means);
}

void strip_draw(std::uint8_t* i420, std::uint32_t utc_ms) {
    const auto bits = strip_encode(utc_ms);
    constexpr int block = picture_width / strip_blocks;
    auto* const first = i420 + std::size_t{picture_width} * (picture_height - strip_height);
    for (int i = 0; i < strip_blocks; ++i) std::memset(first + i * block, bits[i] ? white : black, block);
    for (int y = 1; y < strip_height; ++y)
        std::memcpy(first + std::size_t{picture_width} * y, first, picture_width);
    const auto chroma_rows = std::size_t{picture_width / 2} * (strip_height / 2);
    std::memset(i420 + luma_bytes * 5 / 4 - chroma_rows, neutral, chroma_rows);
    std::memset(i420 + picture_bytes - chroma_rows, neutral, chroma_rows);
}

} // namespace jiangtang::media
