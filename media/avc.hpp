// H.264 as it comes from an encoder (ITU-T H.264, annex B) or a container, made into what an MP4 holds
// (ISO/IEC 14496-15, 5.3). Pure: bytes in, bytes out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::media {

// The sets of parameters that pictures are decoded with; two with the same bytes are the same.
struct avc_parameters {
    std::string sps, pps; // one NAL unit each, without a start code

    bool operator==(const avc_parameters&) const = default;
};

// One access unit.
struct avc_picture {
    std::string slices; // what an MP4 sample holds: NAL units behind lengths of four bytes
    std::optional<avc_parameters> parameters; // when it brings them
    bool idr = false;
};

// The NAL units of a byte stream, without their start codes.
std::vector<std::string_view> split_byte_stream(std::string_view bytes);

// The NAL units of a sample whose lengths take `length_size` bytes. What is cut off is left out.
std::vector<std::string_view> split_sample(std::string_view bytes, int length_size);

// Parameters, delimiters and filler are taken out of the slices (14496-15, 5.3.2: an avc1 sample has none).
avc_picture read_picture(const std::vector<std::string_view>& units);

// What an AVCDecoderConfigurationRecord holds (14496-15, 5.3.3.1.2); nothing when it has not exactly one set of each.
struct avc_record {
    avc_parameters parameters;
    int length_size = 4;
};
std::optional<avc_record> read_record(std::string_view bytes);

// The record itself, for lengths of four bytes. The sequence parameter set must have four bytes at least.
std::string write_record(const avc_parameters& from);

} // namespace jiangtang::media
