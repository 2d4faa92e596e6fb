// The moov and moof boxes of a CMAF track (ISO/IEC 23000-19) as plain structs.
// Pure: bytes in, numbers out; knows nothing of segments, wall time or playlists.
#pragma once

#include "origin/codec.hpp"
#include "origin/errors.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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
    std::uint64_t bytes = 0; // of its samples, never more than there are in mdat
    bool sync = false;       // the first sample is a sync sample: bit 0x10000 of its flags is clear
    bool any_sync = false;   // one of them is
};

struct sample {
    std::uint64_t offset = 0; // of its bytes, from the first byte of moof
    std::uint32_t size = 0;   // bytes
    std::uint32_t duration = 0;
    std::int32_t composition = 0; // ticks from its decoding to its showing
    bool sync = false;
};
using each_sample = std::function<void(const sample&)>;

// `moov`: the payload of a moov box. Fails with not_one_track, bad_timescale, bad_box;
// a codec that nobody plays is no failure here.
result<track_init> read_init(std::string_view moov);

// `head`: what an init segment is made of, ftyp and moov and whatever stands between. Fails as read_init does,
// and with bad_box when there is no moov.
result<track_init> read_head(std::string_view head);

// `moof`: a whole moof box with its header. `mdat_header`, `mdat_size`: lengths in bytes of the mdat that
// follows it at once. Fails with not_one_track, wrong_track_id, no_decode_time, absolute_offsets,
// bad_samples, bad_duration, bad_box. `tell`, when given, hears of the samples in their order; what it
// heard counts only when all is well.
result<fragment> read_fragment(std::string_view moof, std::size_t mdat_header, std::size_t mdat_size,
                               const track_init& init, const each_sample& tell = nullptr);

// Where the samples of a traf may lie and from where its offsets count, in bytes from the start of moof.
struct data_range {
    std::uint64_t begin = 0, end = 0;           // of the mdat's payload
    std::uint64_t base = 0;                     // of a traf that names none: the end of the traf before it
    std::optional<std::uint64_t> moof_position; // in the body; without it absolute offsets are refused
};

// One traf (payload) of a moof, for moofs that hold several. Moves `data.base` to the end of its data.
// Fails as read_fragment does.
result<fragment> read_traf(std::string_view traf, const track_init& init, data_range& data,
                           const each_sample& tell);

// Ticks as microseconds, rounded down; exact for sums because both ends of a part are converted.
std::int64_t to_us(std::int64_t ticks, std::uint32_t timescale);

} // namespace jiangtang::origin
