#include "origin/fragment.hpp"
#include "origin/fragment_writer.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace jiangtang::origin;
using namespace fragment_writer;

namespace {

result<track_init> init_of(const init_options& o) {
    const auto whole = moov(o);
    return read_init(std::string_view(whole).substr(8));
}

// Splits a moof+mdat into what read_fragment wants.
result<fragment> read(const std::string& bytes, const track_init& init, std::size_t mdat_header = 8) {
    const auto moof = bytes.find("mdat") - 4;
    return read_fragment(std::string_view(bytes).substr(0, moof), mdat_header, bytes.size() - moof, init);
}

result<fragment> read(const fragment_options& o) {
    return read(make_fragment(o), *init_of({}), o.large_mdat ? 16 : 8);
}

std::error_code error_of(const fragment_options& o) {
    const auto f = read(o);
    return f ? std::error_code{} : f.error();
}

} // namespace

TEST_CASE("The codec of a picture track is read from avcC") {
    const auto i = init_of({});
    REQUIRE(i.has_value());
    CHECK(i->codec.video);
    CHECK(i->codec.name == "avc1.4D401E");
    CHECK(i->codec.width == 1280);
    CHECK(i->codec.height == 720);
    CHECK(i->timescale == 90000);
    CHECK(init_of({.entry = "avc3"})->codec.name == "avc3.4D401E");
}

TEST_CASE("The codec of a sound track is read from esds") {
    const auto i = init_of({.video = false, .timescale = 48000});
    REQUIRE(i.has_value());
    CHECK_FALSE(i->codec.video);
    CHECK(i->codec.name == "mp4a.40.2");
    CHECK(i->codec.sample_rate == 48000);
    CHECK(i->codec.channels == 2);
}

TEST_CASE("A head that cannot be played is refused with its reason") {
    CHECK(init_of({.timescale = 0}).error() == errc::bad_timescale);
    CHECK(init_of({.timescale = 4'000'000'000}).error() == errc::bad_timescale);
    CHECK(init_of({.tracks = 2}).error() == errc::not_one_track);
    CHECK(init_of({.tracks = 0}).error() == errc::not_one_track);
    CHECK(init_of({.mdhd_version = 1}).has_value());
}

TEST_CASE("A head cut short anywhere is an error and nothing worse") {
    for (const bool video : {true, false}) {
        const auto whole = moov({.video = video});
        for (std::size_t n = 8; n < whole.size(); ++n) {
            CHECK_FALSE(read_init(std::string_view(whole).substr(8, n - 8)).has_value());
        }
    }
}

TEST_CASE("A head with any byte changed is read or refused, never more") {
    for (const bool video : {true, false}) {
        auto whole = moov({.video = video});
        for (std::size_t i = 8; i < whole.size(); ++i) {
            for (const char c : {'\x00', '\xff', '\x7f'}) {
                const char old = std::exchange(whole[i], c);
                (void)read_init(std::string_view(whole).substr(8)).has_value();
                whole[i] = old;
            }
        }
    }
}

TEST_CASE("Decode times of 32 and 64 bits are read") {
    CHECK(read({.decode_time = 7, .tfdt_version = 0})->decode_time == 7);
    CHECK(read({.decode_time = 144'067'896'000'000})->decode_time == 144'067'896'000'000);
    CHECK(error_of({.decode_time = ~std::uint64_t{0}}) == errc::bad_box);
    CHECK(error_of({.with_tfdt = false}) == errc::no_decode_time);
}

TEST_CASE("Durations come from the run, else from tfhd, else from trex") {
    CHECK(read({})->duration == 30000);
    run own;
    own.flags = 0x1 | 0x100;
    own.durations = {1, 2, 3};
    CHECK(read({.runs = {own}})->duration == 1 + 2 + 3 * 8);
    const auto init = *init_of({.default_duration = 50, .default_size = 20});
    fragment_options bare;
    bare.tfhd_flags = 0x20000;
    CHECK(read(make_fragment(bare), init)->duration == 500);
}

TEST_CASE("A key frame is told by bit 0x10000 of the first sample's flags alone") {
    run r;
    r.first_flags = 0x02000000;
    CHECK(read({.runs = {r}})->sync);
    r.first_flags = 0x02010000;
    CHECK_FALSE(read({.runs = {r}})->sync);
    r.flags = 0x1 | 0x400;
    r.sample_flags = {0, 0x10000};
    CHECK(read({.runs = {r}})->sync);
    r.sample_flags = {0x10000, 0};
    CHECK_FALSE(read({.runs = {r}})->sync);
    r.flags = 0x1;
    CHECK(read({.flags = 0, .runs = {r}})->sync);
    CHECK_FALSE(read({.flags = 0x10000, .runs = {r}})->sync);
}

TEST_CASE("Several runs follow each other in the data") {
    run first, second;
    first.samples = 4;
    second.samples = 6;
    second.flags = 0;
    const auto f = read({.runs = {first, second}});
    REQUIRE(f.has_value());
    CHECK(f->samples == 10);
    CHECK(f->duration == 30000);
    CHECK(f->sync);
}

TEST_CASE("Samples outside the data are refused") {
    CHECK(error_of({.missing_bytes = 1}) == errc::bad_samples);
    CHECK(error_of({.data_offset_error = 1}) == errc::bad_samples);
    CHECK(error_of({.data_offset_error = -1}) == errc::bad_samples);
    CHECK(error_of({.data_offset_error = -100000}) == errc::bad_samples);
    CHECK(error_of({.data_offset_error = -9, .large_mdat = true}) == errc::bad_samples);
    CHECK_FALSE(error_of({.large_mdat = true}));
}

TEST_CASE("A run of very many samples without bytes is refused, not counted through") {
    run r;
    r.samples = 0;
    fragment_options o{.size = 0, .runs = {r}};
    auto bytes = make_fragment(o);
    const auto at = bytes.find("trun") + 8;
    bytes.replace(at, 4, u32(0xffffffff));
    CHECK(read(bytes, *init_of({})).error() == errc::bad_samples);
}

TEST_CASE("Fragments that do not stand alone or are not of this track are refused") {
    CHECK(error_of({.tfhd_flags = 0x1 | 0x8 | 0x10 | 0x20}) == errc::absolute_offsets);
    CHECK(error_of({.track_id = 2}) == errc::wrong_track_id);
    CHECK(error_of({.trafs = 2}) == errc::not_one_track);
    CHECK(error_of({.trafs = 0}) == errc::not_one_track);
    CHECK(error_of({.duration = 0}) == errc::bad_duration);
    CHECK(error_of({.runs = {}}) == errc::bad_samples);
    CHECK_FALSE(error_of({.tfhd_flags = 0x2 | 0x8 | 0x10 | 0x20}));
}

TEST_CASE("A fragment that lasts for longer than time is told is refused") {
    const auto init = *init_of({.timescale = 1});
    fragment_options o;
    o.duration = ~0u;
    o.runs[0].samples = 2200; // in microseconds more than 64 bits hold
    const auto f = read(make_fragment(o), init, 8);
    REQUIRE_FALSE(f.has_value());
    CHECK(f.error() == errc::bad_duration);
}

TEST_CASE("A fragment with any byte changed or cut off is read or refused, never more") {
    const auto init = *init_of({});
    auto bytes = make_fragment({});
    const auto moof = bytes.find("mdat") - 4;
    for (std::size_t i = 0; i < moof; ++i) {
        for (const char c : {'\x00', '\xff', '\x7f'}) {
            const char old = std::exchange(bytes[i], c);
            (void)read_fragment(std::string_view(bytes).substr(0, moof), 8, bytes.size() - moof, init)
                .has_value();
            bytes[i] = old;
        }
        CHECK_FALSE(read_fragment(std::string_view(bytes).substr(0, i), 8, 208, init).has_value());
    }
}

TEST_CASE("Ticks become microseconds without overflow and so that neighbours meet") {
    CHECK(to_us(30000, 90000) == 333333);
    CHECK(to_us(60000, 90000) - to_us(30000, 90000) == 333333);
    CHECK(to_us(90000, 90000) == 1'000'000);
    CHECK(to_us(std::int64_t{1} << 61, 1'000'000'000) > 0);
}
