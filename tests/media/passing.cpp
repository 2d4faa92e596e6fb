// Which coded pictures may be passed on, and how an output follows their source.
#include "media/follower.hpp"
#include "media/passage.hpp"

#include <doctest/doctest.h>

using namespace jiangtang::media;

namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr passage::shape plain{1280, 720, true};

// Pictures of one source, and how many of them may pass.
struct sent {
    passage to{{.bitrate = 6000, .min_height = 481}};
    std::int64_t at = 0;
    int count = 0;

    // `groups` of so many pictures at so many a second; how many of them may pass.
    int send(int groups, int pictures, int per_second, passage::shape of = plain, std::size_t bytes = 10000) {
        int passed = 0;
        for (int i = 0; i < groups * pictures; ++i) passed += one(i % pictures == 0, per_second, of, bytes);
        return passed;
    }

    bool one(bool key, int per_second, passage::shape of = plain, std::size_t bytes = 10000,
             bool damaged = false) {
        avc_picture next{std::string(bytes, 'x'), {}, key};
        if (key) next.parameters = avc_parameters{"sps" + std::to_string(of.height), "pps"};
        to.came(at, std::move(next), of, damaged);
        const auto ready = to.decoded(at);
        REQUIRE(ready.size() == 1);
        at += second / per_second;
        return ready[0].picture.format != nullptr;
    }
};

} // namespace

TEST_CASE("pictures pass once two groups of the right length were seen") {
    sent by;
    CHECK(by.send(3, 60, 30) == 60);
    CHECK(by.send(2, 60, 30) == 120);
    CHECK(sent().send(10, 30, 30) == 8 * 30);
    CHECK(sent().send(10, 50, 25) == 8 * 50);
    CHECK(sent().send(10, 60, 60, plain, 5000) == 8 * 60);
}

TEST_CASE("what cannot be cut into our segments, or be played, or carried, does not pass") {
    CHECK(sent().send(6, 250, 30) == 0);                    // a key picture every 8.3 s
    CHECK(sent().send(12, 50, 30) == 0);                    // 1.67 s
    CHECK(sent().send(40, 3, 30) == 0);                     // nearly each one a key picture
    CHECK(sent().send(6, 60, 30, {1280, 720, false}) == 0); // 4:2:2, interlaced, ten bits
    CHECK(sent().send(6, 60, 30, {640, 360, true}) == 0);   // smaller than the second rung
    CHECK(sent().send(6, 60, 30, plain, 30000) == 0);       // 7.2 Mbit/s
    CHECK(sent().send(6, 240, 120, plain, 1000) == 0);      // 120 pictures a second
}

TEST_CASE("whatever is lost, out of order or new begins the trial again") {
    sent by;
    by.send(4, 60, 30);
    CHECK_FALSE(by.one(false, 30, plain, 100, true));
    CHECK(by.send(1, 60, 30) == 0);
    by.send(3, 60, 30);
    CHECK(by.send(1, 60, 30) == 60);
    by.at += second; // a hole
    CHECK(by.send(2, 60, 30) == 0);
    by.send(3, 60, 30);
    CHECK(by.send(2, 60, 30, {1920, 1080, true}) == 0); // other pictures
    CHECK(by.send(1, 60, 30, {1920, 1080, true}) == 60);
    by.at -= second / 5; // a B picture, or a loop
    CHECK(by.send(2, 60, 30, {1920, 1080, true}) == 0);
}

TEST_CASE("coded pictures wait until their time was decoded") {
    passage to{{.bitrate = 6000}};
    for (int i = 0; i < 5; ++i) to.came(i * second, {"x", {}, true}, plain, false);
    CHECK(to.decoded(-1).empty());
    CHECK(to.decoded(2 * second).size() == 3);
    CHECK(to.decoded(9 * second).size() == 2);
    passage shut{{.bitrate = 0}};
    shut.came(0, {"x", {}, true}, plain, false);
    CHECK(shut.decoded(second).empty());
}

namespace {

using turn = follower::turn;

// A source for a follower: 60 pictures to a group, each as late as `late_ns`.
struct followed {
    follower by{0};
    std::shared_ptr<const coded_format> format =
        std::make_shared<const coded_format>(coded_format{{"sps", "pps"}, 1280, 720});
    std::int64_t number = 0;
    std::int64_t late_ns = 0;

    coded_picture picture() {
        const auto n = number++;
        return {.format = format, .number = n, .late_ns = late_ns, .key = n % 60 == 0, .slices = "x"};
    }

    turn frame(int pictures, bool head = false) {
        std::vector<coded_picture> came;
        for (int i = 0; i < pictures; ++i) came.push_back(picture());
        return by.next(std::move(came), head);
    }
};

} // namespace

TEST_CASE("passing begins with a key picture and ends when the source cannot be followed") {
    followed from;
    from.number = 57;
    CHECK(from.frame(1) == turn::none);
    CHECK(from.frame(1) == turn::none);
    CHECK(from.frame(1) == turn::none);
    CHECK(from.frame(1) == turn::begin);
    CHECK(from.by.take().front().key);
    for (int i = 1; i < 60; ++i) CHECK(from.frame(1) == turn::none);
    CHECK(from.frame(1, true) == turn::none); // its key picture is there
    CHECK(from.by.on());
    SUBCASE("another format") {
        from.format = std::make_shared<const coded_format>(coded_format{{"sps2", "pps"}, 1280, 720});
        CHECK(from.frame(1) == turn::end);
    }
    SUBCASE("a picture is missing") {
        ++from.number;
        CHECK(from.frame(1) == turn::end);
    }
    SUBCASE("a picture that must not pass") {
        from.format.reset();
        CHECK(from.frame(1) == turn::end);
    }
    SUBCASE("nothing comes for a sixth of a second") {
        for (int i = 0; i < 4; ++i) CHECK(from.frame(0) == turn::none);
        CHECK(from.frame(0) == turn::end);
    }
    SUBCASE("a segment begins without a key picture") { CHECK(from.frame(1, true) == turn::end); }
    CHECK_FALSE(from.by.on());
    CHECK(from.by.take().empty());
}

TEST_CASE(
    "a source is followed once it has come evenly for a while, and after a short time only after a longer while") {
    followed from{.by = follower(120)};
    const auto begins_after = [&] {
        int frames = 1;
        while (from.frame(1) != turn::begin) ++frames;
        return frames;
    };
    CHECK(begins_after() == 121); // with the first key picture
    CHECK(from.frame(2) == turn::none);
    for (int i = 0; i < 4; ++i) CHECK(from.frame(0) == turn::none);
    CHECK(from.frame(0) == turn::end);
    from.number = 0;
    for (int i = 0; i < 200; ++i) CHECK(from.frame(1) == turn::none);
    SUBCASE("a hole begins the wait again") {
        for (int i = 0; i < 5; ++i) from.frame(0);
        from.number = 0;
        CHECK(begins_after() == 241);
    }
    SUBCASE("a picture that is missing does, too") {
        ++from.number;
        CHECK(begins_after() > 240);
    }
    SUBCASE("what lasted a minute is followed again as soon as the first time") {
        CHECK(begins_after() < 60);
        for (int i = 1; i < 1800; ++i) CHECK(from.frame(1) == turn::none);
        for (int i = 0; i < 5; ++i) from.frame(0);
        from.number = 0;
        CHECK(begins_after() == 121);
    }
}

TEST_CASE("a key picture begins a frame: what comes with the picture before it waits") {
    followed from;
    from.number = 59;
    CHECK(from.frame(2) == turn::begin);
    CHECK(from.by.take().size() == 1);
    CHECK(from.frame(2) == turn::none);
    CHECK(from.by.take().size() == 2);
    for (int i = 0; i < 28; ++i) {
        CHECK(from.frame(2) == turn::none);
        from.by.take();
    }
    CHECK(from.frame(2) == turn::none); // the last of the group, and the key picture of the next
    CHECK(from.by.take().size() == 1);
    CHECK(from.frame(0, true) == turn::none);
    CHECK(from.by.take().front().key);
}

TEST_CASE("the output's time follows the source's, by no more in a frame than nobody hears") {
    followed from;
    from.late_ns = 10'000'000; // our frames come ten milliseconds after their pictures
    std::int64_t before = 0, largest = 0;
    for (int i = 0; i < 60 * 30; ++i) {
        CHECK((from.frame(1, i % 60 == 0) == turn::begin) == (i == 0));
        const auto step = from.by.skew_ns() - before;
        largest = std::max(largest, std::abs(step));
        before = from.by.skew_ns();
        from.late_ns += step;
    }
    CHECK(largest <= 40'000);
    CHECK(std::abs(from.late_ns) < 100'000);
}
