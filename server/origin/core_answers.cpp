// What the core says to players; the publishers' side is in core.cpp.
#include "origin/core.hpp"

#include <algorithm>
#include <utility>

namespace jiangtang::origin {
namespace {

answer bytes_answer(shared_bytes body, bool video) {
    if (!body) return just(answer::status::not_found);
    answer a = media_answer(video);
    a.body = std::move(body);
    return a;
}

// How many parts beyond the last one may be asked for (6.2.5.2), by PART-TARGET as it is written: in steps of 10 us.
std::int64_t advance_part_limit(std::int64_t usual_part_us) {
    const auto part_target_us = (usual_part_us + 9) / 10 * 10;
    return part_target_us < 1'000'000 ? (3'000'000 + part_target_us - 1) / part_target_us : 3;
}

} // namespace

track* core::find(std::string_view name) const {
    for (const auto& t : tracks_) {
        if (t->name() == name) return t.get();
    }
    return nullptr;
}

answer core::get(std::string_view path, const query& q) {
    std::shared_ptr<const recording> recorded;
    answer a;
    const auto r = parse_path(path);
    {
        const std::lock_guard lock(mutex_);
        wanted ignored;
        a = evaluate(r, q, ignored);
        recorded = recording_;
    }
    // What memory no longer has is the recording's.
    const bool kept =
        r.what == resource::kind::init || r.what == resource::kind::segment || r.form == playlist_form::event;
    if (a.what == answer::status::not_found && kept && recorded) return recorded->get(r, r.form, q.skip);
    return a;
}

void core::when_ready(std::string_view path, const query& q, callback done) {
    const auto now = now_();
    const auto r = parse_path(path);
    answer a;
    {
        const std::lock_guard lock(mutex_);
        wanted what;
        a = evaluate(r, q, what);
        if (a.what == answer::status::wait) {
            if (waiters_.size() < settings_.max_waiters) {
                waiters_.add(what, now + 3000 * target_s(), std::move(done));
                return;
            }
            a.what = answer::status::busy;
        }
    }
    done(a.what == answer::status::not_found ? get(path, q) : std::move(a));
}

void core::give_up(std::int64_t now_ms) {
    due_calls due;
    {
        const std::lock_guard lock(mutex_);
        release(now_ms);
        leave_out_absent(now_ms);
        waiters_.collect([this](const wanted& w) { return evaluate(w); }, due);
        waiters_.expire(now_ms, due);
    }
    call(due);
}

answer core::evaluate(const resource& r, const query& q, wanted& what) {
    switch (r.what) {
    case resource::kind::none: return just(answer::status::not_found);
    case resource::kind::multivariant:
        // That of the time-shift is the recording's.
        return r.form == playlist_form::event ? just(answer::status::not_found) : multivariant(r.form);
    case resource::kind::init:
    case resource::kind::segment: return init_or_segment(r);
    case resource::kind::part:
        what = {.track = r.track, .what = r.what, .msn = r.msn, .part = r.index};
        break;
    case resource::kind::playlist:
        // 6.2.5.2: a part without its segment is a bad request.
        if (q.malformed || (q.part && !q.msn)) return just(answer::status::bad_request);
        what = {r.track, r.what, q.msn.value_or(-1), q.part.value_or(-1), q.skip, r.form};
        if (r.form == playlist_form::event)
            what.part = -1; // it lists none: all wait for the segment together
    }
    return evaluate(what);
}

// The recording tells the time-shift; who asks for the segment that comes next waits for it (6.2.5.2).
answer core::time_shift(const wanted& what) const {
    if (!recording_) return just(answer::status::not_found);
    const auto last = recording_->last_complete(what.track);
    if (!last && !ended_) return just(answer::status::not_yet);
    if (last && !ended_ && what.msn > *last + 2) return just(answer::status::bad_request);
    if (last && !ended_ && what.msn > *last) return just(answer::status::wait);
    resource r;
    r.what = what.what;
    r.track = what.track;
    return recording_->get(r, playlist_form::event, what.skip);
}

answer core::evaluate(const wanted& what) {
    if (what.form == playlist_form::event) return time_shift(what);
    track* t = find(what.track);
    // Before the first publisher nobody can say which tracks there will be.
    if (!t) return just(tracks_.empty() && !ended_ ? answer::status::not_yet : answer::status::not_found);
    return what.what == resource::kind::part ? part(*t, what) : playlist(*t, what);
}

answer core::part(const track& t, const wanted& what) const {
    if (auto bytes = t.part_bytes(what.msn, what.part)) return bytes_answer(std::move(bytes), t.video());
    if (ended_ || !t.has_media()) return just(answer::status::not_found);
    // Only what may come next is waited for: what is hinted, or what the hint would have to be.
    const segment* open = t.open();
    const bool goes_on =
        open && what.msn == open->msn && what.part == static_cast<std::int64_t>(open->parts.size());
    const bool begins = what.msn == t.segments().back().msn + 1 && what.part == 0;
    return just(goes_on || begins ? answer::status::wait : answer::status::not_found);
}

answer core::init_or_segment(const resource& r) const {
    const track* t = find(r.track);
    if (!t) return just(answer::status::not_found);
    if (r.what == resource::kind::init) return bytes_answer(t->init(r.msn), t->video());
    const segment* s = t->find(r.msn);
    return bytes_answer(s ? s->whole : nullptr, t->video());
}

// RFC 8216bis 6.2.5.2. `ok` has no body yet.
answer core::check_reload(const track& t, const wanted& what) const {
    const segment* open = t.open();
    const auto last_complete = t.segments().back().msn - (open ? 1 : 0);
    const auto edge = last_complete + 1; // the segment in the making
    const auto there = open ? static_cast<std::int64_t>(open->parts.size()) : 0;
    auto msn = what.msn;
    auto index = what.part;
    if (msn > last_complete + 2) return just(answer::status::bad_request);
    if (index >= 0 && msn == last_complete) {
        // A part beyond the last one of a segment means the first one of the next.
        const segment* s = t.find(msn);
        if (s && index >= static_cast<std::int64_t>(s->parts.size())) {
            ++msn;
            index = 0;
        }
    }
    const auto limit = advance_part_limit(t.usual_part_us());
    if (msn >= edge && index - (msn == edge ? there - 1 : -1) > limit)
        return just(answer::status::bad_request);
    const bool there_now = msn < edge || (msn == edge && index >= 0 && index < there);
    return just(there_now ? answer::status::ok : answer::status::wait);
}

answer core::playlist(track& t, const wanted& what) {
    if (!t.ready()) return just(ended_ ? answer::status::not_found : answer::status::not_yet);
    const bool blocking = what.msn >= 0 && !ended_;
    if (blocking) {
        const auto checked = check_reload(t, what);
        if (checked.what != answer::status::ok) return checked;
    }
    answer a = playlist_answer(rendered_playlist(t, what.form, what.skip));
    // What a blocking request names does not change: 6.2.5.2 allows six target durations.
    if (blocking) a.max_age = std::chrono::seconds(6 * target_s());
    return a;
}

shared_bytes core::rendered_playlist(const track& t, playlist_form form, bool skip) {
    auto& kept = rendered_[{t.name(), form, skip}];
    if (kept.version != version_)
        kept = {version_, std::make_shared<const std::string>(render_media(view_of(t, form), skip))};
    return kept.text;
}

// A low-latency list always has one (B.1). Until the leader has come as far it is where the next part most likely goes.
std::optional<part_name> core::hint(const track& t) const {
    if (ended_) return std::nullopt;
    // Nobody publishes: whoever comes begins a segment.
    if (!t.from.connected) return part_name{t.segments().back().msn + 1, 0};
    const segment* open = t.open();
    const auto next = plan_.segment_of(t.end_us() + slack_us(t));
    const bool stays =
        next ? open && *next <= open->msn
             : open && t.end_us() - open->start_us < plan_.likely_length_us() - t.usual_part_us() / 2;
    if (stays) return part_name{open->msn, static_cast<std::int64_t>(open->parts.size())};
    return part_name{std::max(next.value_or(0), t.next_possible_msn() + (open ? 1 : 0)), 0};
}

media_view core::view_of(const track& t, playlist_form form) const {
    media_view v;
    v.track = t.name();
    v.form = form;
    v.segments = &t.segments();
    v.first_listed = t.first_listed();
    v.target_s = target_s();
    // The track's own: all its parts but a segment's last must have 85 % of it (4.4.4.9), and sound is cut shorter.
    v.usual_part_us = t.usual_part_us();
    v.hint = hint(t);
    v.ended = ended_;
    for (const auto& other : tracks_) {
        if (other.get() != &t && other->ready())
            v.reports.push_back(report_of(other->name(), other->segments()));
    }
    return v;
}

// A player that saw the sound alone would stay without a picture, so the first answer waits for every
// publisher that is connected, but not for ever.
bool core::index_ready(std::int64_t now_ms) {
    if (index_ready_) return true;
    bool any = false;
    for (const auto& t : tracks_) {
        any = any || t->ready();
        const bool coming = !ended_ && !t->ready() && t->from.open > 0;
        if (coming && now_ms - t->from.opened_ms < settings_.max_segment.count()) return false;
    }
    return index_ready_ = any;
}

std::vector<rendition> core::renditions() const {
    // A rendition that nobody feeds while others go on is no choice for a player that begins.
    const auto any = std::any_of(tracks_.begin(), tracks_.end(),
                                 [](const auto& t) { return t->ready() && t->video() && !t->left_out(); });
    std::vector<rendition> all;
    for (const auto& t : tracks_) {
        if (!t->ready() || (any && t->video() && t->left_out())) continue;
        rendition r{t->name(), &t->codec(), 0, 0, t->health().frame_rate};
        std::int64_t length_us = 0, bits = 0;
        for (const auto& s : t->segments()) {
            if (!s.complete || s.gap || s.duration_us == 0) continue;
            const auto own = static_cast<std::int64_t>(s.bytes) * 8;
            r.peak = std::max(r.peak, own * 1'000'000 / s.duration_us);
            length_us += s.duration_us;
            bits += own;
        }
        if (length_us > 0) r.mean = bits * 1'000'000 / length_us;
        all.push_back(r);
    }
    return all;
}

answer core::multivariant(playlist_form form) {
    if (!index_ready(now_())) return just(ended_ ? answer::status::not_found : answer::status::not_yet);
    auto& kept = rendered_[{"", form, false}];
    if (kept.version != version_)
        kept = {version_, std::make_shared<const std::string>(render_multivariant(renditions(), form))};
    answer a = playlist_answer(kept.text);
    a.max_age = std::chrono::seconds(1);
    return a;
}

stream_health core::health() const {
    const auto now = now_();
    const std::lock_guard lock(mutex_);
    stream_health h;
    for (const auto& t : tracks_) {
        auto one = t->health();
        one.connected = t->from.connected && alive(*t, now);
        one.last_error = t->from.last_error;
        h.tracks.push_back(std::move(one));
    }
    h.next_msn = plan_.next_msn();
    h.discontinuities = plan_.runs();
    h.waiters = waiters_.size();
    h.ready = index_ready_;
    h.ended = ended_;
    return h;
}

} // namespace jiangtang::origin
