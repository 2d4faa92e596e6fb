// Writes CMAF: ftyp+moov for a track and moof+mdat for a part (ISO/IEC 14496-12, 14496-14, 14496-15, 23000-19).
// Pure: bytes in, bytes out; no GStreamer, no clock.
#pragma once

#include "media/part_cutter.hpp"

#include <cstdint>
#include <string>

namespace jiangtang::media {

struct video_format {
    std::uint32_t timescale = 90000;
    std::uint16_t width = 0;
    std::uint16_t height = 0;
    std::string avcc;  // AVCDecoderConfigurationRecord (14496-15, 5.3.3)
    bool bt709 = true; // with a limited range; else the pictures' own parameters say what their colours are
};

struct audio_format {
    std::uint32_t timescale = 48000; // also the sampling rate
    std::uint16_t channels = 2;
    std::uint32_t bitrate = 0; // bits per second
    std::string config;        // AudioSpecificConfig (14496-3, 1.6.2.1)
};

// ftyp + moov of a track with one track id (1) and no edit list: times are as written in tfdt.
std::string init_segment(const video_format& format);
std::string init_segment(const audio_format& format);

// moof + mdat of one part. `sequence` counts from 1 within one track. tfdt is written with 64 bits. Sample flags: sync or
// depends-on-others.
std::string media_part(std::uint32_t sequence, const part& from);

} // namespace jiangtang::media
