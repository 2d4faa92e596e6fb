#include "origin/box.hpp"
#include "origin/ffmpeg.hpp"
#include "origin/flat_mp4.hpp"
#include "origin/fragment_writer.hpp"
#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

using namespace lecture;
using namespace jiangtang::origin;

namespace {

// Files of fragments as a recording holds them.
struct recorded_pair {
    std::vector<std::string> files;
    std::vector<flat_track> tracks;
    int reads = 0;

    // Adds the fragments of a body to a track, as `run`, `later_us` after their own time.
    void add(std::size_t track, const std::string& body, std::int64_t run = 0, std::int64_t later_us = 0);
    result<flat_mp4> flat() {
        return flat_mp4::make(tracks, [this](std::uint32_t file, std::uint64_t offset, std::size_t n) {
            ++reads;
            return offset < files[file].size() ? files[file].substr(offset, n) : std::string();
        });
    }
    std::string bytes(const flat_mp4& mp4, std::uint64_t offset, std::uint64_t n) const {
        std::string out;
        for (const auto& s : mp4.slices(offset, n)) {
            out += s.head;
            out += files[s.media.file].substr(s.media.offset, s.media.size);
        }
        return out;
    }
    std::string all(const flat_mp4& mp4) const { return bytes(mp4, 0, mp4.size()); }
};

void recorded_pair::add(std::size_t track, const std::string& body, std::int64_t run, std::int64_t later_us) {
    if (tracks.size() <= track) tracks.resize(track + 1);
    auto& t = tracks[track];
    track_init head;
    std::string_view rest = body, moof;
    std::string ftyp;
    while (!rest.empty()) {
        const auto before = rest;
        const auto b = take_box(rest);
        REQUIRE(b.has_value());
        const auto whole = before.substr(0, before.size() - rest.size());
        if (b->type == fourcc("ftyp")) ftyp = whole;
        if (b->type == fourcc("moof")) moof = whole;
        if (b->type == fourcc("moov")) {
            head = *read_init(b->payload);
            t.inits.push_back(ftyp + std::string(whole));
        }
        if (b->type != fourcc("mdat")) continue;
        const auto f = read_fragment(moof, whole.size() - b->payload.size(), whole.size(), head);
        REQUIRE(f.has_value());
        const auto at = static_cast<std::uint64_t>(moof.data() - body.data());
        t.pieces.push_back({{static_cast<std::uint32_t>(files.size()), at, moof.size() + whole.size()},
                            to_us(f->decode_time, head.timescale) + later_us,
                            to_us(f->decode_time + f->duration, head.timescale) + later_us,
                            run,
                            static_cast<std::uint32_t>(t.inits.size() - 1)});
    }
    files.push_back(body);
}

std::string probe(const std::filesystem::path& p, const std::string& what) {
    return run_command("ffprobe -v error -of csv=p=0 " + what + " " + p.string());
}

// The times at which the packets of a stream are shown, in seconds.
std::vector<double> times(const std::filesystem::path& p, const std::string& stream) {
    std::vector<double> out;
    const auto text = probe(p, "-select_streams " + stream + " -show_entries packet=pts_time");
    for (const char* at = text.c_str(); *at;) {
        char* end = nullptr;
        out.push_back(std::strtod(at, &end));
        while (*end == ',' || *end == '\n') ++end;
        at = end;
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

TEST_CASE("The download of one run decodes to the very pictures and sound that were published") {
    const folder at;
    const std::string with_b_frames = "-preset ultrafast -profile:v main -bf 2";
    for (const auto& picture : {body_options{}.picture, with_b_frames}) {
        if (!make_bodies(at.path, {.seconds = 6, .picture = picture})) return;
        recorded_pair r;
        r.add(0, read_file(at.path / "video.mp4"));
        r.add(1, read_file(at.path / "audio.mp4"));
        const auto mp4 = r.flat();
        REQUIRE(mp4.has_value());
        const auto file = at.path / "flat.mp4";
        write_file(file, r.all(*mp4));
        CHECK(run_command("ffmpeg -v warning -xerror -i " + file.string() + " -f null -") == "");
        CHECK(picture_hash(file) == picture_hash(at.path / "video.mp4"));
        CHECK(sound_hash(file) == sound_hash(at.path / "audio.mp4"));
        CHECK(std::atof(probe(file, "-show_entries format=duration").c_str()) ==
              doctest::Approx(6.03).epsilon(0.01));
        const auto video = times(file, "v"), audio = times(file, "a");
        CHECK(video.size() == 180);
        // As far apart as when they were published: sound begins one frame before the picture.
        CHECK(video.front() - audio.front() == doctest::Approx(1024.0 / 48000).epsilon(0.001));
        CHECK(probe(file, "-select_streams v -show_entries packet=flags").find("K") == 0);
    }
}

TEST_CASE("An outage is cut out of the download, and sound and picture stay together after it") {
    const folder at;
    if (!make_bodies(at.path, {.seconds = 3})) return;
    const auto video = read_file(at.path / "video.mp4"), audio = read_file(at.path / "audio.mp4");
    if (!make_bodies(at.path, {.seconds = 4, .size = "160x90"})) return;
    const auto other = read_file(at.path / "video.mp4");
    recorded_pair r;
    r.add(0, video, 7);
    r.add(1, audio, 7);
    r.add(0, other, 8, 100'000'000);
    // The second time sound is a quarter of a second late and there for three seconds only.
    r.add(1, audio, 8, 100'250'000);
    const auto mp4 = r.flat();
    REQUIRE(mp4.has_value());
    CHECK(mp4->duration_ms() >= 7000);
    CHECK(mp4->duration_ms() <= 7050);
    const auto file = at.path / "flat.mp4";
    write_file(file, r.all(*mp4));
    CHECK(run_command("ffmpeg -v warning -xerror -i " + file.string() + " -f null -") == "");
    const auto pictures = times(file, "v"), sounds = times(file, "a");
    REQUIRE(pictures.size() == 90 + 120);
    const auto begin = pictures[0] - sounds[0];
    const auto half = sounds.size() / 2;
    CHECK(pictures[90] - sounds[half] == doctest::Approx(begin - 0.25).epsilon(0.003));
    CHECK(pictures[90] - pictures[89] < 0.06);
    // Both sample descriptions are there: the pictures after the outage are smaller.
    const auto sizes = run_command(
        "ffprobe -v error -of csv=p=0 -select_streams v -show_entries frame=width " + file.string());
    CHECK(sizes.substr(0, 4) == "320,");
    CHECK(count(sizes, "160") == 120);
}

TEST_CASE("Any range of the download is a piece of the whole") {
    recorded_pair r;
    std::string video = fragment_writer::init({}),
                audio = fragment_writer::init({.video = false, .timescale = 48000});
    for (int i = 0; i < 20; ++i) {
        video += fragment_writer::picture_part(0, i, i % 6 == 0);
        audio += fragment_writer::sound_part(0, i);
    }
    r.add(0, video);
    r.add(1, audio);
    const auto mp4 = r.flat();
    REQUIRE(mp4.has_value());
    const auto whole = r.all(*mp4);
    REQUIRE(whole.size() == mp4->size());
    for (std::uint64_t offset = 0; offset < whole.size(); offset += 97) {
        for (const std::uint64_t n : {1, 2, 96, 1000, 100'000})
            REQUIRE(r.bytes(*mp4, offset, n) == whole.substr(offset, n));
    }
    CHECK(mp4->slices(mp4->size(), 1).empty());
    CHECK(mp4->slices(0, 0).empty());
}

TEST_CASE("A piece that cannot be read is left out of the download, and the rest keeps its time") {
    recorded_pair r;
    std::string video = fragment_writer::init({});
    for (int i = 0; i < 20; ++i) video += fragment_writer::picture_part(0, i, true);
    r.add(0, video);
    auto& pieces = r.tracks[0].pieces;
    pieces[3].bytes.offset += 1;
    pieces[5].bytes.size -= 1;
    pieces[7].init = 9;
    pieces.back().bytes.offset = r.files[0].size();
    const auto mp4 = r.flat();
    REQUIRE(mp4.has_value());
    CHECK(mp4->left_out() == 4);
    CHECK(mp4->duration_ms() == 19 * 1000 / 3);
    pieces.clear();
    CHECK(r.flat().error() == errc::bad_samples);
    r.tracks[0].inits[0].resize(100);
    CHECK(r.flat().error() == errc::bad_box);
}

TEST_CASE("Three hours of picture and sound are laid out in a moment and little memory") {
    recorded_pair r;
    constexpr int parts = 3 * 3600 * 3;
    std::string video = fragment_writer::init({}),
                audio = fragment_writer::init({.video = false, .timescale = 48000});
    for (int i = 0; i < parts; ++i) {
        video += fragment_writer::picture_part(0, i, i % 6 == 0);
        audio += fragment_writer::sound_part(0, i);
    }
    r.add(0, video);
    r.add(1, audio);
    const auto begin = std::chrono::steady_clock::now();
    const auto mp4 = r.flat();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    REQUIRE(mp4.has_value());
    MESSAGE("laid out in ", took.count(), " s, head of ", (mp4->size() - parts * 26 * 20) / 1000, " kB");
    CHECK(mp4->duration_ms() == 3 * 3600 * 1000);
    CHECK(r.reads == 2 * parts);
    CHECK(took.count() < 20); // two where the machine has time for it
    CHECK(mp4->slices(0, 1).front().head.size() == 1);
}
