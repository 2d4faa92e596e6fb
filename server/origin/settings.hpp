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
    // Expected part, until the parts that come say how long they are.
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

    // What one track may be. Browsers and the decoders of phones end at level 5.1 of H.264: 4096 x 2304 pixels,
    // and 983,040 macroblocks of 16 x 16 pixels a second, which is 3840 x 2160 at 30 or 1920 x 1080 at 120
    // (ITU-T H.264, table A-1); above 60 frames a second they drop some.
    int max_level = 51;
    int max_width = 4096;
    int max_height = 2304;
    int max_frame_rate = 60;
    std::int64_t max_macroblocks = 983'040;
    // Bits a second over some seconds: more than twice what 4K at 30 needs, more than viewers' lines carry.
    std::int64_t max_bit_rate = 40'000'000;
    // Without a key frame for so long nobody can join or recover any more.
    std::chrono::milliseconds max_key_interval{30000};
    // Who has taken a track over from a publisher that was well keeps it at least so long: two encoders that
    // share one key and connect again and again do not throw each other out all the time.
    std::chrono::milliseconds take_over_rest{30000};

    // First media sequence number. A program that restarts within an event gives a number above those
    // it gave out before (UTC ms / segment does), so that no name in a cache means two things.
    std::int64_t first_sequence = 0;
};

} // namespace jiangtang::origin
