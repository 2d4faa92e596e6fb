#include "app/signals.hpp"

#include <algorithm>

namespace jiangtang::app {
namespace {

constexpr unix_ms young = 5000;

} // namespace

bool signals::is_young(const entry& e) const { return e.report && now_() - e.report_at < young; }

void signals::take(const std::string& event, domain::signal_report report) {
    std::lock_guard hold{mutex_};
    auto& e = entries_[event];
    e.report = std::move(report);
    e.report_at = now_();
}

void signals::add_to(wire::stream_state& s, const std::string& event) const {
    std::lock_guard hold{mutex_};
    auto it = entries_.find(event);
    if (it == entries_.end()) return;
    const auto& e = it->second;
    if (is_young(e)) s.signal = e.report;
    s.warnings = e.warnings.list();
    for (auto& t : s.tracks)
        if (auto d = e.drifts.find(t.name); d != e.drifts.end()) t.drift_ms = d->second.drift_ms();
}

std::vector<domain::warning_change> signals::look(const std::string& event, const wire::stream_state& s) {
    std::lock_guard hold{mutex_};
    auto& e = entries_[event];
    domain::stream_facts f;
    f.connected = s.connected;
    f.segment_ms = segment_ms_;
    if (is_young(e)) f.report = &*e.report;
    f.report_at = e.report_at;
    if (s.recording) f.recording_problem = s.recording->problem;
    for (const auto& t : s.tracks) {
        if (!t.connected) {
            e.drifts.erase(t.name);
            continue;
        }
        if (t.last_part_at > 0) e.drifts[t.name].part_came(t.last_part_at, t.last_part_ends);
        if (t.width > 0) f.tracks.push_back({t.name, t.key_frame_interval_ms});
    }
    return e.warnings.see(f, now_());
}

void signals::keep_only(const std::vector<std::string>& live) {
    std::lock_guard hold{mutex_};
    for (auto it = entries_.begin(); it != entries_.end();) {
        auto& [event, e] = *it;
        if (std::find(live.begin(), live.end(), event) == live.end()) {
            e.warnings = {};
            e.drifts.clear();
            if (!is_young(e)) {
                it = entries_.erase(it);
                continue;
            }
        }
        ++it;
    }
}

} // namespace jiangtang::app
