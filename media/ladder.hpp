// The ladder of renditions: which pictures are made, how large and at what rate. Pure: text in, numbers out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::media {

// One picture size. The first rung of a ladder is the largest; its track is "video", another's "video-480".
struct rung {
    int width = 0;
    int height = 0;
    int bitrate = 0; // kbit/s
    std::string track;
};

// How a rung fares.
struct rendition_report {
    std::string track;
    int width = 0;
    int height = 0;
    int bitrate = 0; // kbit/s, as configured, or as it comes where it is passed through
    double fps = 0;  // pictures of the last second that were encoded anew
    std::int64_t dropped =
        0; // pictures since the process began that were not encoded anew: the machine was behind
    bool passed_through = false;
    bool off = false; // the machine cannot carry it
};

inline constexpr std::string_view default_ladder = "720:2000,480:900,360:450";

// "HEIGHT:KBITS,…" from the largest down: one to five of the heights 720, 540, 480, 360 and 240, with 100 to
// 20000 kbit/s each. Nothing when `text` is not that; ladder_rule says so in a sentence.
std::optional<std::vector<rung>> parse_ladder(std::string_view text);

inline constexpr std::string_view ladder_rule =
    "must be HEIGHT:KBITS from the largest picture down, as in 720:2000,480:900,360:450; heights are 720, 540, "
    "480, 360 and 240, rates 100 to 20000";

} // namespace jiangtang::media
