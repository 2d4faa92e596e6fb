// Writes small fragmented MP4 streams for the tests, right ones and wrong ones.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace fragment_writer {

std::string u8(unsigned v);
std::string u16(unsigned v);
std::string u32(std::uint64_t v);
std::string u64(std::uint64_t v);
std::string make_box(const char* type, const std::string& payload);
std::string make_large_box(const char* type, const std::string& payload); // with a 64-bit size
std::string full(unsigned version, unsigned flags);

struct init_options {
    bool video = true;
    unsigned track_id = 1;
    std::uint64_t timescale = 90000;
    unsigned width = 1280, height = 720;
    unsigned profile = 77, level = 30; // of H.264
    const char* entry = nullptr;       // default avc1 or mp4a
    unsigned tracks = 1;
    unsigned mdhd_version = 0;
    unsigned default_duration = 0, default_size = 0, default_flags = 0; // of trex
};
std::string moov(const init_options& o);
std::string init(const init_options& o); // ftyp + moov
// With two tracks: 1 and 2 unless they say otherwise.
std::string muxed_init(const init_options& first, const init_options& second);

struct run {
    unsigned samples = 10;
    unsigned flags = 0x1 | 0x4; // of trun
    unsigned first_flags = 0x02000000;
    // As `flags` says; missing ones repeat the last.
    std::vector<unsigned> durations{}, sizes{}, sample_flags{};
};

struct fragment_options {
    unsigned track_id = 1;
    std::uint64_t decode_time = 0;
    unsigned tfdt_version = 1;
    bool with_tfdt = true;
    unsigned tfhd_flags = 0x20000 | 0x8 | 0x10 | 0x20;
    unsigned duration = 3000, size = 20, flags = 0x01010000; // of tfhd
    std::vector<run> runs{run{}};
    unsigned trafs = 1;
    int data_offset_error = 0; // added to the right offset
    int missing_bytes = 0;     // mdat is this much too short
    bool large_mdat = false;
    std::uint64_t base = 0; // of tfhd, when its flags have 0x1: where the moof is in the body
    char fill = 'x';        // of the samples
};
std::string make_fragment(const fragment_options& o); // moof + mdat
// One moof with a traf of each, and their data in one mdat in the same order.
std::string muxed_fragment(const fragment_options& first, const fragment_options& second);

// Ten pictures of 1/30 s at timescale 90000 from `part` thirds of a second after `base_ticks`.
std::string picture_part(std::uint64_t base_ticks, std::int64_t part, bool key);
// A third of a second of sound at timescale 48000.
std::string sound_part(std::uint64_t base_ticks, std::int64_t part);

} // namespace fragment_writer
