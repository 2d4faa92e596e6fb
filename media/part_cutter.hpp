// Cuts one track's encoded samples into parts on a fixed grid of integer ticks. Pure: no GStreamer, no boxes.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace jiangtang::media {

struct sample {
    std::string bytes;
    std::uint32_t duration = 0; // ticks of the track's timescale
    bool key = false;           // decodable alone (an IDR picture; every AAC frame)
};

// Some samples that follow one another; becomes one moof+mdat.
struct part {
    std::int64_t start = 0; // tfdt: ticks of the track's timescale since the Unix epoch
    std::vector<sample> samples;
    bool segment_start = false; // the first part of a segment, and it begins with a key sample

    std::int64_t duration() const;
};

// The grid lines lie at origin + k * segment_ticks / parts_per_segment, rounded up; a sample belongs to the part
// in which it begins. Tracks with different timescales that share an origin so begin their segments at the same
// moments, with no tolerance and no drift.
class part_cutter {
public:
    part_cutter(std::int64_t origin, std::int64_t segment_ticks, int parts_per_segment);

    // The grid begins anew at `origin`, where the open segment ends: not before the end of what was added, nor before an
    // origin given earlier. Gives the part that is complete by that.
    std::optional<part> restart(std::int64_t origin);

    // Takes the next sample; gives the part that it completes, at once, without waiting for the next sample.
    std::optional<part> add(sample next);

    // What is left at the end: a short part, or nothing.
    std::optional<part> flush();

    // The last line of the grid that is not after `at`; `at` is not before what was added.
    std::int64_t line_before(std::int64_t at) const;

private:
    std::int64_t part_of(std::int64_t at, std::int64_t origin) const;
    bool ends(std::int64_t before) const;

    std::int64_t origin_;
    std::deque<std::int64_t> origins_; // that are still to come
    std::int64_t segment_ticks_;
    int parts_per_segment_;
    std::int64_t next_;              // start of the next sample
    std::int64_t last_segment_ = -1; // number of the last segment that a part began
    part open_;
};

} // namespace jiangtang::media
