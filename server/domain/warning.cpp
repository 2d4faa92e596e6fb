#include "domain/warning.hpp"

#include "domain/enum_names.hpp"

#include <algorithm>
#include <cmath>

namespace jiangtang::domain {
namespace {

using enum warning_code;

constexpr enum_names<warning_code, 10> names{{{no_source, "no_source"},
                                              {no_sound, "no_sound"},
                                              {black, "black"},
                                              {frozen, "frozen"},
                                              {clipping, "clipping"},
                                              {key_frames, "key_frames"},
                                              {dropped_frames, "dropped_frames"},
                                              {rung_off, "rung_off"},
                                              {drift, "drift"},
                                              {recording, "recording"}}};

/// How long it must be wrong before anybody is told, and how long right before it is called over: speakers pause, a slide
/// show begins in the dark, a machine stutters once. People who are called for nothing stop coming.
struct patience {
    warning_code code;
    unix_ms raise, clear;
};
constexpr std::array<patience, 10> patiences{{{no_source, 2000, 1000},
                                              {no_sound, 8000, 1000}, // longer than a speaker's pause
                                              {black, 5000, 1000},    // longer than a fade
                                              {frozen, 8000, 1000},
                                              {clipping, 0, 5000},
                                              {key_frames, 0, 30'000}, // encoders vary them
                                              {dropped_frames, 0, 10'000},
                                              {rung_off, 1000, 10'000},
                                              {drift, 10'000, 30'000},
                                              {recording, 0, 5000}}};
constexpr unix_ms first_patience = 10'000; // a source that has yet to start
constexpr unix_ms no_reports = 5000;       // who has sent none by now sends none
constexpr unix_ms unknown_clear = 30'000;  // nothing is known any more

constexpr unix_ms clip_window = 5000, drop_window = 10'000, drift_window = 60'000;
constexpr std::int64_t clipped_limit = 1000; // ms of clip_window
constexpr double dropped_limit = 0.01;
constexpr std::int64_t drift_limit = 300; // ms in a minute: crystals differ by six at most

const patience& patience_of(warning_code code) {
    return *std::find_if(patiences.begin(), patiences.end(), [&](const auto& p) { return p.code == code; });
}

bool is_reported(warning_code code) { return code != no_source && code != key_frames && code != recording; }
bool is_duration(warning_code code) { return code <= frozen; }
bool is_away(const stream_facts& f) { return f.report && f.report->source.state == source_state::away; }

} // namespace

std::string_view name_of(warning_code code) { return name_in(names, code); }

void warnings::window::add(unix_ms at, std::int64_t value, unix_ms length) {
    if (!kept.empty() && at < kept.back().first) kept.clear(); // the clock was set back
    kept.emplace_back(at, value);
    while (kept.front().first <= at - length) kept.pop_front();
}

std::int64_t warnings::window::sum() const {
    std::int64_t all = 0;
    for (const auto& [at, value] : kept) all += value;
    return all;
}

/// Takes the figures of a report that was not seen before into the windows.
void warnings::remember(const stream_facts& f) {
    if (!f.report || f.report_at == report_at_) return;
    report_at_ = f.report_at;
    const auto& r = *f.report;
    clipped_.add(report_at_, r.sound.clipped_ms, clip_window);
    if (r.source.drift_ms) drift_.add(report_at_, *r.source.drift_ms, drift_window);
    std::erase_if(dropped_, [&](const auto& one) {
        return std::none_of(r.renditions.begin(), r.renditions.end(),
                            [&](const auto& rung) { return rung.track == one.first; });
    });
    for (const auto& rung : r.renditions) {
        auto& seen = dropped_[rung.track];
        if (!seen.kept.empty() && rung.dropped < seen.kept.back().second) seen.kept.clear(); // began anew
        seen.add(report_at_, rung.dropped, drop_window);
    }
}

void warnings::find_in_report(const stream_facts& f, unix_ms now, std::vector<warning>& out) const {
    const auto& r = *f.report;
    auto lasting = [&](warning_code code, std::int64_t ms) {
        if (ms > 0) out.push_back({.code = code, .since = f.report_at - ms, .ms = ms});
    };
    lasting(no_sound, r.sound.silent_ms);
    lasting(black, r.picture.black_ms);
    lasting(frozen, r.picture.frozen_ms);
    if (auto ms = clipped_.sum(); ms >= clipped_limit)
        out.push_back({.code = clipping, .since = now, .ms = ms});
    if (auto ms = drift_.change(); drift_.span() >= drift_window / 2 && std::abs(ms) >= drift_limit)
        out.push_back({.code = drift, .since = now, .ms = ms});
    for (const auto& rung : r.renditions) {
        if (rung.off) out.push_back({.code = rung_off, .track = rung.track, .since = now});
        const auto known = dropped_.find(rung.track);
        if (known == dropped_.end()) continue; // of a report that was not taken in
        const auto& seen = known->second;
        const auto lost = static_cast<double>(seen.change());
        const auto shown = rung.fps * static_cast<double>(seen.span()) / 1000;
        if (const auto share = lost / std::max(1.0, lost + shown);
            seen.span() >= drop_window / 2 && share > dropped_limit)
            out.push_back(
                {.code = dropped_frames, .track = rung.track, .since = now - seen.span(), .share = share});
    }
}

/// All that is wrong at this moment.
std::vector<warning> warnings::find(const stream_facts& f, unix_ms now) const {
    std::vector<warning> out;
    if (!f.connected || is_away(f)) {
        out.push_back({.code = no_source, .since = now});
        if (is_away(f)) out.back().problem = f.report->source.problem;
    }
    if (f.report && !is_away(f)) find_in_report(f, now, out);
    for (const auto& t : f.tracks)
        if (t.key_frame_interval_ms > 2 * f.segment_ms)
            out.push_back({.code = key_frames, .track = t.name, .since = now, .ms = t.key_frame_interval_ms});
    if (!f.recording_problem.empty())
        out.push_back({.code = recording, .since = now, .problem = f.recording_problem});
    return out;
}

unix_ms warnings::raise_after(warning_code code) const {
    return code == no_source && !was_on_ ? first_patience : patience_of(code).raise;
}

/// Takes what was found over what is known; what is not found any more is fine from now on.
void warnings::merge(std::vector<warning> found, unix_ms now) {
    for (auto& w : watched_)
        if (!w.fine_since) w.fine_since = now; // unless it is found again
    for (auto& one : found) {
        auto known = std::find_if(watched_.begin(), watched_.end(), [&](const watched& w) {
            return w.what.code == one.code && w.what.track == one.track;
        });
        if (known == watched_.end()) {
            watched_.push_back({std::move(one), false, {}});
            continue;
        }
        // Reports come late by a little more or less: what was told keeps the beginning that it was told with.
        one.since = known->raised ? known->what.since : std::min(known->what.since, one.since);
        known->what = std::move(one);
        known->fine_since.reset();
    }
}

std::vector<warning_change> warnings::see(const stream_facts& f, unix_ms now) {
    if (!began_) began_ = now;
    remember(f);
    merge(find(f, now), now);
    was_on_ = was_on_ || (f.report ? !is_away(f) : f.connected && now - *began_ > no_reports);
    std::vector<warning_change> out;
    for (auto& w : watched_) {
        const bool unknown = is_reported(w.what.code) && (!f.report || is_away(f));
        const auto clear = unknown ? unknown_clear : patience_of(w.what.code).clear;
        if (is_duration(w.what.code)) w.what.ms = w.fine_since.value_or(now) - w.what.since;
        if (!w.raised && !w.fine_since && now - w.what.since >= raise_after(w.what.code)) {
            w.raised = true;
            out.push_back({true, w.what});
        } else if (w.raised && w.fine_since && now - *w.fine_since >= clear) {
            w.what.cleared_at = *w.fine_since;
            out.push_back({false, w.what});
            past_.push_front(w.what);
        }
    }
    if (past_.size() > most_past) past_.resize(most_past);
    std::erase_if(watched_,
                  [](const watched& w) { return w.what.cleared_at || (!w.raised && w.fine_since); });
    return out;
}

std::vector<warning> warnings::list() const {
    std::vector<warning> out;
    for (const auto& w : watched_)
        if (w.raised) out.push_back(w.what);
    out.insert(out.end(), past_.begin(), past_.end());
    return out;
}

} // namespace jiangtang::domain
