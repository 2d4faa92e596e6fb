// One ordinary MP4 (moov in front, full sample tables, then the media) out of fragments that lie in files:
// the download of a recording, served without writing a second copy.
// Must not know who recorded, nor HTTP; reads files only through the caller's function.
//
// Time line: runs follow each other without the outage between them. A run begins with the first sample of
// whichever track came first and ends with the last of whichever lasted longer; within it every sample
// stands as far from the beginning as it did in the hall, so sound and picture keep their distance (to
// 2 ms). The last sample of a track before a hole lasts until the next one begins.
#pragma once

#include "origin/sample_table.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::origin {

// One moof+mdat in a file.
struct flat_piece {
    file_range bytes;
    std::int64_t start_us = 0, end_us = 0; // UTC, as the origin placed it
    std::int64_t run = 0;                  // grows at each discontinuity, the same for all tracks
    std::uint32_t init = 0;                // index in flat_track::inits
};

struct flat_track {
    std::vector<std::string> inits; // ftyp+moov
    std::vector<flat_piece> pieces; // in their order
};

// Reads up to `n` bytes; fewer when the file ends before, none when it cannot be read.
using read_bytes = std::function<std::string(std::uint32_t file, std::uint64_t offset, std::size_t n)>;

// What stands at a place of the MP4: bytes of its head, or a piece of a file. One of the two is empty.
struct flat_slice {
    std::string_view head;
    file_range media;
};

class flat_mp4 {
public:
    // Reads the moof of every piece, not its media: about a second for three hours of two tracks. A piece
    // that cannot be read is left out, as an outage would be. Fails with bad_samples when no track has any
    // media, and as read_init does for a broken init segment.
    static result<flat_mp4> make(const std::vector<flat_track>& tracks, const read_bytes& read);

    std::uint64_t size() const { return size_; } // bytes of the whole file
    std::int64_t duration_ms() const { return duration_ms_; }
    std::size_t left_out() const { return left_out_; } // pieces that could not be read

    // What makes up [offset, offset + n), cut off at the end of the file. The views live as long as this.
    std::vector<flat_slice> slices(std::uint64_t offset, std::uint64_t n) const;

private:
    struct placed {
        std::uint64_t at = 0; // in the MP4
        file_range media;
    };

    std::string head_;
    std::vector<placed> media_;
    std::uint64_t size_ = 0;
    std::int64_t duration_ms_ = 0;
    std::size_t left_out_ = 0;
};

} // namespace jiangtang::origin
