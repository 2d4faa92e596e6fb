#include "origin/flat_mp4.hpp"

#include "origin/box.hpp"
#include "origin/flat_track_writer.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace jiangtang::origin {
namespace {

// Where a run lay on the clock, and where it comes to lie on the time line.
struct run_time {
    std::int64_t start_us = std::numeric_limits<std::int64_t>::max();
    std::int64_t end_us = std::numeric_limits<std::int64_t>::min();
    std::int64_t at_us = 0;
};

std::map<std::int64_t, run_time> lay_out(const std::vector<flat_track>& tracks) {
    std::map<std::int64_t, run_time> runs;
    for (const auto& t : tracks) {
        for (const auto& p : t.pieces) {
            auto& r = runs[p.run];
            r.start_us = std::min(r.start_us, p.start_us);
            r.end_us = std::max(r.end_us, p.end_us);
        }
    }
    std::int64_t at = 0;
    for (auto& [number, r] : runs) {
        r.at_us = at;
        at += r.end_us - r.start_us;
    }
    return runs;
}

// A chunk of one of the tracks, by when it is played.
struct turn {
    std::int64_t at_us = 0;
    std::uint32_t track = 0, chunk = 0;
};

std::vector<turn> interleave(const std::vector<flat_track_writer>& tracks) {
    std::vector<turn> turns;
    for (std::uint32_t t = 0; t < tracks.size(); ++t) {
        const auto& chunks = tracks[t].samples().chunks();
        for (std::uint32_t i = 0; i < chunks.size(); ++i) turns.push_back({chunks[i].at_us, t, i});
    }
    std::stable_sort(turns.begin(), turns.end(),
                     [](const turn& a, const turn& b) { return a.at_us < b.at_us; });
    return turns;
}

using chunk_offsets = std::vector<std::vector<std::uint64_t>>; // by track

std::string write_moov(const std::vector<flat_track_writer>& tracks, const chunk_offsets& offsets,
                       bool large) {
    std::int64_t end = 0;
    for (const auto& t : tracks) end = std::max(end, t.end());
    box_writer w;
    {
        const auto moov = w.open(fourcc("moov"));
        {
            const auto mvhd = w.open(fourcc("mvhd"), 1, 0);
            w.zeros(16);
            w.u32(movie_timescale);
            w.u64(static_cast<std::uint64_t>(end));
            w.u32(0x00010000); // normal speed
            w.u16(0x0100);     // full volume
            w.zeros(10);
            write_matrix(w);
            w.zeros(24);
            w.u32(tracks.size() + 1);
        }
        for (std::uint32_t i = 0; i < tracks.size(); ++i) tracks[i].write(w, i + 1, offsets[i], large);
    }
    return w.take();
}

// ftyp, moov and the head of an mdat of `media` bytes whose chunks lie at `offsets` from its first byte.
std::string write_head(const std::vector<flat_track_writer>& tracks, const chunk_offsets& offsets,
                       std::uint64_t media) {
    constexpr std::uint64_t most_32 = std::numeric_limits<std::uint32_t>::max();
    box_writer w;
    {
        const auto ftyp = w.open(fourcc("ftyp"));
        w.bytes("isom");
        w.u32(0x200);
        w.bytes("isomiso2avc1mp41");
    }
    // The tables are as long whatever the offsets in them are, but for their width.
    auto length = [&](bool large) { return w.size() + write_moov(tracks, offsets, large).size() + 16; };
    const bool large = media + length(false) > most_32;
    const auto begin = length(large);
    auto shifted = offsets;
    for (auto& of_track : shifted)
        for (auto& offset : of_track) offset += begin;
    w.bytes(write_moov(tracks, shifted, large));
    // With a size of 64 bits, whether it is needed or not.
    w.u32(1);
    w.bytes("mdat");
    w.u64(media + 16);
    return w.take();
}

} // namespace

result<flat_mp4> flat_mp4::make(const std::vector<flat_track>& tracks, const read_bytes& read) {
    flat_mp4 made;
    const auto runs = lay_out(tracks);
    std::vector<flat_track_writer> writers;
    for (const auto& t : tracks) {
        auto writer = flat_track_writer::make(t);
        if (!writer) return writer.error();
        for (const auto& p : t.pieces) {
            const auto& r = runs.at(p.run);
            if (!writer->take(p, r.at_us + p.start_us - r.start_us, read)) ++made.left_out_;
        }
        if (!writer->samples().empty()) writers.push_back(std::move(*writer));
    }
    if (writers.empty()) return errc::bad_samples;

    chunk_offsets offsets(writers.size());
    for (std::size_t i = 0; i < writers.size(); ++i) offsets[i].resize(writers[i].samples().chunks().size());
    std::uint64_t media = 0;
    for (const auto& t : interleave(writers)) {
        const auto& chunk = writers[t.track].samples().chunks()[t.chunk];
        offsets[t.track][t.chunk] = media;
        made.media_.push_back({media, chunk.media});
        media += chunk.media.size;
    }
    made.head_ = write_head(writers, offsets, media);
    for (auto& p : made.media_) p.at += made.head_.size();
    made.size_ = made.head_.size() + media;
    for (const auto& w : writers)
        made.duration_ms_ = std::max(made.duration_ms_, w.end() * 1000 / movie_timescale);
    return made;
}

std::vector<flat_slice> flat_mp4::slices(std::uint64_t offset, std::uint64_t n) const {
    std::vector<flat_slice> out;
    if (offset >= size_ || n == 0) return out;
    const auto end = offset + std::min(n, size_ - offset);
    if (offset < head_.size()) {
        const auto to = std::min<std::uint64_t>(end, head_.size());
        out.push_back({std::string_view(head_).substr(offset, to - offset), {}});
        offset = to;
    }
    auto it = std::upper_bound(media_.begin(), media_.end(), offset,
                               [](std::uint64_t at, const placed& p) { return at < p.at; });
    if (it != media_.begin()) --it;
    for (; it != media_.end() && offset < end; ++it) {
        const auto skipped = offset - it->at;
        const auto size = std::min(it->media.size - skipped, end - offset);
        if (size > 0) out.push_back({{}, {it->media.file, it->media.offset + skipped, size}});
        offset += size;
    }
    return out;
}

} // namespace jiangtang::origin
