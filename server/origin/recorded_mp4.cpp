#include "origin/recorded_mp4.hpp"

#include <map>

namespace jiangtang::origin {
namespace {

// The pieces of a track in the file with this number.
flat_track pieces_of(const recorded_track& from, const media_file& bytes, std::uint32_t file) {
    flat_track track;
    std::map<std::int64_t, std::uint32_t> inits; // number in track.inits by the name in the playlist
    for (const auto& s : from.segments()) {
        if (s.gap) continue;
        const auto [init, fresh] =
            inits.try_emplace(s.init_msn, static_cast<std::uint32_t>(track.inits.size()));
        if (fresh) {
            const auto where = from.init_range(s.init_msn).value();
            track.inits.push_back(bytes.read(where.offset, static_cast<std::size_t>(where.size)));
        }
        const auto base = from.range_of(s).offset;
        auto start = s.start_us;
        for (const auto& p : s.parts) {
            track.pieces.push_back(
                {{file, base + p.offset, p.size}, start, start + p.duration_us, s.run, init->second});
            start += p.duration_us;
        }
    }
    return track;
}

} // namespace

std::shared_ptr<const recorded_mp4> recorded_mp4::make(const recording& from) {
    files all;
    std::vector<flat_track> tracks;
    for (const bool video : {true, false}) {
        const auto best = from.best(video);
        if (!best) continue;
        tracks.push_back(pieces_of(best->track, *best->file, static_cast<std::uint32_t>(all.size())));
        all.push_back(best->file);
    }
    const read_bytes read = [&all](std::uint32_t file, std::uint64_t offset, std::size_t n) {
        return all[file]->read(offset, n);
    };
    auto layout = flat_mp4::make(tracks, read);
    if (!layout) return nullptr;
    return std::shared_ptr<const recorded_mp4>(new recorded_mp4(std::move(all), std::move(*layout)));
}

std::string recorded_mp4::read(std::uint64_t offset, std::size_t n) const {
    std::string bytes;
    for (const auto& slice : layout_.slices(offset, n)) {
        const auto& m = slice.media;
        if (!slice.head.empty()) bytes += slice.head;
        else bytes += files_[m.file]->read(m.offset, static_cast<std::size_t>(m.size));
    }
    return bytes;
}

} // namespace jiangtang::origin
