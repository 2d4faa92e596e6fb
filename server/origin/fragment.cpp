#include "origin/fragment.hpp"

#include "origin/box.hpp"

#include <limits>

namespace jiangtang::origin {
namespace {

constexpr std::uint32_t max_timescale = 1'000'000'000;
constexpr std::uint64_t max_samples = 1u << 16;
constexpr std::uint64_t max_seconds = 100'000'000'000; // some three thousand years
constexpr std::uint32_t non_sync = 0x10000;

// tkhd, mdhd and tfdt have 32-bit numbers in version 0 and 64-bit ones in version 1.
void skip_times(byte_reader& in, int version) { in.skip(version == 1 ? 16 : 8); }

std::error_code read_trex(std::string_view mvex, track_init& init) {
    box_list children(mvex);
    while (const auto child = children.next()) {
        if (child->type != fourcc("trex")) continue;
        byte_reader in(child->payload);
        in.skip(4);
        const auto id = in.u32();
        in.skip(4);
        const auto duration = in.u32();
        const auto size = in.u32();
        const auto flags = in.u32();
        if (!in.ok()) return errc::bad_box;
        if (id != init.track_id) continue;
        init.default_duration = duration;
        init.default_size = size;
        init.default_flags = flags;
    }
    return children.broken() ? make_error_code(errc::bad_box) : std::error_code{};
}

std::error_code read_trak(std::string_view trak, track_init& init) {
    const auto tkhd = find_box(trak, fourcc("tkhd"));
    const auto mdia = find_box(trak, fourcc("mdia"));
    if (!tkhd || !mdia) return errc::bad_box;
    byte_reader header(tkhd->first.payload);
    const auto tkhd_version = header.u8();
    header.skip(3);
    skip_times(header, tkhd_version);
    init.track_id = header.u32();

    const auto mdhd = find_box(mdia->first.payload, fourcc("mdhd"));
    const auto minf = find_box(mdia->first.payload, fourcc("minf"));
    if (!mdhd || !minf) return errc::bad_box;
    byte_reader media(mdhd->first.payload);
    const auto mdhd_version = media.u8();
    media.skip(3);
    skip_times(media, mdhd_version);
    init.timescale = media.u32();
    if (!header.ok() || !media.ok()) return errc::bad_box;
    if (init.timescale == 0 || init.timescale > max_timescale) return errc::bad_timescale;

    const auto stbl = find_box(minf->first.payload, fourcc("stbl"));
    if (!stbl) return errc::bad_box;
    const auto stsd = find_box(stbl->first.payload, fourcc("stsd"));
    if (!stsd) return errc::bad_box;
    auto codec = read_sample_description(stsd->first.payload);
    if (!codec) return codec.error();
    init.codec = std::move(*codec);
    return {};
}

// The defaults in force inside one traf: those of tfhd over those of trex (14496-12, 8.8.7).
struct defaults {
    std::uint32_t duration = 0, size = 0, flags = 0;
};

std::error_code read_tfhd(std::string_view payload, const track_init& init, defaults& d) {
    byte_reader in(payload);
    in.skip(1);
    const auto flags = in.u24();
    const auto id = in.u32();
    if (flags & 0x1) return errc::absolute_offsets;
    if (flags & 0x2) in.skip(4);
    d = {init.default_duration, init.default_size, init.default_flags};
    if (flags & 0x8) d.duration = in.u32();
    if (flags & 0x10) d.size = in.u32();
    if (flags & 0x20) d.flags = in.u32();
    if (!in.ok()) return errc::bad_box;
    return id == init.track_id ? std::error_code{} : make_error_code(errc::wrong_track_id);
}

std::error_code read_tfdt(std::string_view payload, std::uint32_t timescale, fragment& f) {
    byte_reader in(payload);
    const auto version = in.u8();
    in.skip(3);
    const std::uint64_t ticks = version == 1 ? in.u64() : in.u32();
    if (!in.ok() || ticks / timescale > max_seconds) return errc::bad_box;
    if (ticks > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max() / 2))
        return errc::bad_box;
    f.decode_time = static_cast<std::int64_t>(ticks);
    return {};
}

// Where the samples of a traf lie, counted from the first byte of moof.
struct data_range {
    std::uint64_t begin = 0, end = 0; // of the mdat's payload
    std::uint64_t next = 0;           // where a trun without an offset of its own goes on
};

std::error_code read_trun(std::string_view payload, const defaults& d, data_range& data, fragment& f) {
    byte_reader in(payload);
    in.skip(1);
    const auto flags = in.u24();
    const std::uint64_t count = in.u32();
    // A negative offset wraps to a huge one and is refused with the other outsiders below.
    const std::uint64_t at =
        flags & 0x1
            ? static_cast<std::uint64_t>(static_cast<std::int64_t>(static_cast<std::int32_t>(in.u32())))
            : data.next;
    std::uint32_t first_flags = d.flags;
    if (flags & 0x4) first_flags = in.u32();
    if (!in.ok()) return errc::bad_box;
    if (f.samples + count > max_samples) return errc::bad_samples;

    std::uint64_t bytes = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto duration = flags & 0x100 ? in.u32() : d.duration;
        bytes += flags & 0x200 ? in.u32() : d.size;
        const auto own_flags = flags & 0x400 ? in.u32() : d.flags;
        if (flags & 0x800) in.skip(4);
        f.duration += duration;
        if (f.samples++ > 0) continue;
        // first-sample-flags replace what else is said of the first sample (8.8.8.1).
        f.sync = ((flags & 0x4 ? first_flags : own_flags) & non_sync) == 0;
    }
    if (!in.ok()) return errc::bad_box;
    if (count > 0 && (at < data.begin || at > data.end || bytes > data.end - at)) return errc::bad_samples;
    data.next = at + bytes;
    return {};
}

std::error_code read_traf(std::string_view traf, const track_init& init, data_range data, fragment& f) {
    const auto tfhd = find_box(traf, fourcc("tfhd"));
    if (!tfhd) return errc::bad_box;
    const auto tfdt = find_box(traf, fourcc("tfdt"));
    if (!tfdt) return errc::no_decode_time;
    defaults d;
    if (const auto ec = read_tfhd(tfhd->first.payload, init, d)) return ec;
    if (const auto ec = read_tfdt(tfdt->first.payload, init.timescale, f)) return ec;
    box_list children(traf);
    while (const auto child = children.next()) {
        if (child->type != fourcc("trun")) continue;
        if (const auto ec = read_trun(child->payload, d, data, f)) return ec;
    }
    if (children.broken()) return errc::bad_box;
    if (f.samples == 0) return errc::bad_samples;
    return f.duration > 0 ? std::error_code{} : make_error_code(errc::bad_duration);
}

} // namespace

result<track_init> read_init(std::string_view moov) {
    const auto trak = find_box(moov, fourcc("trak"));
    if (!trak || trak->more_than_one) return errc::not_one_track;
    track_init init;
    if (const auto ec = read_trak(trak->first.payload, init)) return ec;
    const auto mvex = find_box(moov, fourcc("mvex"));
    if (!mvex) return errc::bad_box;
    if (const auto ec = read_trex(mvex->first.payload, init)) return ec;
    return init;
}

result<fragment> read_fragment(std::string_view moof, std::size_t mdat_header, std::size_t mdat_size,
                               const track_init& init) {
    const std::size_t moof_size = moof.size();
    const auto whole = take_box(moof);
    if (!whole || mdat_header > mdat_size) return errc::bad_box;
    const auto traf = find_box(whole->payload, fourcc("traf"));
    if (!traf || traf->more_than_one) return errc::not_one_track;
    fragment f;
    const data_range data{moof_size + mdat_header, moof_size + mdat_size, 0};
    if (const auto ec = read_traf(traf->first.payload, init, data, f)) return ec;
    return f;
}

std::int64_t to_us(std::int64_t ticks, std::uint32_t timescale) {
    const auto scale = static_cast<std::int64_t>(timescale);
    return ticks / scale * 1'000'000 + ticks % scale * 1'000'000 / scale;
}

} // namespace jiangtang::origin
