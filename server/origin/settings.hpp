// The limits and lengths of one event's stream, with the defaults the program uses.
// Must not know where they are configured.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace jiangtang::origin {

using shared_bytes = std::shared_ptr<const std::string>;

struct settings {
    // Shortest wanted segment. A segment is cut at the first key frame at or after 90 % of it.
    std::chrono::milliseconds segment{2000}; // at least 200
    // Expected part. PART-TARGET is this or the longest part seen, whichever is longer.
    std::chrono::milliseconds part{333};
    // Media listed in the playlists. What leaves them stays fetchable for as long again (6.2.2).
    std::chrono::milliseconds window{60000};
    // Without a key frame a segment is cut here all the same, so that it stays bounded.
    std::chrono::milliseconds max_segment{10000};
    // A fragment longer than this is refused.
    std::chrono::milliseconds max_part{10000};
    // How long sound that is ahead of the picture waits to learn where the segment ends.
    std::chrono::milliseconds hold{1000};
    // A tfdt this near to the clock counts as UTC time; anything else is mapped at its arrival.
    std::chrono::milliseconds epoch_tolerance{30000};

    std::size_t max_box = 16u << 20;          // bytes; for moov and ftyp a quarter of a megabyte
    std::size_t max_track_bytes = 512u << 20; // kept per track; the oldest segments go first
    std::size_t max_tracks = 8;
    std::size_t max_waiters = 100'000;

    // First media sequence number. A program that restarts within an event gives a number above those
    // it gave out before (UTC ms / segment does), so that no name in a cache means two things.
    std::int64_t first_sequence = 0;
};

} // namespace jiangtang::origin
