// Why a publisher's stream was refused or ended, and the result type of this layer.
// Must not know HTTP: which status an error becomes is decided in net/.
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <system_error>

namespace jiangtang::origin {

// Every value has a sentence in Chinese and in English; see explain().
enum class errc {
    bad_track_name = 1, // not [a-z0-9-]{1,16}
    too_many_tracks,    // settings::max_tracks are there already
    stream_ended,       // stream::end() was called
    replaced,           // a newer publisher of the same track has taken over
    contested,          // the track was taken over a moment ago, and its publisher is well
    ingest_closed,      // push() after end() or after an error
    not_mp4,            // begins with what is no box of an MP4
    box_too_large,      // larger than settings::max_box
    bad_box_size,       // a size smaller than its header, or open-ended
    bad_box,            // a box whose content does not fit its size
    unexpected_box,     // moof before moov, no mdat right after moof
    not_one_track,      // neither one track nor one of picture and one of sound
    unplayable_codec,   // neither H.264 nor AAC, or a profile of them that browsers do not play
    too_much_picture,   // larger or faster than settings say
    too_many_bits,      // more than settings::max_bit_rate
    no_key_frame,       // none for settings::max_key_interval
    bad_timescale,      // zero, or too large to be computed with
    wrong_track_id,     // moof of a track that moov did not declare
    no_decode_time,     // traf without tfdt (CMAF 7.3.2.3 wants one)
    absolute_offsets,   // tfhd base-data-offset: such a fragment cannot stand alone
    bad_samples,        // no sample, or sample bytes outside mdat
    bad_duration,       // a part of no length or longer than settings::max_part
    time_went_back,     // tfdt clearly before the end of the part before
    kind_changed,       // a video track turned audio, or the other way round
    too_many_parts,     // parts so short that a segment holds too many
    too_many_bytes,     // one segment alone is larger than settings::max_track_bytes
};

const std::error_category& origin_category() noexcept;
std::error_code make_error_code(errc e) noexcept;

template <class T>
using result = boost::system::result<T, std::error_code>;

// What the publisher and the organizer are told; std::error_code::message() is the English one.
struct sentences {
    std::string zh, en;
};

// `figure`: what came instead of what is right, like "HEVC (hvc1)" or "3840x2160"; may be empty.
sentences explain(std::error_code ec, std::string_view figure = {});

} // namespace jiangtang::origin

template <>
struct std::is_error_code_enum<jiangtang::origin::errc> : std::true_type {};
