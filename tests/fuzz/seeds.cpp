// Writes the bodies that fuzzing begins with into a folder: right ones of each kind that the tests know.
#include "origin/fragment_writer.hpp"

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace fragment_writer;

namespace {

const init_options sound{.video = false, .track_id = 2, .timescale = 48000};

std::vector<std::pair<std::string, std::string>> seeds() {
    const auto alone = init({.video = false, .timescale = 48000});
    fragment_options picture, tones{.track_id = 2, .duration = 1000, .size = 7};
    auto absolute = picture, other = tones;
    absolute.tfhd_flags = other.tfhd_flags = 0x1 | 0x8 | 0x10 | 0x20;
    absolute.base = other.base = muxed_init({}, sound).size();
    fragment_options detailed;
    detailed.runs[0] = {.samples = 3,
                        .flags = 0x1 | 0x100 | 0x200 | 0x400 | 0x800,
                        .durations = {3000, 2000},
                        .sizes = {9, 4},
                        .sample_flags = {0, 0x10000}};
    detailed.runs.push_back(detailed.runs[0]);
    detailed.runs[1].flags &= ~0x1u; // goes on behind the first
    detailed.large_mdat = true;
    return {
        {"picture", init({}) + picture_part(0, 0, true) + picture_part(0, 1, false)},
        {"sound", alone + sound_part(0, 0) + make_box("styp", "cmfs") + sound_part(0, 1)},
        {"muxed", muxed_init({}, sound) + muxed_fragment(picture, tones) + muxed_fragment(tones, picture)},
        {"muxed-absolute", muxed_init({}, sound) + muxed_fragment(absolute, other)},
        {"detailed",
         init({.mdhd_version = 1, .default_duration = 50, .default_size = 20}) + make_fragment(detailed)},
        {"again", init({}) + picture_part(0, 0, true) + init({.width = 640}) + picture_part(0, 1, true)},
        {"foreign", init({.entry = "hvc1"}) + picture_part(0, 0, true)},
    };
}

} // namespace

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("fuzz_seeds FOLDER\n", stderr);
        return 2;
    }
    for (const auto& [name, bytes] : seeds())
        std::ofstream(std::string(arguments[1]) + '/' + name, std::ios::binary) << bytes;
    return 0;
}
