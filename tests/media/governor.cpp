#include "media/governor.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace jiangtang::media;
using action = governor::action;

namespace {

// Asks for so many frames with the same arrears; what was decided, one letter each: d, r, and R for repeat.
std::string during(governor& of, int frames, int behind) {
    std::string said;
    for (int i = 0; i < frames; ++i) {
        const auto next = of.resume(behind);
        if (next == action::drop) said += 'd';
        if (next == action::restore) said += 'r';
        if (next == action::repeat && (said.empty() || said.back() != 'R')) said += 'R';
    }
    return said;
}

constexpr int second = frames_per_second;
constexpr int much = governor::behind_much;

} // namespace

TEST_CASE("a machine that keeps up loses no rung, for a day") {
    governor by(2);
    CHECK(during(by, 24 * 3600 * second, 2) == "");
    CHECK(during(by, 3600 * second, much - 1) == "");
}

TEST_CASE(
    "a second behind without getting better drops one rung, and the next one only when that has had its time") {
    governor by(2);
    CHECK(during(by, second - 1, much) == "");
    CHECK(during(by, 1, much) == "d");
    CHECK(during(by, governor::settling + second - 1, much) == "");
    CHECK(during(by, 1, much) == "d");
}

TEST_CASE("a hiccup from which the encoders catch up costs nothing") {
    governor by(2);
    std::string said;
    for (int behind = 90; behind > 0; --behind) said += during(by, 3, behind); // ten frames gained a second
    CHECK(said == "");
    for (int i = 0; i < 100; ++i) said += during(by, second - 1, 30) + during(by, 1, 0);
    CHECK(said == "");
}

TEST_CASE("with nothing left to drop, pictures are repeated while it lasts") {
    governor by(1);
    CHECK(during(by, 20 * second, 30) == "dR");
    CHECK(during(by, second, 3) == "");
    governor alone(0);
    CHECK(during(alone, second, 30) == "R");
}

TEST_CASE("after a long calm the rung comes back, and stays when the calm lasts") {
    governor by(2);
    CHECK(during(by, second, 20) == "d");
    CHECK(during(by, governor::first_calm - 1, 0) == "");
    CHECK(during(by, 1, 0) == "r");
    CHECK(during(by, 24 * 3600 * second, 0) == "");
}

TEST_CASE("two rungs come back one after the other") {
    governor by(2);
    CHECK(during(by, governor::settling + 3 * second, 20) == "dd");
    CHECK(during(by, 3 * governor::first_calm, 0) == "rr");
}

TEST_CASE("a rung that is too much again waits twice as long each time, up to half an hour") {
    governor by(1);
    auto calm = governor::first_calm;
    CHECK(during(by, second, 20) == "d");
    for (int i = 0; i < 8; ++i) {
        CHECK(during(by, calm - 1, 0) == "");
        CHECK(during(by, 1, 0) == "r");
        CHECK(during(by, governor::settling / 2 + second, 20) == "d");
        calm = std::min(2 * calm, governor::longest_calm);
    }
    CHECK(calm == governor::longest_calm);
}

TEST_CASE("a trial that was passed is forgotten") {
    governor by(1);
    CHECK(during(by, second, 20) == "d");
    CHECK(during(by, governor::first_calm, 0) == "r");
    CHECK(during(by, governor::first_calm, 0) == "");
    CHECK(during(by, second, 20) == "d");
    CHECK(during(by, governor::first_calm, 0) == "r");
}
