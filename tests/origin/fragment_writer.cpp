#include "origin/fragment_writer.hpp"

namespace fragment_writer {
namespace {

std::string number(std::uint64_t v, int bytes) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(v >> (8 * i) & 0xff);
    return out;
}

std::string zeros(std::size_t n) { return std::string(n, '\0'); }

std::string sample_entry(const init_options& o) {
    const std::string head = zeros(6) + u16(1);
    if (o.video) {
        const auto avcc =
            make_box("avcC", u8(1) + u8(o.profile) + u8(0x40) + u8(o.level) + u8(0xff) + u8(0xe0) + u8(0));
        return make_box(o.entry ? o.entry : "avc1",
                        head + zeros(16) + u16(o.width) + u16(o.height) + zeros(50) + avcc);
    }
    // AudioSpecificConfig 0x11 0x90: AAC-LC, 48 kHz, two channels.
    const auto specific = u8(5) + u8(2) + u8(0x11) + u8(0x90);
    const auto config = u8(4) + u8(13 + specific.size()) + u8(0x40) + u8(0x15) + zeros(11) + specific;
    const auto es = u8(3) + u8(3 + config.size()) + u16(1) + u8(0) + config;
    return make_box(o.entry ? o.entry : "mp4a", head + u16(0) + zeros(6) + u16(2) + u16(16) + zeros(4) +
                                                    u32(std::uint64_t{48000} << 16) +
                                                    make_box("esds", full(0, 0) + es));
}

std::string trak(const init_options& o) {
    const auto times = o.mdhd_version == 1 ? u64(0) + u64(0) : u32(0) + u32(0);
    const auto tkhd = make_box("tkhd", full(0, 3) + u32(0) + u32(0) + u32(o.track_id) + zeros(68));
    const auto mdhd = make_box("mdhd", full(o.mdhd_version, 0) + times + u32(o.timescale) + zeros(8));
    const auto stsd = make_box("stsd", full(0, 0) + u32(1) + sample_entry(o));
    return make_box("trak", tkhd + make_box("mdia", mdhd + make_box("minf", make_box("stbl", stsd))));
}

unsigned pick(const std::vector<unsigned>& from, std::size_t i) {
    return from.empty() ? 0 : from[i < from.size() ? i : from.size() - 1];
}

std::string trun(const run& r, std::uint64_t data_offset) {
    std::string out = full(0, r.flags) + u32(r.samples);
    if (r.flags & 0x1) out += u32(data_offset);
    if (r.flags & 0x4) out += u32(r.first_flags);
    for (std::size_t i = 0; i < r.samples; ++i) {
        if (r.flags & 0x100) out += u32(pick(r.durations, i));
        if (r.flags & 0x200) out += u32(pick(r.sizes, i));
        if (r.flags & 0x400) out += u32(pick(r.sample_flags, i));
        if (r.flags & 0x800) out += u32(0);
    }
    return make_box("trun", out);
}

std::size_t data_size(const fragment_options& o) {
    std::size_t bytes = 0;
    for (const auto& r : o.runs) {
        for (std::size_t i = 0; i < r.samples; ++i) bytes += r.flags & 0x200 ? pick(r.sizes, i) : o.size;
    }
    return bytes;
}

std::string traf(const fragment_options& o, std::uint64_t data_offset) {
    std::string tfhd = full(0, o.tfhd_flags) + u32(o.track_id);
    if (o.tfhd_flags & 0x1) tfhd += u64(o.base);
    if (o.tfhd_flags & 0x2) tfhd += u32(1);
    if (o.tfhd_flags & 0x8) tfhd += u32(o.duration);
    if (o.tfhd_flags & 0x10) tfhd += u32(o.size);
    if (o.tfhd_flags & 0x20) tfhd += u32(o.flags);
    std::string out = make_box("tfhd", tfhd);
    const auto time = o.tfdt_version == 1 ? u64(o.decode_time) : u32(o.decode_time);
    if (o.with_tfdt) out += make_box("tfdt", full(o.tfdt_version, 0) + time);
    for (const auto& r : o.runs) out += trun(r, data_offset);
    return make_box("traf", out);
}

const std::string mfhd = make_box("mfhd", full(0, 0) + u32(1));

std::string moof(const fragment_options& o, std::uint64_t data_offset) {
    std::string all = mfhd;
    for (unsigned i = 0; i < o.trafs; ++i) all += traf(o, data_offset);
    return make_box("moof", all);
}

std::string trex(const init_options& o) {
    return make_box("trex", full(0, 0) + u32(o.track_id) + u32(1) + u32(o.default_duration) +
                                u32(o.default_size) + u32(o.default_flags));
}

const std::string mvhd = make_box("mvhd", full(0, 0) + zeros(96));
const std::string ftyp = make_box("ftyp", "iso6" + u32(0) + "cmfc");

} // namespace

std::string u8(unsigned v) { return number(v, 1); }
std::string u16(unsigned v) { return number(v, 2); }
std::string u32(std::uint64_t v) { return number(v, 4); }
std::string u64(std::uint64_t v) { return number(v, 8); }

std::string make_box(const char* type, const std::string& payload) {
    return u32(payload.size() + 8) + type + payload;
}

std::string make_large_box(const char* type, const std::string& payload) {
    return u32(1) + type + u64(payload.size() + 16) + payload;
}

std::string full(unsigned version, unsigned flags) { return u8(version) + number(flags, 3); }

std::string moov(const init_options& o) {
    std::string traks;
    for (unsigned i = 0; i < o.tracks; ++i) traks += trak(o);
    return make_box("moov", mvhd + traks + make_box("mvex", trex(o)));
}

std::string init(const init_options& o) { return ftyp + moov(o); }

std::string muxed_init(const init_options& first, const init_options& second) {
    return ftyp +
           make_box("moov", mvhd + trak(first) + trak(second) + make_box("mvex", trex(first) + trex(second)));
}

std::string make_fragment(const fragment_options& o) {
    const std::string data(data_size(o) - static_cast<std::size_t>(o.missing_bytes), o.fill);
    const auto mdat = o.large_mdat ? make_large_box("mdat", data) : make_box("mdat", data);
    const auto offset = static_cast<std::int64_t>(moof(o, 0).size() + (mdat.size() - data.size()));
    return moof(o, static_cast<std::uint32_t>(offset + o.data_offset_error)) + mdat;
}

std::string muxed_fragment(const fragment_options& first, const fragment_options& second) {
    const auto data = std::string(data_size(first), first.fill) + std::string(data_size(second), second.fill);
    const auto mdat = first.large_mdat ? make_large_box("mdat", data) : make_box("mdat", data);
    const auto moof_of = [&](std::uint64_t at_first, std::uint64_t at_second) {
        return make_box("moof", mfhd + traf(first, at_first) + traf(second, at_second));
    };
    const auto begin = moof_of(0, 0).size() + mdat.size() - data.size();
    // Without a base the second counts from the end of the first (14496-12, 8.8.7).
    const bool named = second.tfhd_flags & (0x1 | 0x20000);
    return moof_of(begin, named ? begin + data_size(first) : 0) + mdat;
}

std::string picture_part(std::uint64_t base_ticks, std::int64_t part, bool key) {
    fragment_options o;
    o.decode_time = base_ticks + static_cast<std::uint64_t>(part * 30000);
    o.runs[0].first_flags = key ? 0x02000000 : 0x01010000;
    return make_fragment(o);
}

std::string sound_part(std::uint64_t base_ticks, std::int64_t part) {
    fragment_options o;
    o.decode_time = base_ticks + static_cast<std::uint64_t>(part * 16000);
    o.duration = 1000;
    o.flags = 0x02000000;
    o.runs[0].samples = 16;
    o.runs[0].flags = 0x1;
    return make_fragment(o);
}

} // namespace fragment_writer
