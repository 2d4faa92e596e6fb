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

// What is in force inside one traf: the defaults of tfhd over those of trex, and the base of its offsets.
struct traf_head {
    std::uint32_t duration = 0, size = 0, flags = 0;
    std::uint64_t base = 0; // from the first byte of moof
};

// 14496-12, 8.8.7. A base before moof wraps to a huge one and is refused with the other outsiders in trun.
std::error_code read_tfhd(std::string_view payload, const track_init& init, const data_range& data,
                          traf_head& head) {
    byte_reader in(payload);
    in.skip(1);
    const auto flags = in.u24();
    const auto id = in.u32();
    head = {init.default_duration, init.default_size, init.default_flags, data.base};
    if (flags & 0x20000) head.base = 0;
    if (flags & 0x1) {
        if (!data.moof_position) return errc::absolute_offsets;
        head.base = in.u64() - *data.moof_position;
    }
    if (flags & 0x2) in.skip(4);
    if (flags & 0x8) head.duration = in.u32();
    if (flags & 0x10) head.size = in.u32();
    if (flags & 0x20) head.flags = in.u32();
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

// The head of a trun: what stands before its samples. 14496-12, 8.8.8.
struct trun_head {
    std::uint32_t flags = 0, count = 0, first_flags = 0;
    std::uint64_t at = 0; // of the first sample, from the first byte of moof
};

trun_head read_trun_head(byte_reader& in, const traf_head& d, std::uint64_t next) {
    trun_head head;
    in.skip(1);
    head.flags = in.u24();
    head.count = in.u32();
    head.at = next;
    // A negative offset wraps as a base does.
    if (head.flags & 0x1)
        head.at = d.base + static_cast<std::uint64_t>(std::int64_t{static_cast<std::int32_t>(in.u32())});
    head.first_flags = head.flags & 0x4 ? in.u32() : d.flags;
    return head;
}

// `next`: where the samples begin unless the run says otherwise; moved to their end.
std::error_code read_trun(std::string_view payload, const traf_head& d, const data_range& data,
                          std::uint64_t& next, fragment& f, const each_sample& tell) {
    byte_reader in(payload);
    const auto head = read_trun_head(in, d, next);
    if (!in.ok()) return errc::bad_box;
    if (f.samples + std::uint64_t{head.count} > max_samples) return errc::bad_samples;
    if (head.count > 0 && (head.at < data.begin || head.at > data.end)) return errc::bad_samples;

    sample s;
    s.offset = head.at;
    for (std::uint32_t i = 0; i < head.count; ++i) {
        s.duration = head.flags & 0x100 ? in.u32() : d.duration;
        s.size = head.flags & 0x200 ? in.u32() : d.size;
        auto flags = head.flags & 0x400 ? in.u32() : d.flags;
        // first-sample-flags replace what else is said of the first sample (8.8.8.1).
        if (i == 0 && head.flags & 0x4) flags = head.first_flags;
        s.composition = head.flags & 0x800 ? static_cast<std::int32_t>(in.u32()) : 0;
        s.sync = (flags & non_sync) == 0;
        if (!in.ok()) return errc::bad_box;
        if (s.size > data.end - s.offset) return errc::bad_samples;
        if (tell) tell(s);
        s.offset += s.size;
        f.bytes += s.size;
        f.duration += s.duration;
        if (f.samples++ == 0) f.sync = s.sync;
        f.any_sync = f.any_sync || s.sync;
    }
    next = s.offset;
    return {};
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

result<track_init> read_head(std::string_view head) {
    const auto moov = find_box(head, fourcc("moov"));
    if (!moov) return errc::bad_box;
    return read_init(moov->first.payload);
}

result<fragment> read_traf(std::string_view traf, const track_init& init, data_range& data,
                           const each_sample& tell) {
    const auto tfhd = find_box(traf, fourcc("tfhd"));
    if (!tfhd) return errc::bad_box;
    const auto tfdt = find_box(traf, fourcc("tfdt"));
    if (!tfdt) return errc::no_decode_time;
    traf_head head;
    fragment f;
    if (const auto ec = read_tfhd(tfhd->first.payload, init, data, head)) return ec;
    if (const auto ec = read_tfdt(tfdt->first.payload, init.timescale, f)) return ec;
    auto next = head.base;
    box_list children(traf);
    while (const auto child = children.next()) {
        if (child->type != fourcc("trun")) continue;
        if (const auto ec = read_trun(child->payload, head, data, next, f, tell)) return ec;
    }
    if (children.broken()) return errc::bad_box;
    // Samples that share their bytes would be more when they are copied one by one.
    if (f.samples == 0 || f.bytes > data.end - data.begin) return errc::bad_samples;
    if (f.duration == 0 || static_cast<std::uint64_t>(f.duration) / init.timescale > max_seconds)
        return errc::bad_duration;
    data.base = next;
    return f;
}

result<fragment> read_fragment(std::string_view moof, std::size_t mdat_header, std::size_t mdat_size,
                               const track_init& init, const each_sample& tell) {
    const std::size_t moof_size = moof.size();
    const auto whole = take_box(moof);
    if (!whole || mdat_header > mdat_size) return errc::bad_box;
    const auto traf = find_box(whole->payload, fourcc("traf"));
    if (!traf || traf->more_than_one) return errc::not_one_track;
    data_range data{moof_size + mdat_header, moof_size + mdat_size, 0, std::nullopt};
    return read_traf(traf->first.payload, init, data, tell);
}

std::int64_t to_us(std::int64_t ticks, std::uint32_t timescale) {
    const auto scale = static_cast<std::int64_t>(timescale);
    return ticks / scale * 1'000'000 + ticks % scale * 1'000'000 / scale;
}

} // namespace jiangtang::origin
