// Codec names of RFC 6381 and picture or sound formats, out of sample description boxes.
// Knows avc1, avc3 and mp4a, and the names of what browsers do not play; nothing of time or fragments.
#pragma once

#include "origin/errors.hpp"

#include <string>
#include <string_view>

namespace jiangtang::origin {

struct codec_info {
    bool video = false;
    std::string name; // "avc1.4D401E", "mp4a.40.2"
    int width = 0;    // pixels
    int height = 0;
    int sample_rate = 0; // hertz
    int channels = 0;
    int level = 0;            // of H.264, times ten: 31
    std::string unplayable{}; // what no browser can be relied on to play: "HEVC (hvc1)"; "" for the others
};

// True when a decoder that was begun with one goes on with the other, given its init segment: a picture of another size or
// profile, but no other codec; sound only as it was.
bool same_format(const codec_info& one, const codec_info& other);

// Reads the payload of an stsd box (ISO/IEC 14496-12, 8.5.2) with its first entry. Of a codec that is neither
// H.264 nor AAC only `video` and `unplayable` are told. Fails with bad_box when it is cut short.
result<codec_info> read_sample_description(std::string_view stsd);

} // namespace jiangtang::origin
