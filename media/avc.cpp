#include "media/avc.hpp"

namespace jiangtang::media {
namespace {

// ITU-T H.264, table 7-1.
enum nal_type { idr_slice = 5, sequence_parameters = 7, picture_parameters = 8, delimiter = 9, filler = 12 };

std::size_t number(std::string_view bytes) {
    std::size_t value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

void append_number(std::string& to, std::size_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) to.push_back(static_cast<char>(value >> (8 * i)));
}

// Its first bytes: header, profile, compatibility, level.
bool names_a_profile(std::string_view sps) { return sps.size() >= 4; }

bool has_extension(unsigned char profile) {
    return profile == 100 || profile == 110 || profile == 122 || profile == 144;
}

} // namespace

std::vector<std::string_view> split_byte_stream(std::string_view bytes) {
    constexpr std::string_view start_code("\0\0\1", 3);
    std::vector<std::string_view> units;
    auto at = bytes.find(start_code);
    while (at != std::string_view::npos) {
        const auto next = bytes.find(start_code, at += start_code.size());
        auto unit = bytes.substr(at, next == std::string_view::npos ? next : next - at);
        while (unit.ends_with('\0')) unit.remove_suffix(1); // the longer start code, trailing zeros
        if (!unit.empty()) units.push_back(unit);
        at = next;
    }
    return units;
}

std::vector<std::string_view> split_sample(std::string_view bytes, int length_size) {
    const auto width = static_cast<std::size_t>(length_size);
    std::vector<std::string_view> units;
    while (bytes.size() > width) {
        const auto length = number(bytes.substr(0, width));
        bytes.remove_prefix(width);
        if (length > bytes.size()) break;
        if (length > 0) units.push_back(bytes.substr(0, length));
        bytes.remove_prefix(length);
    }
    return units;
}

avc_picture read_picture(const std::vector<std::string_view>& units) {
    avc_picture made;
    avc_parameters brought;
    for (const auto unit : units) {
        switch (unit.front() & 0x1f) {
        case sequence_parameters: brought.sps = unit; break;
        case picture_parameters: brought.pps = unit; break;
        case delimiter:
        case filler: break;
        case idr_slice: made.idr = true; [[fallthrough]];
        default: append_number(made.slices, unit.size(), 4); made.slices += unit;
        }
    }
    if (names_a_profile(brought.sps) && !brought.pps.empty()) made.parameters = std::move(brought);
    return made;
}

std::optional<avc_record> read_record(std::string_view bytes) {
    // version, profile, compatibility, level, length size, count; each set behind its length
    if (bytes.size() < 8 || bytes[0] != 1 || (bytes[5] & 0x1f) != 1) return std::nullopt;
    avc_record made;
    made.length_size = (bytes[4] & 3) + 1;
    const auto take = [&](std::string& into) {
        if (bytes.size() < 2) return false;
        const auto length = number(bytes.substr(0, 2));
        if (length == 0 || length > bytes.size() - 2) return false;
        into = bytes.substr(2, length);
        bytes.remove_prefix(2 + length);
        return true;
    };
    bytes.remove_prefix(6);
    if (!take(made.parameters.sps) || !names_a_profile(made.parameters.sps) || bytes.empty() ||
        bytes.front() != 1)
        return std::nullopt;
    bytes.remove_prefix(1);
    if (!take(made.parameters.pps)) return std::nullopt;
    return made;
}

std::string write_record(const avc_parameters& from) {
    const auto profile = static_cast<unsigned char>(from.sps.at(1));
    std::string made = "\1";
    made.append(from.sps, 1, 3); // profile, compatibility, level
    append_number(made, 0xff, 1);
    append_number(made, 0xe1, 1);
    append_number(made, from.sps.size(), 2);
    made += from.sps;
    append_number(made, 1, 1);
    append_number(made, from.pps.size(), 2);
    made += from.pps;
    if (has_extension(profile)) made.append("\xfd\xf8\xf8\0", 4); // 4:2:0, 8 bits, no further sets
    return made;
}

} // namespace jiangtang::media
