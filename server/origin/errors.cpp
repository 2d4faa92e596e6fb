#include "origin/errors.hpp"

namespace jiangtang::origin {
namespace {

const char* sentence(errc e) {
    switch (e) {
    case errc::bad_track_name:
        return "A track name is 1 to 16 characters of a-z, 0-9 and '-', and not 'index'.";
    case errc::too_many_tracks: return "This stream has as many tracks as it may have.";
    case errc::stream_ended: return "This stream has ended.";
    case errc::replaced: return "A newer publisher has taken over this track.";
    case errc::ingest_closed: return "This connection has been closed and takes no more bytes.";
    case errc::box_too_large: return "A box is larger than this server takes.";
    case errc::bad_box_size: return "A box has a size that cannot be: this is no fragmented MP4 stream.";
    case errc::bad_box: return "The content of a box does not fit its size.";
    case errc::unexpected_box:
        return "The boxes are in an order that cannot be: ftyp, moov, then moof and mdat.";
    case errc::not_one_track:
        return "A connection carries exactly one track: publish sound and picture apart.";
    case errc::unknown_codec: return "The track is neither H.264 (avc1, avc3) nor AAC (mp4a).";
    case errc::bad_timescale: return "The timescale of the track is zero or too large.";
    case errc::wrong_track_id: return "A fragment belongs to a track that the moov box does not declare.";
    case errc::no_decode_time: return "A fragment has no decode time (tfdt).";
    case errc::absolute_offsets:
        return "Fragments use absolute offsets; they must be relative (ffmpeg: -movflags +cmaf).";
    case errc::bad_samples: return "A fragment has no samples, or samples outside its data.";
    case errc::bad_duration: return "A fragment has no length or is longer than this server takes.";
    case errc::time_went_back: return "The time of a fragment lies before the end of the fragment before it.";
    case errc::kind_changed: return "This track has carried the other of sound and picture until now.";
    case errc::too_many_parts: return "The fragments are too short: a segment would hold too many of them.";
    case errc::too_many_bytes: return "One segment alone is larger than this server keeps of a track.";
    }
    return "Unknown error of the stream origin.";
}

class category : public std::error_category {
public:
    const char* name() const noexcept override { return "origin"; }
    std::string message(int value) const override { return sentence(static_cast<errc>(value)); }
};

} // namespace

const std::error_category& origin_category() noexcept {
    static const category instance;
    return instance;
}

std::error_code make_error_code(errc e) noexcept { return {static_cast<int>(e), origin_category()}; }

} // namespace jiangtang::origin
