// The moov and moof boxes of a CMAF track (ISO/IEC 23000-19) as plain structs.
// Pure: bytes in, numbers out; knows nothing of segments, wall time or playlists.
#pragma once

#include "origin/codec.hpp"
#include "origin/errors.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jiangtang::origin {

// What a fragment needs to know from its moov.
struct track_init {
    codec_info codec;
    std::uint32_t track_id = 0;
    std::uint32_t timescale = 0; // ticks a second
    std::uint32_t default_duration = 0;
    std::uint32_t default_size = 0;
    std::uint32_t default_flags = 0;
};

struct fragment {
    std::int64_t decode_time = 0; // ticks, from tfdt
    std::int64_t duration = 0;    // ticks, more than 0
    std::uint32_t samples = 0;
    bool sync = false; // the first sample is a sync sample: bit 0x10000 of its flags is clear
};

// `moov`: the payload of a moov box. Fails with not_one_track, unknown_codec, bad_timescale, bad_box.
result<track_init> read_init(std::string_view moov);

// `moof`: a whole moof box with its header. `mdat_header`, `mdat_size`: lengths in bytes of the mdat that
// follows it at once. Fails with not_one_track, wrong_track_id, no_decode_time, absolute_offsets,
// bad_samples, bad_duration, bad_box.
result<fragment> read_fragment(std::string_view moof, std::size_t mdat_header, std::size_t mdat_size,
                               const track_init& init);

// Ticks as microseconds, rounded down; exact for sums because both ends of a part are converted.
std::int64_t to_us(std::int64_t ticks, std::uint32_t timescale);

} // namespace jiangtang::origin
