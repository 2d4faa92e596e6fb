// Black and frozen pictures, and what only looks so.
#include "media/picture_watch.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <ctime>
#include <random>
#include <vector>

using namespace jiangtang::media;

namespace {

constexpr int fps = frames_per_second;

std::shared_ptr<std::uint8_t> flat(int luma) {
    auto made = new_picture();
    std::memset(made.get(), luma, luma_bytes);
    std::memset(made.get() + luma_bytes, 128, picture_bytes - luma_bytes);
    return made;
}

// Paper with lines of text; another page has them elsewhere.
std::shared_ptr<std::uint8_t> slide(int page) {
    auto made = flat(230);
    for (int y = 100 + page * 7; y < 600; y += 40)
        for (int row = y; row < y + 16; ++row) std::memset(made.get() + row * picture_width + 200, 20, 600);
    return made;
}

// What an encoder, or a camera, makes of it: every sample a little off.
std::shared_ptr<std::uint8_t> noisy(const picture& of, int strength, unsigned seed) {
    auto made = new_picture();
    std::memcpy(made.get(), of.get(), picture_bytes);
    std::minstd_rand random(seed);
    for (std::size_t i = 0; i < luma_bytes; i += 4) // enough, and four times faster
        for (std::size_t k = i; k < i + 4; ++k)
            made.get()[k] = static_cast<std::uint8_t>(
                made.get()[k] + static_cast<int>(random() % (2 * strength + 1)) - strength);
    return made;
}

picture copy(const picture& of) {
    auto made = new_picture();
    std::memcpy(made.get(), of.get(), picture_bytes);
    return made;
}

// The same picture as new bytes each time, as a decoder gives it.
struct still {
    explicit still(const picture& of) : frames{copy(of), copy(of)} {}
    picture operator()(int k) const { return frames[static_cast<std::size_t>(k) % 2]; }
    std::vector<picture> frames;
};

class screen {
public:
    // Shows frames for so many seconds; `make(k)` gives the k-th.
    template <class Make>
    void show(int seconds, Make make, bool sound = true) {
        for (int k = 0; k < seconds * fps; ++k) watch.see(make(k), sound, time());
    }
    std::int64_t time() { return 1000 * frame_++ / fps; }

    picture_watch watch;

private:
    std::int64_t frame_ = 0;
};

// A camera's noise, in a few pictures that come again and again in an order.
struct camera {
    explicit camera(const picture& at) {
        for (unsigned i = 0; i < 7; ++i) frames.push_back(noisy(at, 3, i + 1));
    }
    picture operator()(int k) const { return frames[static_cast<std::size_t>(k) % frames.size()]; }
    std::vector<picture> frames;
};

} // namespace

TEST_CASE("a black picture is black from its first frame on, with the noise of its encoder too") {
    screen s;
    s.show(2, camera(slide(1)));
    CHECK(s.watch.black_ms() == 0);
    s.show(6, camera(flat(18)));
    CHECK(s.watch.black_ms() > 5900);
    CHECK(s.watch.black_ms() < 6000);
    s.show(1, camera(slide(1)));
    CHECK(s.watch.black_ms() == 0);
}

TEST_CASE("a dark slide with a line of words is not black") {
    auto dark = flat(20);
    for (int row = 340; row < 364; ++row) std::memset(dark.get() + row * picture_width + 600, 200, 80);
    screen s;
    s.show(10, still(dark));
    CHECK(s.watch.black_ms() == 0);
}

TEST_CASE("a camera on a slide that stands for minutes is not frozen") {
    screen s;
    s.show(400, camera(slide(1)));
    CHECK(s.watch.frozen_ms() == 0);
}

TEST_CASE("a camera that hangs is frozen at once, also when an encoder stirs its picture at key frames") {
    const camera one(slide(1));
    screen s;
    s.show(15, one);
    const auto last = one(15 * fps - 1), key = picture(noisy(last, 2, 99));
    const still hung(last);
    s.show(9, [&](int k) { return k % 60 == 59 ? key : hung(k); });
    CHECK(s.watch.frozen_ms() > 8000);
    s.show(1, one);
    CHECK(s.watch.frozen_ms() == 0);
}

TEST_CASE("a cut, or a fade, from the camera to a slide is not a camera that hangs") {
    const auto page = slide(2);
    screen cut;
    cut.show(20, camera(flat(90)));
    cut.show(60, still(page));
    CHECK(cut.watch.frozen_ms() == 0);

    screen fade;
    const camera before(flat(90));
    fade.show(20, before);
    for (int k = 0; k < fps; ++k) { // one second
        auto mixed = new_picture();
        std::memcpy(mixed.get(), page.get(), picture_bytes);
        for (std::size_t i = 0; i < luma_bytes; ++i)
            mixed.get()[i] =
                static_cast<std::uint8_t>((before(k).get()[i] * (fps - k) + page.get()[i] * k) / fps);
        fade.watch.see(mixed, true, fade.time());
    }
    fade.show(60, still(page));
    CHECK(fade.watch.frozen_ms() == 0);
}

TEST_CASE("slides straight from a computer may stand for minutes, and are doubted after five") {
    screen s;
    for (int page = 0; page < 3; ++page) {
        s.show(120, still(slide(page)));
        CHECK(s.watch.frozen_ms() == 0);
    }
    const still page(slide(9)), turned(slide(8));
    s.show(301, page);
    CHECK(s.watch.frozen_ms() > 300'000);
    s.show(1, turned);
    CHECK(s.watch.frozen_ms() == 0);
}

TEST_CASE("pictures that stop while the sound goes on are frozen; without any sound the source is away") {
    screen s;
    const auto now = slide(1);
    s.show(1, still(now));
    s.show(1, [&](int) { return now; }); // the same again: nothing new came
    s.show(8, [&](int) { return picture{}; });
    CHECK(s.watch.frozen_ms() > 8500);
    CHECK(s.watch.black_ms() == 0);
    s.show(
        1, [&](int) { return picture{}; }, false);
    CHECK(s.watch.frozen_ms() == 0);
    s.show(20, [&](int) { return picture{}; }); // only sound came back
    CHECK(s.watch.frozen_ms() == 0);
}

TEST_CASE("a source of fewer frames than the output is not frozen in between") {
    screen s;
    const camera ten(slide(1));
    s.show(20, [&](int k) { return ten(k / 3); });
    CHECK(s.watch.frozen_ms() == 0);
}

TEST_CASE("watching 720p30 costs less than a hundredth of a core") {
    const camera one(slide(1));
    screen s;
    s.show(1, one);
    const auto cpu = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
    const auto begun = cpu();
    s.show(20, one);
    const auto share = (cpu() - begun) / 20;
    MESSAGE("share of a core: " << share);
    CHECK(share < 0.01);
}
