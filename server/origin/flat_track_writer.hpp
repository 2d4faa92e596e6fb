// One track of an ordinary MP4: gathers the samples of fragments, then writes its trak box.
// Knows one track only; where its chunks come to lie is told to it.
#pragma once

#include "origin/flat_mp4.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace jiangtang::origin {

// Ticks a second of mvhd, tkhd and elst.
constexpr std::uint32_t movie_timescale = 90'000;

// The matrix of mvhd and tkhd that changes nothing.
void write_matrix(box_writer& to);

class flat_track_writer {
public:
    // Fails with what is wrong with an init segment; there is at least one.
    static result<flat_track_writer> make(const flat_track& track);

    // Takes the samples of a piece, to stand at `at_us` of the time line. False when it cannot be read: then
    // nothing of it was taken.
    bool take(const flat_piece& piece, std::int64_t at_us, const read_bytes& read);

    const sample_table& samples() const { return table_; }
    std::int64_t end() const; // ticks of movie_timescale

    // `offsets`: where each chunk of samples() lies in the MP4.
    void write(box_writer& to, std::uint32_t track_id, const std::vector<std::uint64_t>& offsets,
               bool large) const;

private:
    struct init {
        track_init head;
        std::uint32_t entry = 0; // number of its sample description, from 1
    };

    explicit flat_track_writer(const track_init& first);
    std::error_code add_init(const std::string& bytes);
    void write_tkhd(box_writer& to, std::uint32_t track_id) const;
    void write_edits(box_writer& to) const;
    void write_mdia(box_writer& to, const std::vector<std::uint64_t>& offsets, bool large) const;

    track_init first_;
    std::vector<std::string> entries_; // sample descriptions, whole boxes
    std::vector<init> inits_;
    sample_table table_;
    std::vector<sample> piece_; // of take(), kept for its memory
};

} // namespace jiangtang::origin
