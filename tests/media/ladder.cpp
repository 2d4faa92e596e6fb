#include "media/ladder.hpp"

#include "media/scaler.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>

using namespace jiangtang::media;

TEST_CASE("the default ladder is three pictures, and the largest is the track video") {
    const auto all = parse_ladder(default_ladder);
    REQUIRE(all);
    REQUIRE(all->size() == 3);
    CHECK(all->at(0).track == "video");
    CHECK(all->at(0).width == 1280);
    CHECK(all->at(0).bitrate == 2000);
    CHECK(all->at(1).track == "video-480");
    CHECK(all->at(1).width == 852);
    CHECK(all->at(2).track == "video-360");
    CHECK(all->at(2).width == 640);
}

TEST_CASE("a ladder may begin lower; its first rung is the track video all the same") {
    const auto all = parse_ladder("540:1200,240:200");
    REQUIRE(all);
    CHECK(all->at(0).track == "video");
    CHECK(all->at(0).width == 960);
    CHECK(all->at(1).track == "video-240");
    CHECK(all->at(1).width == 426);
}

TEST_CASE("what is no ladder is refused") {
    for (const auto* text :
         {"", "720", "720:", ":2000", "720:2000,", ",720:2000", "720:2000;480:900", "720:99", "720:20001",
          "721:2000", "720:2000k", "480:900,720:2000", "720:2000,720:900",
          "720:2000,540:1500,480:900,360:450,240:200,240:100", "-720:2000", "720 :2000", "99999999999:2000"})
        CHECK_MESSAGE(!parse_ladder(text), text);
}

TEST_CASE("a smaller picture is the mean of what each of its pixels covers") {
    auto made = new_picture();
    for (std::size_t i = 0; i < picture_bytes; ++i) made.get()[i] = static_cast<std::uint8_t>(std::rand());
    const picture from = made;
    for (const int height : {540, 480, 360, 240}) {
        const int width = scaled_width(height);
        const auto small = scaler(height).scale(from);
        const double ratio = double{picture_height} / height;
        // By hand: integrate the input over the output pixel's square.
        const auto by_hand = [&](const std::uint8_t* plane, int stride, int x, int y) {
            double sum = 0;
            for (int v = static_cast<int>(y * ratio); v < (y + 1) * ratio; ++v)
                for (int u = static_cast<int>(x * ratio); u < (x + 1) * ratio; ++u)
                    sum += plane[v * stride + u] *
                           (std::min<double>(u + 1, (x + 1) * ratio) - std::max<double>(u, x * ratio)) *
                           (std::min<double>(v + 1, (y + 1) * ratio) - std::max<double>(v, y * ratio));
            return sum / ratio / ratio;
        };
        double worst = 0;
        for (int i = 0; i < 3000; ++i) {
            const int x = i == 0 ? width / 2 - 1 : std::rand() % (width / 2);
            const int y = i == 0 ? height / 2 - 1 : std::rand() % (height / 2);
            const auto luma = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
            worst = std::max(worst,
                             std::abs(small.get()[y * width + x] - by_hand(from.get(), picture_width, x, y)));
            for (const std::size_t quarter : {4, 5})
                worst = std::max(
                    worst,
                    std::abs(small.get()[luma * quarter / 4 + static_cast<std::size_t>(y * (width / 2) + x)] -
                             by_hand(from.get() + luma_bytes * quarter / 4, picture_width / 2, x, y)));
        }
        CHECK_MESSAGE(worst <= 0.75, height);
    }
}

TEST_CASE("white stays white, and the same picture is scaled once") {
    auto made = new_picture();
    std::memset(made.get(), 255, picture_bytes);
    const picture from = made;
    for (const int height : {540, 480, 360, 240}) {
        scaler by(height);
        const auto small = by.scale(from);
        bool white = true;
        for (int i = 0; i < scaled_width(height) * height * 3 / 2; ++i)
            white = white && small.get()[i] == 255;
        CHECK_MESSAGE(white, height);
        CHECK(by.scale(from) == small);
    }
    CHECK(scaler(picture_height).scale(from) == from);
}

TEST_CASE("a scaled picture that somebody still holds is not written over") {
    scaler by(360);
    std::vector<picture> held;
    for (const int grey : {10, 20, 30, 40}) {
        auto made = new_picture();
        std::memset(made.get(), grey, picture_bytes);
        held.push_back(by.scale(made));
    }
    for (std::size_t i = 0; i < held.size(); ++i) CHECK(*held[i] == 10 * (i + 1));
}
