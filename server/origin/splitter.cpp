#include "origin/splitter.hpp"

#include "origin/box.hpp"
#include "origin/box_writer.hpp"

#include <utility>
#include <vector>

namespace jiangtang::origin {
namespace {

constexpr std::uint32_t base_in_tfhd = 0x1, base_is_moof = 0x20000; // flags of tfhd (14496-12, 8.8.7)
constexpr std::uint32_t offset_in_trun = 0x1;                       // flag of trun (8.8.8)

// The id in a tkhd, tfhd or trex; 0, which no track has, when it is cut short.
std::uint32_t tkhd_id(std::string_view trak) {
    const auto tkhd = find_box(trak, fourcc("tkhd"));
    if (!tkhd) return 0;
    byte_reader in(tkhd->first.payload);
    const auto version = in.u8();
    in.skip(version == 1 ? 3 + 16 : 3 + 8);
    return in.u32();
}

std::uint32_t first_id(std::string_view full_box) {
    byte_reader in(full_box);
    in.skip(4);
    return in.u32();
}

// The moov without other tracks than this one.
std::string moov_of(std::string_view moov, std::string_view trak) {
    const auto id = tkhd_id(trak);
    box_writer w;
    {
        const auto out = w.open(fourcc("moov"));
        box_list children(moov);
        while (const auto child = children.next()) {
            if (child->type == fourcc("trak")) {
                if (child->payload.data() == trak.data()) w.box(child->type, trak);
            } else if (child->type == fourcc("mvex")) {
                const auto mvex = w.open(child->type);
                box_list defaults(child->payload);
                while (const auto d = defaults.next())
                    if (d->type != fourcc("trex") || first_id(d->payload) == id) w.box(d->type, d->payload);
            } else {
                w.box(child->type, child->payload);
            }
        }
    }
    return w.take();
}

void write_tfhd(box_writer& to, std::string_view payload) {
    byte_reader in(payload);
    const auto version = in.u8();
    const auto flags = in.u24();
    const auto id = in.u32();
    if (flags & base_in_tfhd) in.skip(8);
    const auto tfhd = to.open(fourcc("tfhd"), version, (flags & ~base_in_tfhd) | base_is_moof);
    to.u32(id);
    to.bytes(in.rest());
}

// Writes a trun whose samples lie at `offset`, and tells how many they are.
std::uint32_t write_trun(box_writer& to, std::string_view payload, std::uint64_t offset) {
    byte_reader in(payload);
    const auto version = in.u8();
    const auto flags = in.u24();
    const auto count = in.u32();
    if (flags & offset_in_trun) in.skip(4);
    const auto trun = to.open(fourcc("trun"), version, flags | offset_in_trun);
    to.u32(count);
    to.u32(offset);
    to.bytes(in.rest());
    return count;
}

// A moof with this traf alone. `data`: where its samples begin, counted from the first byte of moof.
std::string write_moof(std::string_view mfhd, std::string_view traf, const std::vector<sample>& samples,
                       std::uint64_t data) {
    box_writer w;
    {
        const auto moof = w.open(fourcc("moof"));
        w.box(fourcc("mfhd"), mfhd);
        const auto out = w.open(fourcc("traf"));
        auto next = samples.begin();
        box_list children(traf);
        while (const auto child = children.next()) {
            if (child->type == fourcc("tfhd")) {
                write_tfhd(w, child->payload);
            } else if (child->type == fourcc("trun")) {
                auto count = write_trun(w, child->payload, data);
                for (; count > 0; --count) data += next++->size;
            } else {
                w.box(child->type, child->payload);
            }
        }
    }
    return w.take();
}

std::string write_mdat(const std::vector<sample>& samples, std::string_view moof, std::string_view mdat) {
    box_writer w;
    {
        const auto out = w.open(fourcc("mdat"));
        for (const auto& s : samples)
            w.bytes(mdat.substr(static_cast<std::size_t>(s.offset) - moof.size(), s.size));
    }
    return w.take();
}

} // namespace

std::size_t count_tracks(std::string_view moov) {
    std::size_t n = 0;
    box_list children(moov);
    while (const auto child = children.next()) n += child->type == fourcc("trak");
    return n;
}

result<splitter> splitter::make(std::string_view moov) {
    splitter made;
    pair<bool> found{};
    box_list children(moov);
    while (const auto child = children.next()) {
        if (child->type != fourcc("trak")) continue;
        auto head = moov_of(moov, child->payload);
        auto init = read_init(std::string_view(head).substr(8));
        if (!init) return init.error();
        const std::size_t which = init->codec.video ? 0 : 1;
        if (std::exchange(found[which], true)) return errc::not_one_track;
        made.heads_[which] = std::move(head);
        made.inits_[which] = std::move(*init);
    }
    if (children.broken()) return errc::bad_box;
    if (!found[0] || !found[1] || made.inits_[0].track_id == made.inits_[1].track_id)
        return errc::not_one_track;
    return made;
}

result<splitter::pair<splitter::piece>> splitter::split(std::string_view moof, std::uint64_t position,
                                                        std::string_view mdat,
                                                        std::size_t mdat_header) const {
    const auto whole_moof = moof;
    const auto inside = take_box(moof);
    if (!inside || mdat_header > mdat.size()) return errc::bad_box;
    const auto mfhd = find_box(inside->payload, fourcc("mfhd"));
    if (!mfhd) return errc::bad_box;
    data_range data{whole_moof.size() + mdat_header, whole_moof.size() + mdat.size(), 0, position};
    pair<piece> out;
    std::vector<sample> samples;
    box_list children(inside->payload);
    while (const auto child = children.next()) {
        if (child->type != fourcc("traf")) continue;
        const auto tfhd = find_box(child->payload, fourcc("tfhd"));
        if (!tfhd) return errc::bad_box;
        const std::size_t which = first_id(tfhd->first.payload) == inits_[0].track_id ? 0 : 1;
        if (!out[which].moof.empty()) return errc::not_one_track;
        samples.clear();
        const auto f = read_traf(child->payload, inits_[which], data,
                                 [&samples](const sample& s) { samples.push_back(s); });
        if (!f) return f.error();
        // As long whatever the offsets in it are.
        const auto size = write_moof(mfhd->first.payload, child->payload, samples, 0).size();
        out[which] = {write_moof(mfhd->first.payload, child->payload, samples, size + 8),
                      write_mdat(samples, whole_moof, mdat)};
    }
    if (children.broken()) return errc::bad_box;
    if (out[0].moof.empty() && out[1].moof.empty()) return errc::bad_samples;
    return out;
}

} // namespace jiangtang::origin
