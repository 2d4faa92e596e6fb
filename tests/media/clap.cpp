#include "media/clap.hpp"

#include "media/lecture.hpp"
#include "media/picture.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>

using namespace jiangtang::media;

namespace {

using samples = std::array<std::int16_t, std::size_t{sound_per_frame} * sound_channels>;

bool corner_is_white(const picture& frame) {
    return frame.get()[picture_height / 20 * picture_width + picture_width / 20] > 126;
}

// The first sample (per channel) that is far louder than any note; -1 when there is none.
int click_at(const samples& sound) {
    for (std::size_t i = 0; i < sound.size(); ++i)
        if (std::abs(sound[i]) > 16000) return static_cast<int>(i / sound_channels);
    return -1;
}

} // namespace

TEST_CASE("picture and sound of a clap begin in the same frame, and there is none in between") {
    lecture one(true);
    constexpr std::int64_t first = clap_every_frames * 21'000'000;
    for (std::int64_t number = 0; number < 2 * clap_every_frames; ++number) {
        const tick at{first + number, number, 0};
        samples sound{};
        one.sound_at(at, sound);
        CHECK(corner_is_white(one.picture_at(at)) == (number % clap_every_frames < clap_frames));
        CHECK(click_at(sound) == (number % clap_every_frames == 0 ? 0 : -1));
    }
}

TEST_CASE("a lecture that nobody measures has no clap") {
    lecture one(false);
    const tick at{clap_every_frames * 21'000'000, 0, 0};
    samples sound{};
    one.sound_at(at, sound);
    CHECK(click_at(sound) == -1);
}
