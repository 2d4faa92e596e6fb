#include "origin/core.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace jiangtang::origin {
namespace {

constexpr std::size_t max_parts = 1024;        // in one segment
constexpr std::size_t max_held = 16;           // parts that wait for the leader
constexpr std::int64_t overlap_us = 100'000;   // a fragment may begin this much before the last one's end
constexpr std::int64_t go_back_us = 1'000'000; // how far a new publisher's time may lie before the old one's
constexpr std::int64_t rounding_us = 1000;     // between the timescales of two video tracks

std::int64_t us(std::chrono::milliseconds d) { return std::chrono::microseconds(d).count(); }

void call(due_calls& due) {
    for (auto& [done, a] : due) done(std::move(a));
}

// Lengths that would divide by zero or cut at every part are brought up to what can work.
settings sane(settings s) {
    using std::chrono::milliseconds;
    s.segment = std::max(s.segment, milliseconds(200));
    s.part = std::max(s.part, milliseconds(20));
    s.window = std::max(s.window, 3 * s.segment);
    s.max_segment = std::max(s.max_segment, 2 * s.segment);
    return s;
}

} // namespace

core::core(settings s, std::function<std::int64_t()> now_ms)
    : settings_(sane(s)), now_(std::move(now_ms)), plan_(settings_), map_(settings_) {}

result<feed> core::enter(std::string_view name) {
    if (!valid_track_name(name)) return errc::bad_track_name;
    const auto now = now_();
    const std::lock_guard lock(mutex_);
    if (ended_) return errc::stream_ended;
    if (!find(name)) {
        // A name under which nothing ever came makes room for one that may bring something.
        const auto idle = [](const auto& t) { return !t->has_media() && t->from.open == 0; };
        if (tracks_.size() >= settings_.max_tracks) std::erase_if(tracks_, idle);
        if (tracks_.size() >= settings_.max_tracks) return errc::too_many_tracks;
        tracks_.push_back(std::make_shared<track>(std::string(name), settings_));
    }
    feed f;
    f.to = *std::find_if(tracks_.begin(), tracks_.end(), [&](const auto& t) { return t->name() == name; });
    f.number = ++last_publisher_;
    ++f.to->from.open;
    f.to->from.opened_ms = now;
    return f;
}

std::error_code core::deliver(feed& f, const fragment& fr, shared_bytes bytes) {
    due_calls due;
    {
        const std::lock_guard lock(mutex_);
        // The clock belongs to the owner of the stream, whose end it does not outlive.
        if (ended_) return errc::stream_ended;
        if (const auto ec = take(f, fr, std::move(bytes), now_())) return ec;
        waiters_.collect([this](const wanted& w) { return evaluate(w); }, due);
    }
    call(due);
    return {};
}

void core::leave(feed& f, std::error_code why) {
    due_calls due;
    {
        const std::lock_guard lock(mutex_);
        auto& from = f.to->from;
        --from.open;
        if (from.feeder == f.number && !ended_) {
            const auto now = now_();
            from.connected = false;
            put_held(*f.to, now);
            release(now);
        }
        if (why && why != errc::replaced && why != errc::stream_ended) from.last_error = why.message();
        ++version_;
        waiters_.collect([this](const wanted& w) { return evaluate(w); }, due);
    }
    call(due);
}

void core::end() {
    const auto now = now_();
    due_calls due;
    {
        const std::lock_guard lock(mutex_);
        if (ended_) return;
        for (auto& t : tracks_) {
            put_held(*t, now);
            t->close();
            t->from.connected = false;
        }
        ended_ = true;
        ++version_;
        waiters_.collect([this](const wanted& w) { return evaluate(w); }, due);
    }
    call(due);
}

// True when this part begins something that does not continue what the track had: another publisher,
// another init segment, or a jump in time. Nothing is changed by it.
result<bool> core::begins_anew(feed& f, const fragment& fr, std::int64_t start_us) {
    const track& t = *f.to;
    if (f.number < t.from.feeder) return errc::replaced;
    if (f.number > t.from.feeder || f.fresh) {
        if (t.has_media() && t.video() != f.init.codec.video) return errc::kind_changed;
        return true;
    }
    const auto since = start_us - to_us(f.next_ticks, f.init.timescale);
    if (since < -overlap_us) return errc::time_went_back;
    if (since <= us(settings_.segment)) return false;
    return fr.sync || !f.init.codec.video;
}

// Memory stays bounded whatever a publisher sends: its segment by count and bytes, its track by trim().
std::error_code core::within_bounds(const track& t, std::size_t size) const {
    const segment* open = t.open();
    if (open && open->parts.size() >= max_parts) return errc::too_many_parts;
    if ((open ? open->bytes : 0) + size > settings_.max_track_bytes) return errc::too_many_bytes;
    return {};
}

std::error_code core::take(feed& f, const fragment& fr, shared_bytes bytes, std::int64_t now_ms) {
    track& t = *f.to;
    const bool video = f.init.codec.video;
    const auto end_ticks = fr.decode_time + fr.duration;
    const auto start_us = to_us(fr.decode_time, f.init.timescale);
    const auto end_us = to_us(end_ticks, f.init.timescale);
    if (end_us <= start_us || end_us - start_us > us(settings_.max_part)) return errc::bad_duration;
    const auto anew = begins_anew(f, fr, start_us);
    if (!anew) return anew.error();
    // A publisher that comes in the middle of a group of pictures is taken from its next key frame on.
    if (*anew && video && !fr.sync) return {};
    if (const auto ec = within_bounds(t, bytes->size())) return ec;

    const bool breaks = *anew && t.has_media();
    if (*anew) {
        put_held(t, now_ms);
        const auto floor = breaks ? t.end_us() - go_back_us : std::numeric_limits<std::int64_t>::min();
        t.from.offset_us = map_.join(start_us, end_us, now_ms * 1000, floor);
    }
    if (f.number > t.from.feeder || f.fresh) {
        t.from.feeder = f.number;
        t.from.connected = true;
        t.from.last_error.clear();
        t.set_init(f.init_bytes, f.init.codec);
        f.fresh = false;
    }
    f.next_ticks = end_ticks;
    const auto offset = t.from.offset_us;
    place(t, {start_us + offset, end_us + offset, fr.samples, fr.sync || !video, std::move(bytes)}, breaks,
          now_ms);
    return {};
}

bool core::alive(const track& t, std::int64_t now_ms) const {
    const auto stall_us = us(settings_.hold) + 2 * part_target_us();
    return t.from.connected && t.has_media() && (now_ms - t.last_part_at_ms()) * 1000 <= stall_us;
}

const track* core::leader(std::int64_t now_ms) const {
    for (const bool video : {true, false}) {
        for (const auto& t : tracks_) {
            if (t->video() == video && alive(*t, now_ms)) return t.get();
        }
    }
    return nullptr;
}

std::int64_t core::slack_us(const track& t) const { return t.video() ? rounding_us : 0; }

void core::place(track& t, media_part part, bool anew, std::int64_t now_ms) {
    const track* now_leading = leader(now_ms);
    const bool may_lead = !now_leading || now_leading == &t || (t.video() && !now_leading->video());
    const auto start = part.start_us;
    if (anew) {
        put(t, plan_.join_run(t.last_run(), start), std::move(part), now_ms);
    } else if (may_lead) {
        put_held(t, now_ms);
        const segment* open = t.open();
        const auto own = open ? std::optional(open->start_us) : std::nullopt;
        put(t, plan_.lead(start, own, part.independent), std::move(part), now_ms);
    } else if (!t.held.empty() || !plan_.settled(start)) {
        t.held.push_back(std::move(part));
    } else {
        put(t, plan_.at(start + slack_us(t)), std::move(part), now_ms);
    }
    release(now_ms);
}

void core::put(track& t, const boundary& wanted_boundary, media_part part, std::int64_t now_ms) {
    // A track never goes back to a segment that it has completed.
    boundary b = wanted_boundary;
    if (t.has_media() && b.msn < t.next_possible_msn()) {
        const boundary* next = plan_.find(t.next_possible_msn());
        b = next ? *next : plan_.cut(part.start_us);
    }
    const auto end = part.end_us;
    t.append(b, plan_, std::move(part), now_ms);
    plan_.fill(b.msn, end);
    if (leader(now_ms) == &t) plan_.led(end, t.segments().back().start_us, !t.video());
    settle();
    t.trim(3 * target_s() * 1'000'000);
    ++version_;
}

// What is held goes where the plan stands now: nobody waits any more.
void core::put_held(track& t, std::int64_t now_ms) {
    while (!t.held.empty()) {
        auto part = std::move(t.held.front());
        t.held.pop_front();
        const auto start = part.start_us + slack_us(t);
        put(t, plan_.at(start), std::move(part), now_ms);
    }
}

void core::release(std::int64_t now_ms) {
    const track* leading = leader(now_ms);
    for (auto& t : tracks_) {
        while (!t->held.empty()) {
            auto& next = t->held.front();
            const auto waited = t->held.back().end_us - next.start_us;
            const bool overdue = waited > us(settings_.hold) || t->held.size() > max_held;
            const bool leads = !leading || leading == t.get();
            if (!leads && !overdue && !plan_.settled(next.start_us)) break;
            auto part = std::move(next);
            t->held.pop_front();
            const auto start = part.start_us;
            const segment* open = t->open();
            const auto own = open ? std::optional(open->start_us) : std::nullopt;
            const boundary& b =
                leads ? plan_.lead(start, own, part.independent) : plan_.at(start + slack_us(*t));
            put(*t, b, std::move(part), now_ms);
        }
    }
}

// Completes the segments whose last part is there: the next one begins where the track has got to.
void core::settle() {
    for (auto& t : tracks_) {
        const segment* open = t->open();
        if (open && plan_.at(t->end_us() + slack_us(*t)).msn > open->msn) t->close();
    }
}

std::int64_t core::target_s() const {
    std::int64_t longest = us(settings_.segment);
    for (const auto& t : tracks_) longest = std::max(longest, t->longest_segment_us());
    return std::max<std::int64_t>(1, (longest + 500'000) / 1'000'000);
}

std::int64_t core::part_target_us() const {
    std::int64_t longest = us(settings_.part);
    for (const auto& t : tracks_) longest = std::max(longest, t->longest_part_us());
    return longest;
}

} // namespace jiangtang::origin
