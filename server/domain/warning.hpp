// The rule that turns what is known of a stream into warnings, each raised once and cleared once. Pure: the time is
// passed in; knows nothing of who reports or who is told.
#pragma once

#include "domain/signal.hpp"

#include <deque>
#include <map>

namespace jiangtang::domain {

enum class warning_code {
    no_source,      // nothing comes from the source, or nobody publishes
    no_sound,       // the source is there and silent
    black,          // its picture is black
    frozen,         // its picture stands still though the source goes on
    clipping,       // its sound is over full scale
    key_frames,     // they are too far apart for the segments
    dropped_frames, // the encoder cannot keep up
    rung_off,       // a quality was taken out
    drift,          // the source's clock runs away from ours
    recording       // it is in trouble
};

std::string_view name_of(warning_code);

struct warning {
    warning_code code = warning_code::no_source;
    std::string track{}; // of key_frames, dropped_frames, rung_off
    unix_ms since = 0;   // when it began; not when it was noticed
    std::optional<unix_ms> cleared_at{};
    // no_source … frozen: how long by now. clipping: of the last five seconds. key_frames: the interval. drift: in a minute.
    std::int64_t ms = 0;
    double share = 0;      // of dropped_frames: 0.02 is two of a hundred
    std::string problem{}; // of no_source and recording: a sentence
};

/// What is known of a live stream at one moment.
struct stream_facts {
    struct track {
        std::string name;
        std::int64_t key_frame_interval_ms = 0;
    };
    bool connected = false;                // somebody publishes
    const signal_report* report = nullptr; // the encoder's latest; null: none that is young enough
    unix_ms report_at = 0;                 // when it came
    std::vector<track> tracks;             // video, being published
    std::int64_t segment_ms = 2000;
    std::string recording_problem;
};

struct warning_change {
    bool raised = true; // false: cleared
    warning what;
};

/// The warnings of one live stream.
class warnings {
public:
    static constexpr std::size_t most_past = 10;

    /// What changed. To be called about twice a second while the event is live.
    std::vector<warning_change> see(const stream_facts&, unix_ms now);

    /// Those that hold, the oldest first; then the last ten that have passed, the latest first.
    std::vector<warning> list() const;

private:
    // Figures of a moving window.
    struct window {
        std::deque<std::pair<unix_ms, std::int64_t>> kept;
        void add(unix_ms at, std::int64_t value, unix_ms length);
        std::int64_t sum() const;
        std::int64_t change() const { return kept.empty() ? 0 : kept.back().second - kept.front().second; }
        unix_ms span() const { return kept.empty() ? 0 : kept.back().first - kept.front().first; }
    };
    struct watched {
        warning what;
        bool raised = false;
        std::optional<unix_ms> fine_since;
    };

    void remember(const stream_facts&);
    void merge(std::vector<warning> found, unix_ms now);
    std::vector<warning> find(const stream_facts&, unix_ms now) const;
    void find_in_report(const stream_facts&, unix_ms now, std::vector<warning>& out) const;
    unix_ms raise_after(warning_code) const;

    std::vector<watched> watched_; // what is wrong, raised or not yet
    std::deque<warning> past_;
    std::optional<unix_ms> began_;
    bool was_on_ = false; // the source, since then
    unix_ms report_at_ = 0;
    window clipped_, drift_;
    std::map<std::string, window> dropped_; // by track; no more than a report has
};

} // namespace jiangtang::domain
