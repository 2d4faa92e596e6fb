#include "origin/lecture.hpp"
#include "origin/playable.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace lecture;
using namespace jiangtang::origin;
using namespace fragment_writer;

namespace {

// What a publisher is told of a head with this sample description, and whether with a sentence in each language.
std::string refused(const init_options& o, errc code) {
    hall h;
    auto in = *h.live.publish("video");
    const auto ec = in->push(init(o));
    CHECK(ec == code);
    const auto said = in->why();
    CHECK(said.zh.size() > 10);
    CHECK(said.en.size() > 10);
    return said.en;
}

// Pushes parts of a third of a second with this many samples until one is refused.
struct outcome {
    std::error_code code;
    int parts = 0;
    std::string said;
};
outcome push_parts(const init_options& o, unsigned samples, unsigned bytes, bool key_frames = true) {
    hall h;
    auto in = *h.live.publish("video");
    outcome out{in->push(init(o)), 0, {}};
    for (; out.parts < 300 && !out.code; ++out.parts) {
        fragment_options f{.decode_time = static_cast<std::uint64_t>(out.parts) * 30000,
                           .duration = 30000 / samples,
                           .size = bytes};
        f.runs[0].samples = samples;
        if (out.parts > 0 && !key_frames) f.runs[0].first_flags = 0x10000;
        out.code = in->push(make_fragment(f));
    }
    out.said = in->why().en;
    return out;
}

} // namespace

TEST_CASE("Every error has a sentence in Chinese and in English") {
    for (int value = 1; value <= static_cast<int>(errc::too_many_bytes); ++value) {
        const auto said = explain(static_cast<errc>(value), "42");
        CAPTURE(said.en);
        CHECK(said.en.ends_with(". Received: 42."));
        CHECK(said.zh.ends_with("。收到：42"));
        CHECK(said.zh.find("推流服务出错") == std::string::npos);
    }
}

TEST_CASE("A codec that nobody plays is refused by its name") {
    const auto named = [](const char* entry, bool video) {
        return refused({.video = video, .entry = entry}, errc::unplayable_codec);
    };
    CHECK(named("hvc1", true).ends_with("Received: HEVC (hvc1)."));
    CHECK(named("hev1", true).ends_with("Received: HEVC (hev1)."));
    CHECK(named("vp09", true).ends_with("Received: VP9 (vp09)."));
    CHECK(named("av01", true).ends_with("Received: AV1 (av01)."));
    CHECK(named("Opus", false).ends_with("Received: Opus (Opus)."));
    CHECK(named("ac-3", false).ends_with("Received: AC-3 (ac-3)."));
    CHECK(named("x\x01y ", false).ends_with("Received: x?y ."));
}

TEST_CASE("Profiles of H.264 that browsers do not play are refused by their name") {
    const auto named = [](unsigned profile) { return refused({.profile = profile}, errc::unplayable_codec); };
    CHECK(named(110).ends_with("Received: H.264 High 10 (10 bit)."));
    CHECK(named(122).ends_with("Received: H.264 High 4:2:2."));
    CHECK(named(244).ends_with("Received: H.264 High 4:4:4."));
    CHECK(named(88).ends_with("Received: H.264 Extended."));
    for (const unsigned profile : {66, 77, 100}) {
        hall h;
        CHECK_FALSE((*h.live.publish("video"))->push(init({.profile = profile})));
    }
}

TEST_CASE("A picture larger or faster than devices play is refused with its figures") {
    CHECK(refused({.width = 3840, .height = 2160, .level = 52}, errc::too_much_picture)
              .ends_with("Received: 3840x2160, H.264 level 5.2."));
    CHECK(refused({.width = 7680, .height = 4320, .level = 51}, errc::too_much_picture)
              .ends_with("Received: 7680x4320, H.264 level 5.1."));
    // A head that lies about its level is found out by the first fragment, before anybody sees it.
    const auto surprise = push_parts({.width = 3840, .height = 2160, .level = 51}, 20, 20);
    CHECK(surprise.code == errc::too_much_picture);
    CHECK(surprise.parts == 1);
    CHECK(surprise.said.ends_with("Received: 3840x2160, 60 frames/s."));
    CHECK(push_parts({}, 40, 20).code == errc::too_much_picture);
    CHECK_FALSE(push_parts({.width = 3840, .height = 2160, .level = 51}, 10, 20).code);
    CHECK_FALSE(push_parts({.width = 1920, .height = 1080}, 20, 20).code);
}

TEST_CASE("A bit rate that nobody can receive is refused after some seconds") {
    const auto much = push_parts({}, 10, 200'000);
    CHECK(much.code == errc::too_many_bits);
    CHECK(much.parts <= 8);
    CHECK(much.said.ends_with("Received: 48 Mbit/s."));
    CHECK_FALSE(push_parts({}, 10, 20'000).code);
}

TEST_CASE("Pictures without a key frame are refused when nobody can join any more") {
    const auto endless = push_parts({}, 10, 20, false);
    CHECK(endless.code == errc::no_key_frame);
    CHECK(endless.parts == 92);
}
