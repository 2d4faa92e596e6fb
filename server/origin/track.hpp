// One track of a stream: its init segments, its segments and what is known of its publisher.
// Not thread-safe and without a clock: the core holds the lock and passes the time in.
#pragma once

#include "origin/codec.hpp"
#include "origin/health.hpp"
#include "origin/plan.hpp"
#include "origin/recording.hpp"
#include "origin/segment.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace jiangtang::origin {

// Who publishes a track. A number grows with every publish() of the stream; the highest that has
// delivered a part is the feeder.
struct publishers {
    std::uint64_t feeder = 0;
    bool connected = false;         // the feeder's connection is open
    int open = 0;                   // connections, with or without media
    std::int64_t opened_ms = 0;     // UTC; when the last one came
    std::int64_t taken_over_ms = 0; // UTC; when the feeder took over from one that was well
    std::int64_t offset_us = 0;     // from the feeder's media time to UTC
    std::string last_error;
};

class track {
public:
    track(std::string name, const settings& s) : name_(std::move(name)), settings_(s) {}

    const std::string& name() const { return name_; }
    const codec_info& codec() const { return codec_; }
    bool video() const { return codec_.video; }
    bool has_media() const { return !segments_.empty(); }
    // A segment is complete: the lengths in its playlist can be relied on.
    bool ready() const { return ready_; }

    // From the next part on the track has this init segment (ftyp+moov).
    void set_init(shared_bytes bytes, codec_info codec);
    // Puts a part into the segment of `b`; completes the one before and fills in EXT-X-GAP segments when
    // numbers were left out, out of `p`. `b.msn` is not below next_possible_msn().
    void append(const boundary& b, const plan& p, media_part part, std::int64_t now_ms);
    // Completes the open segment, if there is one.
    void close();
    // Nobody feeds this track while others go on: what is before `to_msn` and not there becomes EXT-X-GAP segments.
    void leave_out(std::int64_t to_msn, const plan& p);
    // The last segment is a gap.
    bool left_out() const { return has_media() && segments_.back().gap; }
    // Has the end that was recorded before a restart. Only on a track without media.
    void restore(track_tail tail);

    // The open segment; null when the last one is complete.
    const segment* open() const;
    const segment* find(std::int64_t msn) const;
    shared_bytes init(std::int64_t msn) const;
    // The bytes of a part, cut out of its segment when it is an old one. Null when there is no such part.
    shared_bytes part_bytes(std::int64_t msn, std::int64_t index) const;

    const std::deque<segment>& segments() const { return segments_; }
    std::size_t first_listed() const { return first_listed_; }
    std::int64_t next_possible_msn() const;
    std::int64_t end_us() const { return end_us_; }
    std::int64_t last_run() const { return segments_.empty() ? 0 : segments_.back().run; }
    std::int64_t last_part_at_ms() const { return last_part_at_ms_; }
    // How long its parts are: the median of the last ones of this run, so that neither short last parts of segments nor some
    // that were drawn out because pictures were missing count. As configured while it has none.
    std::int64_t usual_part_us() const;
    // A part so short can only be the last of its segment (4.4.4.9).
    bool is_short(std::int64_t part_us) const { return part_us * 100 < usual_part_us_ * 85; }
    std::int64_t longest_segment_us() const { return longest_segment_us_; }
    std::size_t bytes_kept() const;

    // Lets go of what is out of the window, and of the parts of segments that begin `parts_us` or more
    // before the end.
    void trim(std::int64_t parts_us);

    // All but `connected` and `last_error`.
    track_health health() const;

    publishers from;
    std::deque<media_part> held; // waiting to learn where the leader cuts

private:
    void start_segment(const boundary& b, std::int64_t start_us);
    void fill_gaps(std::int64_t to_msn, const plan& p);
    void learn_length(std::int64_t part_us);
    void drop_front();

    std::string name_;
    settings settings_;
    codec_info codec_;
    shared_bytes next_init_;
    std::map<std::int64_t, shared_bytes> inits_; // by the first segment that needs it
    std::deque<segment> segments_;
    std::size_t first_listed_ = 0;
    bool ready_ = false;
    std::int64_t end_us_ = 0;
    std::int64_t last_part_at_ms_ = 0;
    std::deque<std::int64_t> last_parts_us_;
    std::int64_t usual_part_us_ = 0;
    std::int64_t longest_segment_us_ = 0;
    std::int64_t last_key_us_ = 0;
    std::int64_t key_interval_us_ = 0;
    std::uint64_t parts_total_ = 0;
    std::uint64_t bytes_total_ = 0;
    std::size_t kept_ = 0;       // bytes of segments
    std::size_t kept_twice_ = 0; // bytes of parts whose segment is complete
};

} // namespace jiangtang::origin
