#include "media/ladder.hpp"

#include "media/scaler.hpp"

#include <charconv>

namespace jiangtang::media {
namespace {

constexpr std::size_t most_rungs = 5;

// A whole number and nothing else.
std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::optional<rung> parse_rung(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto height = number(text.substr(0, colon)), bitrate = number(text.substr(colon + 1));
    if (!height || !bitrate || *bitrate < 100 || *bitrate > 20000) return std::nullopt;
    const auto width = scaled_width(*height);
    if (width == 0) return std::nullopt;
    return rung{width, *height, *bitrate, "video-" + std::to_string(*height)};
}

} // namespace

std::optional<std::vector<rung>> parse_ladder(std::string_view text) {
    std::vector<rung> all;
    while (all.size() < most_rungs) {
        const auto comma = text.find(',');
        auto next = parse_rung(text.substr(0, comma));
        if (!next || (!all.empty() && next->height >= all.back().height)) return std::nullopt;
        if (all.empty()) next->track = "video";
        all.push_back(std::move(*next));
        if (comma == std::string_view::npos) return all;
        text.remove_prefix(comma + 1);
    }
    return std::nullopt;
}

} // namespace jiangtang::media
