// Parts and segments of one track as they are kept. Plain values; all times are UTC microseconds.
#pragma once

#include "origin/settings.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace jiangtang::origin {

// One moof+mdat on its way into a track.
struct media_part {
    std::int64_t start_us = 0;
    std::int64_t end_us = 0;
    std::uint32_t samples = 0;
    bool independent = false; // begins with a key frame; sound always does
    shared_bytes bytes;
};

// A part in its segment. `bytes` is let go when the part leaves the playlist; it is then the piece
// [offset, offset + size) of the segment's `whole`.
struct kept_part {
    std::int64_t duration_us = 0;
    std::size_t offset = 0;
    std::size_t size = 0;
    std::uint32_t samples = 0;
    bool independent = false;
    shared_bytes bytes;
};

struct segment {
    std::int64_t msn = 0;
    std::int64_t run = 0;      // its discontinuity sequence number
    std::int64_t init_msn = 0; // names the init segment it needs
    std::int64_t start_us = 0;
    std::int64_t duration_us = 0;
    std::size_t bytes = 0;
    bool complete = false;
    bool gap = false; // EXT-X-GAP: this track had nothing here
    std::vector<kept_part> parts;
    shared_bytes whole; // set when complete, unless a gap
};

// The name of the part that will come next, when that is certain.
struct part_name {
    std::int64_t msn = 0;
    std::int64_t index = 0;
};

} // namespace jiangtang::origin
