#include "media/clap.hpp"

#include "media/picture.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace jiangtang::media {
namespace {

constexpr std::uint8_t white = 235, black = 16, neutral = 128;
constexpr int block_width = picture_width / 10, block_height = picture_height / 10;
constexpr double loudness = 0.7 * 32767; // far above the notes of the lecture
constexpr double pitch = 1000;           // Hz
static_assert(click_samples <= sound_per_frame);

void fill(std::uint8_t* plane, int stride, int width, int height, std::uint8_t value) {
    for (int y = 0; y < height; ++y)
        std::memset(plane + std::size_t(y) * stride, value, static_cast<std::size_t>(width));
}

} // namespace

void clap_draw(std::uint8_t* i420, std::int64_t frame) {
    fill(i420, picture_width, block_width, block_height,
         frame % clap_every_frames < clap_frames ? white : black);
    for (auto* plane : {i420 + luma_bytes, i420 + luma_bytes * 5 / 4})
        fill(plane, picture_width / 2, block_width / 2, block_height / 2, neutral);
}

void clap_play(std::int64_t frame, std::span<std::int16_t> stereo) {
    if (frame % clap_every_frames != 0) return;
    const auto count = std::min(static_cast<std::size_t>(click_samples), stereo.size() / sound_channels);
    for (std::size_t n = 0; n < count; ++n) {
        const auto wave =
            loudness * std::cos(2 * std::numbers::pi * pitch * static_cast<double>(n) / sound_rate);
        for (std::size_t channel = 0; channel < sound_channels; ++channel) {
            auto& sample = stereo[n * sound_channels + channel];
            sample = static_cast<std::int16_t>(std::clamp(sample + wave, -32768.0, 32767.0));
        }
    }
}

} // namespace jiangtang::media
