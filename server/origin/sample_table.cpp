#include "origin/sample_table.hpp"

#include "origin/box.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace jiangtang::origin {
namespace {

// Pieces that follow each other may seem this much apart: their times are rounded to microseconds, or to
// milliseconds by encoders that count in those.
constexpr std::int64_t rounding_us = 2000;

std::int64_t to_ticks(std::int64_t us, std::uint32_t timescale) {
    const std::int64_t scale = timescale;
    return us / 1'000'000 * scale + (us % 1'000'000 * scale + 500'000) / 1'000'000;
}

std::int64_t rescale(std::int64_t ticks, std::uint32_t from, std::uint32_t to) {
    if (from == to) return ticks;
    return ticks / from * to + ticks % from * to / from;
}

} // namespace

sample_table::sample_table(bool video, std::uint32_t timescale) : video_(video), timescale_(timescale) {}

template <class T>
void sample_table::push(std::vector<repeated<T>>& list, T value) {
    if (list.empty() || list.back().value != value) list.push_back({0, value});
    ++list.back().times;
}

// The end of the last sample becomes `to`; at least one tick is left to it.
void sample_table::move_end(std::int64_t to) {
    const std::int64_t last = durations_.back().value;
    const auto wanted =
        std::clamp<std::int64_t>(last + to - end_, 1, std::numeric_limits<std::int32_t>::max());
    if (--durations_.back().times == 0) durations_.pop_back();
    push(durations_, static_cast<std::uint32_t>(wanted));
    end_ += wanted - last;
}

void sample_table::begin_piece(std::int64_t at_us, std::uint32_t file, std::uint64_t file_offset,
                               std::uint32_t entry) {
    const auto at = to_ticks(at_us, timescale_);
    if (empty()) {
        lead_ = end_ = at;
    } else if (std::abs(at - end_) > std::max<std::int64_t>(1, to_ticks(rounding_us, timescale_))) {
        move_end(at);
    }
    piece_start_ = end_;
    piece_told_ = 0;
    next_ = {{file, file_offset, 0}, at_us, 0, entry};
    if (!chunks_.empty() && chunks_.back().samples == 0) chunks_.pop_back();
    chunks_.push_back(next_);
}

void sample_table::add(const sample& s, std::uint32_t timescale) {
    const auto offset = next_.media.offset + s.offset;
    if (chunks_.back().samples > 0 && chunks_.back().media.offset + chunks_.back().media.size != offset)
        chunks_.push_back(next_);
    auto& chunk = chunks_.back();
    if (chunk.samples++ == 0) chunk.media.offset = offset;
    chunk.media.size += s.size;

    piece_told_ += s.duration;
    const auto end = piece_start_ + rescale(piece_told_, timescale, timescale_);
    push(durations_, static_cast<std::uint32_t>(end - end_));
    end_ = end;
    push(compositions_, static_cast<std::int32_t>(rescale(s.composition, timescale, timescale_)));
    sizes_.push_back(s.size);
    if (s.sync) key_frames_.push_back(static_cast<std::uint32_t>(sizes_.size()));
}

template <class T>
void sample_table::write_repeated(box_writer& to, std::uint32_t type, unsigned version,
                                  const std::vector<repeated<T>>& list) {
    const auto box = to.open(type, version, 0);
    to.u32(list.size());
    for (const auto& r : list) {
        to.u32(r.times);
        to.u32(static_cast<std::uint32_t>(r.value));
    }
}

// stsc and stco or co64: which samples are in which chunk, and where those are.
void sample_table::write_places(box_writer& to, const std::vector<std::uint64_t>& offsets, bool large) const {
    {
        std::vector<std::size_t> first; // chunks that differ from the one before
        for (std::size_t i = 0; i < chunks_.size(); ++i) {
            const auto* before = i == 0 ? nullptr : &chunks_[i - 1];
            if (!before || before->samples != chunks_[i].samples || before->entry != chunks_[i].entry)
                first.push_back(i);
        }
        const auto stsc = to.open(fourcc("stsc"), 0, 0);
        to.u32(first.size());
        for (const auto i : first) {
            to.u32(i + 1);
            to.u32(chunks_[i].samples);
            to.u32(chunks_[i].entry);
        }
    }
    const auto places = to.open(large ? fourcc("co64") : fourcc("stco"), 0, 0);
    to.u32(offsets.size());
    for (const auto offset : offsets) {
        if (large) to.u64(offset);
        else to.u32(offset);
    }
}

void sample_table::write(box_writer& to, const std::vector<std::string>& entries,
                         const std::vector<std::uint64_t>& offsets, bool large) const {
    const auto stbl = to.open(fourcc("stbl"));
    {
        const auto stsd = to.open(fourcc("stsd"), 0, 0);
        to.u32(entries.size());
        for (const auto& entry : entries) to.bytes(entry);
    }
    write_repeated(to, fourcc("stts"), 0, durations_);
    // Pictures that are shown as they are decoded need no ctts; version 1 has signed offsets.
    if (compositions_.size() > 1 || compositions_.front().value != 0)
        write_repeated(to, fourcc("ctts"), 1, compositions_);
    if (video_) {
        const auto stss = to.open(fourcc("stss"), 0, 0);
        to.u32(key_frames_.size());
        for (const auto number : key_frames_) to.u32(number);
    }
    {
        const auto stsz = to.open(fourcc("stsz"), 0, 0);
        to.u32(0);
        to.u32(sizes_.size());
        for (const auto size : sizes_) to.u32(size);
    }
    write_places(to, offsets, large);
}

} // namespace jiangtang::origin
