// One track of a recording as a table: which segments there are and where their bytes lie in its file.
// Not thread-safe; touches no file.
#pragma once

#include "origin/codec.hpp"
#include "origin/errors.hpp"
#include "origin/journal.hpp"
#include "origin/segment.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::origin {

struct byte_range {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

class recorded_track {
public:
    explicit recorded_track(std::string name) : name_(std::move(name)) {}

    const std::string& name() const { return name_; }
    const codec_info& codec() const { return codec_; }
    // Segments follow one another by number; the last one may still grow. Parts and segments have no bytes.
    const std::deque<segment>& segments() const { return segments_; }
    bool empty() const { return segments_.empty(); }
    std::uint64_t bytes() const { return bytes_; } // of the file
    std::int64_t longest_us() const { return longest_us_; }
    std::int64_t peak() const { return peak_; } // bits a second, of the largest segment
    std::int64_t mean() const;

    // The init segment of the parts that follow; `bytes` is ftyp+moov. Fails as read_init does.
    std::error_code add_init(std::string_view bytes);

    // Whether a part with this place in its segment continues what is there: the next one of the last
    // segment, or the first one of a later segment.
    bool continues(std::int64_t msn, std::int64_t index) const;
    // Appends it. `part` continues what is there. Numbers that were left out become gaps (EXT-X-GAP), each where `beside`,
    // another track or null, has that segment, as the live playlist has told them; else as long as can be guessed.
    void add_part(const journal_part& part, const recorded_track* beside);
    // Nobody feeds the track while others go on: what is before `to_msn` and not there becomes gaps, where `beside` has them.
    void leave_out(std::int64_t to_msn, const recorded_track& beside);
    // Nothing more comes to the last segment.
    void close();

    const segment* find(std::int64_t msn) const;
    byte_range range_of(const segment& s) const;
    std::optional<byte_range> init_range(std::int64_t msn) const;

    // Where in the replay this moment is: microseconds from its beginning. What lies before or in an outage
    // is where the picture goes on.
    std::int64_t position_us(std::int64_t utc_us) const;
    std::int64_t duration_us() const { return duration_us_; }
    // Of that, what is there.
    std::int64_t recorded_us() const { return recorded_us_; }

private:
    void add_gap(std::int64_t run, std::int64_t start_us, std::int64_t duration_us);
    void fill_gaps(const journal_part& next, const recorded_track* beside);
    void push(segment s);

    std::string name_;
    codec_info codec_;
    std::deque<segment> segments_;
    std::deque<std::uint64_t> offsets_;        // of the segments
    std::map<std::int64_t, byte_range> inits_; // by the first segment that needs it
    std::optional<byte_range> next_init_;
    std::uint64_t bytes_ = 0;
    std::uint64_t media_bytes_ = 0;
    std::int64_t duration_us_ = 0;
    std::int64_t recorded_us_ = 0;
    std::int64_t longest_us_ = 0;
    std::int64_t peak_ = 0;
};

} // namespace jiangtang::origin
