// A track whose pictures are coded before they come; nobody to publish to.
#include "media/rendition.hpp"

#include "boxes.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <vector>

using namespace jiangtang::media;
using namespace jiangtang::media::testing;

namespace {

constexpr auto part_ticks = 30000U; // a third of a second

// Passes on a picture for each of `frames` but those that `missing` tells; → the parts that came out.
std::vector<fragment> passed_on(int frames, const std::function<bool(int)>& missing) {
    std::string bytes;
    rendition way(rendition::pictures({1280, 720, 500, "video"}),
                  {[](std::string) {}, [&](packet next) { bytes += next.bytes; }, [] {}});
    way.start_passing(0, {{"\x67\x4d\x40\x1f", "\x68"}, 1280, 720});
    for (int frame = 0; frame < frames; ++frame) {
        std::vector<coded_picture> pictures;
        if (!missing(frame))
            pictures.push_back({.format = nullptr, .key = frame % frames_per_segment == 0, .slices = "x"});
        way.pass(frame, std::move(pictures));
    }
    way.finish(std::chrono::milliseconds(0));
    return fragments(bytes);
}

void check_no_hole(const std::vector<fragment>& parts) {
    for (std::size_t i = 1; i < parts.size(); ++i)
        CHECK(parts[i].tfdt == parts[i - 1].tfdt + parts[i - 1].duration());
}

} // namespace

TEST_CASE(
    "twenty-five pictures a second that are passed on make parts of a third of a second, without a hole") {
    for (int without = 1; without < 6; ++without) { // of six frames one has no picture
        CAPTURE(without);
        const auto parts = passed_on(600, [&](int frame) { return frame % 6 == without; });
        REQUIRE(parts.size() == 60);
        check_no_hole(parts);
        std::size_t pictures = 0;
        for (const auto& one : parts) {
            CHECK(one.tfdt % part_ticks == 0);
            CHECK(one.duration() >= part_ticks - 3000); // the last one's last frame may have no picture
            pictures += one.durations.size();
        }
        CHECK(pictures == 500);
    }
}

TEST_CASE(
    "a picture that is passed on lasts until the next, and a part that it draws out is as long as whole parts") {
    const auto parts = passed_on(120, [](int frame) { return frame > 64 && frame < 93; });
    check_no_hole(parts);
    REQUIRE(parts.size() == 10);
    CHECK(parts[6].duration() == 3 * part_ticks);
    CHECK(parts[7].tfdt == parts[0].tfdt + 9 * part_ticks);
}
