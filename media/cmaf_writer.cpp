#include "media/cmaf_writer.hpp"

#include <algorithm>
#include <string_view>

namespace jiangtang::media {
namespace {

constexpr std::uint32_t sync_flags = 0x02000000;  // depends on nothing
constexpr std::uint32_t delta_flags = 0x01010000; // depends on others, not a sync sample

// Grows a string of big-endian numbers and nested boxes.
class writer {
public:
    writer& u8(std::uint64_t v) { return number(v, 1); }
    writer& u16(std::uint64_t v) { return number(v, 2); }
    writer& u32(std::uint64_t v) { return number(v, 4); }
    writer& u64(std::uint64_t v) { return number(v, 8); }
    writer& zeros(std::size_t n) {
        out_.append(n, '\0');
        return *this;
    }
    writer& raw(std::string_view bytes) {
        out_.append(bytes);
        return *this;
    }

    template <class Fill>
    writer& box(std::string_view type, Fill&& fill) {
        const auto at = out_.size();
        u32(0).raw(type);
        fill();
        patch(at, out_.size() - at);
        return *this;
    }

    template <class Fill>
    writer& full_box(std::string_view type, std::uint8_t version, std::uint32_t flags, Fill&& fill) {
        return box(type, [&] {
            u32(std::uint32_t{version} << 24 | flags);
            fill();
        });
    }

    std::size_t size() const { return out_.size(); }

    void patch(std::size_t at, std::uint64_t v) {
        for (int i = 0; i < 4; ++i) out_[at + i] = static_cast<char>(v >> (24 - 8 * i));
    }

    std::string take() { return std::move(out_); }

private:
    writer& number(std::uint64_t v, int bytes) {
        for (int i = bytes - 1; i >= 0; --i) out_.push_back(static_cast<char>(v >> (8 * i)));
        return *this;
    }

    std::string out_;
};

void write_matrix(writer& w) { w.u32(0x10000).zeros(12).u32(0x10000).zeros(12).u32(0x40000000); }

void write_ftyp(writer& w) {
    w.box("ftyp", [&] { w.raw("cmf2").u32(0).raw("cmf2").raw("cmfc").raw("iso6").raw("mp41"); });
}

void write_mvhd(writer& w) {
    w.full_box("mvhd", 0, 0, [&] {
        w.zeros(8).u32(1000).u32(0).u32(0x10000).u16(0x100).zeros(10);
        write_matrix(w);
        w.zeros(24).u32(2);
    });
}

void write_tkhd(writer& w, bool audio, std::uint32_t width, std::uint32_t height) {
    w.full_box("tkhd", 0, 3, [&] {
        w.zeros(8).u32(1).zeros(4).u32(0).zeros(8).u16(0).u16(0).u16(audio ? 0x100 : 0).u16(0);
        write_matrix(w);
        w.u32(width << 16).u32(height << 16);
    });
}

void write_avc1(writer& w, const video_format& f) {
    w.box("avc1", [&] {
        w.zeros(6).u16(1).zeros(16).u16(f.width).u16(f.height);
        w.u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(24).u16(0xffff);
        w.box("avcC", [&] { w.raw(f.avcc); });
        if (f.bt709) w.box("colr", [&] { w.raw("nclx").u16(1).u16(1).u16(1).u8(0); });
        w.box("pasp", [&] { w.u32(1).u32(1); });
    });
}

// ES descriptor, 14496-1 7.2.6: every length here is below 128, so one byte holds it.
void write_esds(writer& w, const audio_format& f) {
    w.full_box("esds", 0, 0, [&] {
        const auto config = f.config.size();
        w.u8(3).u8(3 + 15 + 2 + config + 3).u16(1).u8(0);
        w.u8(4).u8(13 + 2 + config).u8(0x40).u8(0x15).zeros(3).u32(f.bitrate).u32(f.bitrate);
        w.u8(5).u8(config).raw(f.config);
        w.u8(6).u8(1).u8(2);
    });
}

void write_mp4a(writer& w, const audio_format& f) {
    w.box("mp4a", [&] {
        w.zeros(6).u16(1).zeros(8).u16(f.channels).u16(16).zeros(4).u32(f.timescale << 16);
        write_esds(w, f);
    });
}

template <class Header, class Entry>
void write_minf(writer& w, Header&& header, Entry&& entry) {
    w.box("minf", [&] {
        header();
        w.box("dinf", [&] { w.full_box("dref", 0, 0, [&] { w.u32(1).full_box("url ", 0, 1, [] {}); }); });
        w.box("stbl", [&] {
            w.full_box("stsd", 0, 0, [&] {
                w.u32(1);
                entry();
            });
            w.full_box("stts", 0, 0, [&] { w.u32(0); });
            w.full_box("stsc", 0, 0, [&] { w.u32(0); });
            w.full_box("stsz", 0, 0, [&] { w.u32(0).u32(0); });
            w.full_box("stco", 0, 0, [&] { w.u32(0); });
        });
    });
}

template <class Header, class Entry>
std::string write_init(std::uint32_t timescale, bool audio, std::uint32_t width, std::uint32_t height,
                       Header&& header, Entry&& entry) {
    writer w;
    write_ftyp(w);
    w.box("moov", [&] {
        write_mvhd(w);
        w.box("trak", [&] {
            write_tkhd(w, audio, width, height);
            w.box("mdia", [&] {
                w.full_box("mdhd", 0, 0, [&] { w.zeros(8).u32(timescale).u32(0).u16(0x55c4).u16(0); });
                w.full_box("hdlr", 0, 0,
                           [&] { w.u32(0).raw(audio ? "soun" : "vide").zeros(12).raw("jiangtang").u8(0); });
                write_minf(
                    w, [&] { header(w); }, [&] { entry(w); });
            });
        });
        w.box("mvex", [&] { w.full_box("trex", 0, 0, [&] { w.u32(1).u32(1).zeros(12); }); });
    });
    return w.take();
}

} // namespace

std::string init_segment(const video_format& f) {
    return write_init(
        f.timescale, false, f.width, f.height,
        [](writer& w) { w.full_box("vmhd", 0, 1, [&] { w.zeros(8); }); },
        [&](writer& w) { write_avc1(w, f); });
}

std::string init_segment(const audio_format& f) {
    return write_init(
        f.timescale, true, 0, 0, [](writer& w) { w.full_box("smhd", 0, 0, [&] { w.zeros(4); }); },
        [&](writer& w) { write_mp4a(w, f); });
}

std::string media_part(std::uint32_t sequence, const part& from) {
    writer w;
    std::size_t data_offset = 0;
    const auto usual = from.samples.front().duration;
    const bool even = std::ranges::all_of(from.samples, [&](const sample& s) { return s.duration == usual; });
    w.box("moof", [&] {
        w.full_box("mfhd", 0, 0, [&] { w.u32(sequence); });
        w.box("traf", [&] {
            // default-base-is-moof, default duration
            w.full_box("tfhd", 0, 0x020008, [&] { w.u32(1).u32(usual); });
            w.full_box("tfdt", 1, 0, [&] { w.u64(static_cast<std::uint64_t>(from.start)); });
            // data offset, and for each sample its size and flags, and its duration where they differ
            w.full_box("trun", 0, even ? 0x000601 : 0x000701, [&] {
                w.u32(from.samples.size());
                data_offset = w.size();
                w.u32(0);
                for (const auto& one : from.samples) {
                    if (!even) w.u32(one.duration);
                    w.u32(one.bytes.size()).u32(one.key ? sync_flags : delta_flags);
                }
            });
        });
    });
    w.patch(data_offset, w.size() + 8);
    w.box("mdat", [&] {
        for (const auto& one : from.samples) w.raw(one.bytes);
    });
    return w.take();
}

} // namespace jiangtang::media
