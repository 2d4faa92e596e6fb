#include "origin/playable.hpp"

#include <chrono>
#include <cmath>

namespace jiangtang::origin {
namespace {

constexpr double judged_s = 2;
constexpr double judged_first_s = 0.25; // so that too fast a picture reaches no viewer
constexpr double tolerance = 1.1;       // timestamps are rounded, and 59.94 comes as 60 and something

std::int64_t macroblocks(const codec_info& c) {
    return std::int64_t{(c.width + 15) / 16} * ((c.height + 15) / 16);
}

std::string size_of(const codec_info& c) { return std::to_string(c.width) + 'x' + std::to_string(c.height); }

std::string level_of(int level) { return std::to_string(level / 10) + '.' + std::to_string(level % 10); }

} // namespace

std::optional<refusal> refuse(const track_init& init, const settings& limits) {
    const auto& c = init.codec;
    if (!c.unplayable.empty()) return refusal{errc::unplayable_codec, c.unplayable};
    if (!c.video) return std::nullopt;
    if (c.level > limits.max_level || c.width > limits.max_width || c.height > limits.max_height)
        return refusal{errc::too_much_picture, size_of(c) + ", H.264 level " + level_of(c.level)};
    return std::nullopt;
}

std::optional<refusal> rate_watch::take(const fragment& f, const track_init& init) {
    const auto seconds = static_cast<double>(f.duration) / init.timescale;
    seconds_ += seconds;
    samples_ += f.samples;
    bytes_ += f.bytes;
    if (init.codec.video) {
        since_key_ = f.any_sync ? 0 : since_key_ + seconds;
        const std::chrono::duration<double> longest = limits_.max_key_interval;
        if (since_key_ > longest.count()) return refusal{errc::no_key_frame, {}};
    }
    if (seconds_ < (first_ ? judged_first_s : judged_s)) return std::nullopt;
    auto found = judge(init, seconds_);
    first_ = false;
    seconds_ = 0;
    samples_ = bytes_ = 0;
    return found;
}

std::optional<refusal> rate_watch::judge(const track_init& init, double seconds) const {
    const auto& c = init.codec;
    const auto rate = static_cast<double>(samples_) / seconds;
    const auto blocks = rate * static_cast<double>(macroblocks(c));
    if (c.video && (rate > limits_.max_frame_rate * tolerance ||
                    blocks > static_cast<double>(limits_.max_macroblocks) * tolerance))
        return refusal{errc::too_much_picture,
                       size_of(c) + ", " + std::to_string(std::lround(rate)) + " frames/s"};
    const auto bits = static_cast<double>(bytes_) * 8 / seconds;
    if (seconds >= judged_s && bits > static_cast<double>(limits_.max_bit_rate))
        return refusal{errc::too_many_bits, std::to_string(std::lround(bits / 1e6)) + " Mbit/s"};
    return std::nullopt;
}

} // namespace jiangtang::origin
