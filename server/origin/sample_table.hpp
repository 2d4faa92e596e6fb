// The sample tables of one track of an ordinary MP4 while they are gathered (ISO/IEC 14496-12, 8.6 and 8.7).
// Knows the times, sizes and places of samples; must not know files' contents or other tracks.
#pragma once

#include "origin/box_writer.hpp"
#include "origin/fragment.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::origin {

// A piece of one of the caller's files.
struct file_range {
    std::uint32_t file = 0;
    std::uint64_t offset = 0, size = 0;
};

// Samples that lie behind one another in a file.
struct media_chunk {
    file_range media;
    std::int64_t at_us = 0; // on the time line of the MP4
    std::uint32_t samples = 0;
    std::uint32_t entry = 0; // of the sample descriptions, from 1
};

class sample_table {
public:
    // `timescale`: ticks a second of the track that is written.
    sample_table(bool video, std::uint32_t timescale);

    // The samples that follow begin at `at_us` of the time line. What the sample before lacks to that, or
    // lasts beyond it, is given to it or taken off it; a difference of rounding is not.
    void begin_piece(std::int64_t at_us, std::uint32_t file, std::uint64_t file_offset, std::uint32_t entry);
    // A sample with ticks of `timescale`; its offset counts from begin_piece's file_offset.
    void add(const sample& s, std::uint32_t timescale);

    bool empty() const { return sizes_.empty(); }
    std::uint32_t timescale() const { return timescale_; }
    // Ticks before the first sample, and from there to the end of the last.
    std::int64_t lead() const { return lead_; }
    std::int64_t length() const { return end_ - lead_; }
    const std::vector<media_chunk>& chunks() const { return chunks_; }

    // Writes an stbl with these sample descriptions (whole boxes). `offsets`: where each chunk lies in the
    // MP4, as 64-bit numbers when `large`.
    void write(box_writer& to, const std::vector<std::string>& entries,
               const std::vector<std::uint64_t>& offsets, bool large) const;

private:
    template <class T>
    struct repeated {
        std::uint32_t times = 0;
        T value{};
    };
    template <class T>
    static void push(std::vector<repeated<T>>& list, T value);
    template <class T>
    static void write_repeated(box_writer& to, std::uint32_t type, unsigned version,
                               const std::vector<repeated<T>>& list);
    void move_end(std::int64_t to);
    void write_places(box_writer& to, const std::vector<std::uint64_t>& offsets, bool large) const;

    bool video_;
    std::uint32_t timescale_;
    std::int64_t lead_ = 0, end_ = 0;               // ticks of the time line
    std::int64_t piece_start_ = 0, piece_told_ = 0; // ticks of the time line; ticks told in this piece
    std::vector<repeated<std::uint32_t>> durations_;
    std::vector<repeated<std::int32_t>> compositions_;
    std::vector<std::uint32_t> sizes_;
    std::vector<std::uint32_t> key_frames_; // numbers of samples, from 1
    std::vector<media_chunk> chunks_;
    media_chunk next_; // what a chunk that begins now has
};

} // namespace jiangtang::origin
