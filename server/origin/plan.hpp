// Where segments begin, for all tracks of a stream: one numbering, one list of boundaries.
// Pure: microseconds in, boundaries out. Knows nothing of bytes, tracks or clocks.
//
// One track leads (the first video by name that is being fed, else sound) and its key frames make the boundaries;
// the others are cut where the leader was, so that a media sequence number means the same time in all of
// them. A run is the time between two discontinuities; its number is the discontinuity sequence.
#pragma once

#include "origin/settings.hpp"

#include <cstdint>
#include <deque>
#include <optional>

namespace jiangtang::origin {

struct boundary {
    std::int64_t msn = 0;
    std::int64_t run = 0;
    std::int64_t start_us = 0;
    std::int64_t end_us = 0; // of the media seen in it so far; start_us when none
};

class plan {
public:
    explicit plan(const settings& s);

    bool empty() const { return list_.empty(); }
    const boundary& back() const { return list_.back(); }

    // The last boundary at or before `at_us`; the first of all when there is none. Not on an empty plan.
    const boundary& at(std::int64_t at_us) const;
    // Nothing when it is too old or not there yet.
    const boundary* find(std::int64_t msn) const;

    // A publisher came anew to a track whose last segment is of `last_run`. Joins the newest run when the
    // track has nothing in it yet and the part is not clearly older than it (the other tracks of the same
    // publisher came first); else begins a run.
    const boundary& join_run(std::int64_t last_run, std::int64_t start_us);

    // The boundary for the leader's next part. `own_start_us` is where the leader's open segment began.
    // Cuts at a key frame when the segment is long enough or the part has a `head` of its own, and without one at
    // max_segment.
    const boundary& lead(std::int64_t start_us, std::optional<std::int64_t> own_start_us, bool key,
                         bool head = false);

    // After the leader's part that ends at `end_us` was put into its segment. Cuts right there when the
    // next part must begin a segment (`every_part_is_key`: sound), or most likely does: the last segment
    // had exactly this length, and so had the one before it, or it is the configured length. A wrong guess
    // costs one segment that begins without a key frame, and the guessing stops until two lengths agree.
    void led(std::int64_t end_us, std::int64_t own_start_us, bool every_part_is_key);

    // The leader's last part can only have been the last of its segment. What follows may be a run of its own: nobody else
    // is placed there before the leader.
    void led_to_the_end();

    // Remembers that some track has media up to `end_us` in this segment.
    void fill(std::int64_t msn, std::int64_t end_us);

    // Goes on after boundaries made before a restart: `list` is in order, without a hole in its numbers. Only on an
    // empty plan.
    void restore(std::deque<boundary> list);

    // Begins a segment at `at_us` within the run.
    const boundary& cut(std::int64_t at_us);

    // True when no boundary that is still to come can lie at or before `at_us`.
    bool settled(std::int64_t at_us) const;
    // Has the leader been placed beyond `at_us`?
    bool reached(std::int64_t at_us) const { return at_us < horizon_us_; }
    // The segment of a part that begins at `at_us`, when that is certain.
    std::optional<std::int64_t> segment_of(std::int64_t at_us) const;

    // How long the open segment most likely becomes: as the last one, else as configured.
    std::int64_t likely_length_us() const { return last_length_us_ > 0 ? last_length_us_ : target_us_; }

    std::int64_t runs() const { return list_.empty() ? 0 : list_.back().run; }
    std::int64_t next_msn() const;

private:
    const boundary& push(std::int64_t run, std::int64_t start_us);

    std::int64_t first_msn_;
    std::int64_t target_us_;   // the configured length; also how much older than its run a part may be
    std::int64_t shortest_us_; // a segment may be cut from here on
    std::int64_t longest_us_;
    std::size_t most_;
    std::deque<boundary> list_;
    std::int64_t horizon_us_ = 0;      // the leader has been placed up to here
    std::int64_t last_length_us_ = 0;  // of the leader's last segment
    std::int64_t usual_length_us_ = 0; // what the next one is expected to have; 0: nothing is expected
    bool ended_short_ = false;         // and the leader has not gone on yet
    bool doubted_ = false;             // a guess was wrong
    std::int64_t guessed_msn_ = -1;    // begun by a guess that no part has confirmed yet
};

} // namespace jiangtang::origin
