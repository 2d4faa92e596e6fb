#include "origin/codec.hpp"

#include "origin/box.hpp"

#include <array>
#include <cstdint>

namespace jiangtang::origin {
namespace {

std::string hex2(std::uint8_t value) {
    constexpr char digits[] = "0123456789ABCDEF";
    return {digits[value >> 4], digits[value & 15]};
}

// Names of what encoders send by mistake.
struct foreign_codec {
    std::uint32_t type;
    const char* name;
    bool video;
};

constexpr std::array foreign{
    foreign_codec{fourcc("hvc1"), "HEVC", true},         foreign_codec{fourcc("hev1"), "HEVC", true},
    foreign_codec{fourcc("dvh1"), "Dolby Vision", true}, foreign_codec{fourcc("dvhe"), "Dolby Vision", true},
    foreign_codec{fourcc("av01"), "AV1", true},          foreign_codec{fourcc("vp08"), "VP8", true},
    foreign_codec{fourcc("vp09"), "VP9", true},          foreign_codec{fourcc("mp4v"), "MPEG-4 Visual", true},
    foreign_codec{fourcc("encv"), "DRM", true},          foreign_codec{fourcc("enca"), "DRM", false},
    foreign_codec{fourcc("Opus"), "Opus", false},        foreign_codec{fourcc("fLaC"), "FLAC", false},
    foreign_codec{fourcc("ac-3"), "AC-3", false},        foreign_codec{fourcc("ec-3"), "E-AC-3", false},
    foreign_codec{fourcc("alac"), "ALAC", false},        foreign_codec{fourcc(".mp3"), "MP3", false},
};

// "HEVC (hvc1)", or the four letters alone.
codec_info read_foreign(std::uint32_t type) {
    const auto letters = name_of(type);
    codec_info info;
    info.video = true;
    info.unplayable = letters;
    for (const auto& f : foreign) {
        if (f.type != type) continue;
        info.video = f.video;
        info.unplayable = std::string(f.name) + " (" + letters + ')';
    }
    return info;
}

// The profiles of H.264 (ITU-T H.264, annex A) that browsers play are 66, 77 and 100.
std::string unplayable_profile(int profile) {
    switch (profile) {
    case 66:
    case 77:
    case 100: return {};
    case 88: return "H.264 Extended";
    case 110: return "H.264 High 10 (10 bit)";
    case 122: return "H.264 High 4:2:2";
    case 44:
    case 244: return "H.264 High 4:4:4";
    default: return "H.264 profile " + std::to_string(profile);
    }
}

// The kinds of MPEG audio (14496-3, table 1.17, and the object types of 14496-1).
std::string unplayable_sound(const std::string& name) {
    for (const char* played : {"mp4a.40.2", "mp4a.40.5", "mp4a.40.29", "mp4a.67"})
        if (name == played) return {};
    if (name == "mp4a.69" || name == "mp4a.6B" || name == "mp4a.40.34") return "MP3 (" + name + ')';
    if (name == "mp4a.A5" || name == "mp4a.A6") return "AC-3 (" + name + ')';
    return name;
}

// VisualSampleEntry (14496-12, 12.1.3) with its avcC (14496-15, 5.3.3.1).
result<codec_info> read_avc(std::string_view entry, const char* name) {
    byte_reader in(entry);
    in.skip(6 + 2 + 16);
    codec_info info;
    info.video = true;
    info.width = in.u16();
    info.height = in.u16();
    in.skip(50);
    if (!in.ok()) return errc::bad_box;
    const auto avcc = find_box(in.rest(), fourcc("avcC"));
    if (!avcc) return errc::bad_box;
    byte_reader config(avcc->first.payload);
    config.skip(1);
    const auto profile = config.u8();
    const auto compatibility = config.u8();
    const auto level = config.u8();
    if (!config.ok()) return errc::bad_box;
    info.name = std::string(name) + '.' + hex2(profile) + hex2(compatibility) + hex2(level);
    info.level = level;
    info.unplayable = unplayable_profile(profile);
    return info;
}

// One descriptor of ISO/IEC 14496-1, 8.3.3: a tag, a length in groups of seven bits, a body.
struct descriptor {
    int tag = 0;
    std::string_view body;
};

descriptor next_descriptor(byte_reader& in) {
    descriptor d;
    d.tag = in.u8();
    std::size_t length = 0;
    for (int i = 0; i < 4; ++i) {
        const auto byte = in.u8();
        length = length << 7 | (byte & 0x7f);
        if ((byte & 0x80) == 0) break;
    }
    d.body = in.bytes(length);
    return d;
}

constexpr int es_tag = 3, decoder_config_tag = 4, decoder_specific_tag = 5;

// "mp4a.40.2" out of an esds box (14496-14, 5.6.1); "" when it is cut short.
std::string mp4a_name(std::string_view esds) {
    byte_reader outer(esds);
    outer.skip(4);
    const auto es = next_descriptor(outer);
    byte_reader in(es.body);
    in.skip(2);
    const auto flags = in.u8();
    if (flags & 0x80) in.skip(2);
    if (flags & 0x40) in.skip(in.u8());
    if (flags & 0x20) in.skip(2);
    const auto config = next_descriptor(in);
    if (!outer.ok() || !in.ok() || es.tag != es_tag || config.tag != decoder_config_tag) return {};
    byte_reader conf(config.body);
    const auto object_type = conf.u8();
    conf.skip(12);
    if (!conf.ok()) return {};
    constexpr std::uint8_t mpeg4_audio = 0x40;
    if (object_type != mpeg4_audio) return "mp4a." + hex2(object_type);
    const auto specific = next_descriptor(conf);
    byte_reader bits(specific.body);
    const auto first = bits.u8();
    int kind = first >> 3;
    if (kind == 31) kind = 32 + ((first & 7) << 3 | bits.u8() >> 5);
    if (!conf.ok() || !bits.ok() || specific.tag != decoder_specific_tag) return {};
    return "mp4a.40." + std::to_string(kind);
}

// AudioSampleEntry (14496-12, 12.2.3); QuickTime's version 1 has 16 bytes more.
result<codec_info> read_mp4a(std::string_view entry) {
    byte_reader in(entry);
    in.skip(6 + 2);
    const auto version = in.u16();
    in.skip(6);
    codec_info info;
    info.channels = in.u16();
    in.skip(2 + 4);
    info.sample_rate = static_cast<int>(in.u32() >> 16);
    if (version == 1) in.skip(16);
    if (!in.ok() || version > 1) return errc::bad_box;
    const auto esds = find_box(in.rest(), fourcc("esds"));
    if (!esds) return errc::bad_box;
    info.name = mp4a_name(esds->first.payload);
    if (info.name.empty()) return errc::bad_box;
    info.unplayable = unplayable_sound(info.name);
    return info;
}

} // namespace

result<codec_info> read_sample_description(std::string_view stsd) {
    byte_reader in(stsd);
    in.skip(4);
    const auto count = in.u32();
    std::string_view entries = in.rest();
    const auto entry = take_box(entries);
    if (!in.ok() || count == 0 || !entry) return errc::bad_box;
    if (entry->type == fourcc("avc1")) return read_avc(entry->payload, "avc1");
    if (entry->type == fourcc("avc3")) return read_avc(entry->payload, "avc3");
    if (entry->type == fourcc("mp4a")) return read_mp4a(entry->payload);
    return read_foreign(entry->type);
}

bool same_format(const codec_info& one, const codec_info& other) {
    const auto entry = [](const codec_info& of) { return std::string_view(of.name).substr(0, 4); };
    if (one.video != other.video || entry(one) != entry(other)) return false;
    return one.video ||
           (one.name == other.name && one.sample_rate == other.sample_rate && one.channels == other.channels);
}

} // namespace jiangtang::origin
