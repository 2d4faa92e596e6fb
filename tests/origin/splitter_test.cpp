#include "origin/box.hpp"
#include "origin/ffmpeg.hpp"
#include "origin/lecture.hpp"
#include "origin/splitter.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>

using namespace lecture;
using namespace jiangtang::origin;
using namespace fragment_writer;

namespace {

const init_options picture{.track_id = 1};
const init_options sound{.video = false, .track_id = 2, .timescale = 48000};

result<splitter> splitter_of(const std::string& head) {
    const auto moov = head.find("moov") - 4;
    return splitter::make(std::string_view(head).substr(moov + 8));
}

// Splits a moof+mdat that begins at `position` of its body.
result<splitter::pair<splitter::piece>> split(const std::string& bytes, std::uint64_t position = 0,
                                              std::size_t mdat_header = 8) {
    const auto all = std::string_view(bytes);
    const auto at = all.find("mdat") - 4;
    return splitter_of(muxed_init(picture, sound))
        ->split(all.substr(0, at), position, all.substr(at), mdat_header);
}

fragment_options pictures() { return {.track_id = 1, .fill = 'p'}; }

fragment_options sounds() {
    fragment_options o{.track_id = 2, .duration = 1000, .size = 7, .fill = 's'};
    o.runs[0].samples = 16;
    return o;
}

void check_same(const std::string& muxed, std::uint64_t position = 0, std::size_t mdat_header = 8) {
    const auto pieces = split(muxed, position, mdat_header);
    REQUIRE(pieces.has_value());
    CHECK((*pieces)[0].moof + (*pieces)[0].mdat == make_fragment(pictures()));
    CHECK((*pieces)[1].moof + (*pieces)[1].mdat == make_fragment(sounds()));
}

// The bytes of all samples of a track that the playlist names, as one.
std::string samples(hall& h, const std::string& track) {
    std::string out;
    std::istringstream lines(h.text(track + ".m3u8"));
    for (std::string line; std::getline(lines, line);) {
        if (line.empty() || line[0] == '#') continue;
        const auto whole = h.text(line);
        for (std::size_t at = 0; at < whole.size();) {
            const auto size = byte_reader(std::string_view(whole).substr(at)).u32();
            if (whole.compare(at + 4, 4, "mdat") == 0) out += whole.substr(at + 8, size - 8);
            at += size;
        }
    }
    return out;
}

void push_in_chunks(hall& h, ingest& to, const std::string& body) {
    constexpr std::size_t steps = 1000;
    for (std::size_t i = 0; i < steps; ++i) {
        h.now_ms += 12;
        const auto from = body.size() * i / steps, end = body.size() * (i + 1) / steps;
        REQUIRE_FALSE(to.push(std::string_view(body).substr(from, end - from)));
    }
}

} // namespace

TEST_CASE("A head with picture and sound becomes the two heads") {
    const auto made = splitter_of(muxed_init(picture, sound));
    REQUIRE(made.has_value());
    CHECK(made->heads()[0] == moov(picture));
    CHECK(made->heads()[1] == moov(sound));
    const auto turned = splitter_of(muxed_init(sound, picture));
    REQUIRE(turned.has_value());
    CHECK(turned->heads() == made->heads());
    auto second = picture, same = sound;
    second.track_id = 2;
    same.track_id = 1;
    CHECK(splitter_of(muxed_init(picture, second)).error() == errc::not_one_track);
    CHECK(splitter_of(muxed_init(picture, same)).error() == errc::not_one_track);
    CHECK(splitter_of(init({.tracks = 3})).error() == errc::not_one_track);
}

TEST_CASE("A fragment with picture and sound becomes the fragments that each would have sent alone") {
    check_same(muxed_fragment(pictures(), sounds()));
    check_same(muxed_fragment(sounds(), pictures()));
    auto large = pictures();
    large.large_mdat = true;
    check_same(muxed_fragment(large, sounds()), 0, 16);
    // Offsets that count from the moof's place in the body, and from the end of the traf before.
    auto p = pictures(), s = sounds();
    p.tfhd_flags = s.tfhd_flags = 0x1 | 0x8 | 0x10 | 0x20;
    p.base = s.base = 5'000'000'000;
    check_same(muxed_fragment(p, s), 5'000'000'000);
    p.tfhd_flags = s.tfhd_flags = 0x8 | 0x10 | 0x20;
    check_same(muxed_fragment(p, s));
}

TEST_CASE("A fragment with one of the two gives that one alone, and several runs stay together") {
    auto o = pictures();
    o.runs.push_back(o.runs[0]);
    o.runs[1].flags = 0;
    const auto pieces = split(make_fragment(o));
    REQUIRE(pieces.has_value());
    CHECK((*pieces)[1].moof.empty());
    const auto& piece = (*pieces)[0];
    std::uint32_t told = 0;
    const auto f =
        read_fragment(piece.moof, 8, piece.mdat.size(), splitter_of(muxed_init(picture, sound))->inits()[0],
                      [&told](const sample&) { ++told; });
    REQUIRE(f.has_value());
    CHECK(f->samples == 20);
    CHECK(told == 20);
    CHECK(piece.mdat.size() == 8 + 20 * 20);
}

TEST_CASE("Muxed fragments that cannot be are refused") {
    CHECK(split(muxed_fragment(pictures(), pictures())).error() == errc::not_one_track);
    auto third = sounds();
    third.track_id = 3;
    CHECK(split(muxed_fragment(pictures(), third)).error() == errc::wrong_track_id);
    auto outside = sounds();
    outside.tfhd_flags |= 0x1;
    CHECK(split(muxed_fragment(pictures(), outside), 1'000'000).error() == errc::bad_samples);
    // Samples that share their bytes would grow without end when each is copied.
    auto shared = pictures();
    shared.runs.assign(100, shared.runs[0]);
    shared.missing_bytes = 99 * 200;
    CHECK(split(make_fragment(shared)).error() == errc::bad_samples);
}

TEST_CASE("One body with picture and sound feeds two tracks, named after the picture's") {
    for (const std::string name : {"video", "stage"}) {
        hall h;
        auto in = *h.live.publish(name);
        REQUIRE_FALSE(in->push(muxed_init(picture, sound)));
        for (unsigned i = 0; i < 12; ++i) {
            auto p = pictures();
            p.decode_time = static_cast<std::uint64_t>(two_o_clock) * 90 + i * 30000;
            p.runs[0].first_flags = i % 6 == 0 ? 0x02000000 : 0x01010000;
            auto s = sounds();
            s.decode_time = static_cast<std::uint64_t>(two_o_clock) * 48 + i * 16000;
            REQUIRE_FALSE(in->push(make_box("styp", "cmfs") + muxed_fragment(p, s)));
            h.now_ms += 333;
        }
        const auto other = name == "video" ? "audio" : "stage-audio";
        CHECK(count(h.text(name + ".m3u8"), "#EXTINF:2.00000,") >= 1);
        CHECK(count(h.text(std::string(other) + ".m3u8"), "#EXTINF:2.00000,") >= 1);
        CHECK(h.live.health().discontinuities == 0);
        in->end();
        for (const auto& t : h.live.health().tracks) CHECK_FALSE(t.connected);
    }
    hall h;
    auto in = *h.live.publish("a-name-of-twelve");
    CHECK(in->push(muxed_init(picture, sound)) == errc::bad_track_name);
}

TEST_CASE("What ffmpeg publishes muxed holds the very samples that it publishes apart") {
    const std::string cmaf = body_options{}.muxing;
    // The second has absolute offsets and a time line of its own.
    for (const auto& muxing : {cmaf, std::string("-movflags +frag_keyframe+empty_moov")}) {
        const folder at;
        if (!make_bodies(at.path, {.muxing = cmaf})) return;
        hall apart;
        const auto video = *apart.live.publish("video"), audio = *apart.live.publish("audio");
        push_in_chunks(apart, *video, read_file(at.path / "video.mp4"));
        push_in_chunks(apart, *audio, read_file(at.path / "audio.mp4"));
        if (muxing != cmaf) REQUIRE(make_bodies(at.path, {.muxing = muxing}));
        hall h;
        const auto both = *h.live.publish("video");
        push_in_chunks(h, *both, read_file(at.path / "both.mp4"));
        both->end();
        h.live.end();
        apart.live.end();
        CHECK(samples(h, "video") == samples(apart, "video"));
        CHECK(samples(h, "audio") == samples(apart, "audio"));
        CHECK(samples(h, "video").size() > 100'000);
    }
}
