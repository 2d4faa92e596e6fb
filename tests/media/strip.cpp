#include "media/strip.hpp"

#include "media/picture.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

using namespace jiangtang::media;

TEST_CASE("a strip gives back the time it was made with") {
    for (const std::uint32_t value : {0u, 1u, 0x80000000u, 0xffffffffu, 3735928559u}) {
        const auto bits = strip_encode(value);
        std::array<std::uint8_t, strip_blocks> brightness{};
        for (int i = 0; i < strip_blocks; ++i) brightness[i] = bits[i] ? 200 : 40;
        CHECK(strip_decode(brightness) == value);
    }
}

TEST_CASE("a strip with any one block wrong is refused") {
    const auto bits = strip_encode(123456789);
    for (int wrong = 0; wrong < strip_blocks; ++wrong) {
        std::array<std::uint8_t, strip_blocks> brightness{};
        for (int i = 0; i < strip_blocks; ++i) brightness[i] = bits[i] != (i == wrong) ? 235 : 16;
        CHECK_FALSE(strip_decode(brightness));
    }
}

TEST_CASE("a black, a white and a grey edge are no strip") {
    std::array<std::uint8_t, strip_blocks> brightness{};
    for (const std::uint8_t level : {0, 16, 100, 200, 255}) {
        brightness.fill(level);
        CHECK_FALSE(strip_decode(brightness));
    }
}

TEST_CASE("a strip drawn into a picture is read from it, also when the picture is scaled down") {
    const auto drawn = new_picture();
    std::memset(drawn.get(), 90, picture_bytes);
    strip_draw(drawn.get(), 987654321);
    CHECK(strip_decode(drawn.get(), picture_width, picture_height, picture_width) == 987654321u);
    constexpr int width = 640, height = 360;
    std::vector<std::uint8_t> half(width * height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) half[y * width + x] = drawn.get()[y * 2 * picture_width + x * 2];
    CHECK(strip_decode(half.data(), width, height, width) == 987654321u);
    CHECK_FALSE(strip_decode(half.data(), width, height - 16, width));
    CHECK_FALSE(strip_decode(half.data(), 40, 22, width));
}
