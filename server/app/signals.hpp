// What encoders report of their streams, and the warnings of every live event. Kept in memory: a report is old in seconds.
#pragma once

#include "base/clock.hpp"
#include "domain/drift.hpp"
#include "domain/warning.hpp"
#include "wire/stream_state.hpp"

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace jiangtang::app {

class signals {
public:
    signals(unix_ms segment_ms, clock_fn clock) : segment_ms_{segment_ms}, now_{std::move(clock)} {}

    /// The latest report of an event's encoder, which may publish (see may_publish).
    void take(const std::string& event, domain::signal_report);

    /// Adds the report (when it is younger than five seconds), the warnings, and how far each track has drifted.
    void add_to(wire::stream_state&, const std::string& event) const;

    /// Sees how a live event's stream is now; says what became wrong or right by it.
    std::vector<domain::warning_change> look(const std::string& event, const wire::stream_state&);

    /// Forgets the warnings of every event but these, and reports that are too old.
    void keep_only(const std::vector<std::string>& live);

private:
    struct entry {
        std::optional<domain::signal_report> report;
        unix_ms report_at = 0;
        domain::warnings warnings;
        std::map<std::string, domain::drift_meter> drifts; // by track
    };
    bool is_young(const entry&) const;

    const unix_ms segment_ms_;
    const clock_fn now_;
    mutable std::mutex mutex_;
    std::map<std::string, entry> entries_;
};

} // namespace jiangtang::app
