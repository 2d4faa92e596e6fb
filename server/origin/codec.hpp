// Codec names of RFC 6381 and picture or sound formats, out of sample description boxes.
// Knows avc1, avc3 and mp4a; nothing of time or fragments.
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
};

// Reads the payload of an stsd box (ISO/IEC 14496-12, 8.5.2) with its first entry. Fails with
// unknown_codec when that is neither H.264 nor MPEG audio, and with bad_box when it is cut short.
result<codec_info> read_sample_description(std::string_view stsd);

} // namespace jiangtang::origin
