// What a recording says to players, and of itself; the writing side is in recording.cpp.
#include "origin/recording.hpp"

#include "origin/playlist.hpp"

#include <algorithm>

namespace jiangtang::origin {
namespace {

// The number from which on there is so much.
std::int64_t first_of_tail(const std::deque<segment>& segments, std::chrono::milliseconds length) {
    auto from = segments.size();
    for (std::int64_t us = 0; from > 0 && us < std::chrono::microseconds(length).count();)
        us += segments[--from].duration_us;
    return segments.empty() ? 0 : segments[from].msn;
}

constexpr std::int64_t shortest_gap_us = 100'000; // less is rounding and the encoder's start

} // namespace

const recording::entry* recording::find(const std::string& name) const {
    for (const auto& e : entries_) {
        if (e->track.name() == name && !e->track.empty()) return e.get();
    }
    return nullptr;
}

// The track whose time is the replay's: the picture that has most of it, else the sound.
const recording::entry* recording::leader() const {
    const entry* best = nullptr;
    const auto worth = [](const entry& e) { return std::pair(e.track.codec().video, e.track.recorded_us()); };
    for (const auto& e : entries_) {
        if (!e->track.empty() && (!best || worth(*e) > worth(*best))) best = e.get();
    }
    return best;
}

std::int64_t recording::target_s() const {
    auto longest = std::chrono::microseconds(with_.segment).count();
    for (const auto& e : entries_) longest = std::max(longest, e->track.longest_us());
    return target_duration_s(longest);
}

answer recording::get(const resource& r, playlist_form form, bool skip) const {
    const std::lock_guard lock(mutex_);
    if (r.what == resource::kind::multivariant) return multivariant(form);
    const auto* e = find(r.track);
    if (!e) return {};
    if (r.what == resource::kind::playlist) return playlist(*e, form, skip);
    std::optional<byte_range> where;
    if (r.what == resource::kind::init) where = e->track.init_range(r.msn);
    const auto* s = r.what == resource::kind::segment ? e->track.find(r.msn) : nullptr;
    if (s && s->complete && !s->gap) where = e->track.range_of(*s);
    if (!where) return {};
    answer a = media_answer(e->track.codec().video);
    a.slice = std::make_shared<const file_slice>(file_slice{e->file, where->offset, where->size});
    return a;
}

answer recording::playlist(const entry& e, playlist_form form, bool skip) const {
    media_view v;
    v.track = e.track.name();
    v.form = form;
    v.segments = &e.track.segments();
    v.target_s = target_s();
    v.ended = finished_;
    auto& kept = rendered_[{e.track.name(), form, skip}];
    if (!kept.text || kept.segments != v.segments->size() || kept.finished != finished_)
        kept = {v.segments->size(), finished_, std::make_shared<const std::string>(render_media(v, skip))};
    return playlist_answer(kept.text);
}

answer recording::multivariant(playlist_form form) const {
    std::vector<rendition> all;
    // What was switched off most of the time is no choice.
    const auto most = leader() ? leader()->track.recorded_us() : 0;
    for (const auto& e : entries_) {
        const auto& t = e->track;
        if (t.empty() || (t.codec().video && t.recorded_us() < most / 2)) continue;
        all.push_back({t.name(), &t.codec(), t.peak(), t.mean(), 0});
    }
    if (all.empty()) return just(answer::status::not_found);
    return playlist_answer(std::make_shared<const std::string>(render_multivariant(all, form)));
}

std::vector<track_tail> recording::tails(std::chrono::milliseconds length) const {
    const std::lock_guard lock(mutex_);
    std::vector<track_tail> all;
    // All begin with the same one, so that no MEDIA-SEQUENCE goes back.
    std::int64_t first = 0;
    for (const auto& e : entries_) first = std::max(first, first_of_tail(e->track.segments(), length));
    for (const auto& e : entries_) {
        const auto& segments = e->track.segments();
        if (segments.empty()) continue;
        track_tail tail{e->track.name(), e->track.codec(), {}, {}};
        for (const auto& kept : segments) {
            if (kept.msn < first) continue;
            auto s = kept;
            const auto where = e->track.range_of(s);
            const auto read = [&](const byte_range& r) {
                return std::make_shared<const std::string>(
                    e->file->read(r.offset, static_cast<std::size_t>(r.size)));
            };
            if (!s.gap) s.whole = read(where);
            if (!tail.inits.contains(s.init_msn))
                tail.inits[s.init_msn] = read(*e->track.init_range(s.init_msn));
            tail.segments.push_back(std::move(s));
        }
        if (!tail.segments.empty()) all.push_back(std::move(tail));
    }
    return all;
}

std::optional<std::int64_t> recording::last_complete(const std::string& track) const {
    const std::lock_guard lock(mutex_);
    const auto* e = find(track);
    if (!e) return std::nullopt;
    const auto& last = e->track.segments().back();
    if (!last.complete && e->track.segments().size() == 1) return std::nullopt;
    return last.complete ? last.msn : last.msn - 1;
}

bool recording::empty() const {
    const std::lock_guard lock(mutex_);
    return !leader();
}

bool recording::finished() const {
    const std::lock_guard lock(mutex_);
    return finished_;
}

recording_health recording::health() const {
    recording_health h;
    h.free_bytes = free_bytes_;
    const std::lock_guard lock(mutex_);
    h.trouble = trouble_;
    h.reason = reason_;
    for (const auto& e : entries_) h.bytes += e->track.bytes();
    if (const auto* e = leader()) {
        h.starts_at = e->track.segments().front().start_us / 1000;
        h.duration_ms = e->track.duration_us() / 1000;
    }
    return h;
}

std::int64_t recording::ends_at() const {
    const std::lock_guard lock(mutex_);
    std::int64_t end = 0;
    for (const auto& e : entries_) {
        if (e->track.empty()) continue;
        const auto& last = e->track.segments().back();
        end = std::max(end, (last.start_us + last.duration_us) / 1000);
    }
    return end;
}

std::int64_t recording::position_us(std::int64_t utc_us) const {
    const std::lock_guard lock(mutex_);
    const auto* e = leader();
    return e ? e->track.position_us(utc_us) : 0;
}

std::vector<recording_gap> recording::gaps() const {
    const std::lock_guard lock(mutex_);
    std::vector<recording_gap> found;
    const auto* e = leader();
    if (!e) return found;
    std::int64_t position = 0;
    std::int64_t end = e->track.segments().front().start_us; // of what is recorded so far
    for (const auto& s : e->track.segments()) {
        if (!s.gap) {
            if (s.start_us - end >= shortest_gap_us) found.push_back({position, s.start_us - end});
            end = s.start_us + s.duration_us;
        }
        position += s.duration_us;
    }
    return found;
}

std::unique_ptr<const recording::track_files> recording::best(bool video) const {
    const std::lock_guard lock(mutex_);
    std::int64_t longest = 0;
    for (const auto& e : entries_) {
        if (e->track.codec().video == video) longest = std::max(longest, e->track.recorded_us());
    }
    const entry* found = nullptr;
    for (const auto& e : entries_) {
        const auto& t = e->track;
        if (t.empty() || t.codec().video != video || t.recorded_us() < longest / 10 * 9) continue;
        if (!found || t.codec().height > found->track.codec().height) found = e.get();
    }
    if (!found) return nullptr;
    return std::make_unique<const track_files>(track_files{found->track, found->file});
}

} // namespace jiangtang::origin
