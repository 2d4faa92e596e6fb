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
constexpr std::int64_t rounding_us = 1000;     // between two timescales

std::int64_t us(std::chrono::milliseconds d) { return std::chrono::microseconds(d).count(); }

recorded_part last_part_of(const track& t) {
    const auto& s = t.segments().back();
    const auto& p = s.parts.back();
    return {.track = t.name(),
            .init = t.init(s.init_msn),
            .msn = s.msn,
            .index = static_cast<std::int64_t>(s.parts.size()) - 1,
            .run = s.run,
            .start_us = t.end_us() - p.duration_us,
            .end_us = t.end_us(),
            .samples = p.samples,
            .independent = p.independent,
            .bytes = p.bytes};
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
            f.to->close(); // whoever comes begins a segment
        }
        if (why && why != errc::replaced && why != errc::stream_ended) from.last_error = why.message();
        ++version_;
        waiters_.collect([this](const wanted& w) { return evaluate(w); }, due);
    }
    call(due);
}

void core::record(std::shared_ptr<recording> to) {
    std::vector<track_tail> tails;
    try {
        tails = to->tails(settings_.window);
    } catch (const std::system_error&) {
        // What cannot be read is not listed again: the stream goes on without it.
    }
    to->on_segment([me = weak_from_this()] {
        if (const auto it = me.lock()) it->answer_waiters();
    });
    const std::lock_guard lock(mutex_);
    recording_ = std::move(to);
    if (plan_.empty() && !ended_) restore(std::move(tails));
}

void core::let_go() {
    std::shared_ptr<recording> old;
    {
        const std::lock_guard lock(mutex_);
        old = std::move(recording_);
    }
    if (old) old->on_segment({});
}

void core::answer_waiters() {
    due_calls due;
    {
        const std::lock_guard lock(mutex_);
        waiters_.collect([this](const wanted& w) { return evaluate(w); }, due);
    }
    call(due);
}

// Goes on where the recording ends: the same numbers, and what comes next is a run of its own.
void core::restore(std::vector<track_tail> tails) {
    std::map<std::int64_t, boundary> plan;
    for (auto& tail : tails) {
        for (const auto& s : tail.segments) {
            const boundary b{s.msn, s.run, s.start_us, s.start_us + s.duration_us};
            // The picture's cuts are the stream's.
            if (!s.gap && (tail.codec.video || !plan.contains(s.msn))) plan[s.msn] = b;
        }
        tracks_.push_back(std::make_shared<track>(tail.name, settings_));
        tracks_.back()->restore(std::move(tail));
    }
    std::deque<boundary> list;
    for (const auto& [msn, b] : plan) {
        if (!list.empty() && msn != list.back().msn + 1) list.clear();
        list.push_back(b);
    }
    plan_.restore(std::move(list));
    index_ready_ = !tracks_.empty();
    ++version_;
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

// An init segment may change without a discontinuity where nothing else does (4.4.4.3): the timestamps go on and the
// format stays, as when a player changes to another rendition. Only who leads can begin a segment for it.
result<core::joint> core::join_of(const feed& f, const fragment& fr, std::int64_t start_us,
                                  std::int64_t now_ms) const {
    const track& t = *f.to;
    if (f.number < t.from.feeder) return errc::replaced;
    const bool takes_over = f.number > t.from.feeder;
    const auto rest_ms = settings_.take_over_rest.count();
    if (takes_over && alive(t, now_ms) && now_ms - t.from.taken_over_ms < rest_ms) return errc::contested;
    if (takes_over || f.fresh) {
        if (t.has_media() && t.video() != f.init.codec.video) return errc::kind_changed;
        const bool goes_on = !takes_over && leader(now_ms) == &t && same_format(t.codec(), f.init.codec) &&
                             std::abs(start_us + t.from.offset_us - t.end_us()) <= rounding_us;
        return goes_on ? joint::head : joint::anew;
    }
    const auto since = start_us - to_us(f.next_ticks, f.init.timescale);
    if (since < -overlap_us) return errc::time_went_back;
    if (since <= us(settings_.segment)) return joint::none;
    return fr.sync || !f.init.codec.video ? joint::anew : joint::none;
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
    const auto found = join_of(f, fr, start_us, now_ms);
    if (!found) return found.error();
    auto how = *found;
    // A publisher that comes in the middle of a group of pictures is taken from its next key frame on.
    if (how != joint::none && video && !fr.sync) return {};
    if (const auto ec = within_bounds(t, bytes->size())) return ec;

    if (how == joint::anew) {
        put_held(t, now_ms);
        const bool had = t.has_media();
        const auto floor = had ? t.end_us() - go_back_us : std::numeric_limits<std::int64_t>::min();
        const auto before =
            std::exchange(t.from.offset_us, map_.join(start_us, end_us, now_ms * 1000, floor));
        if (had && returns(t, before, now_ms)) {
            // What was told as missing stays so: it is taken from a segment on that was not.
            if (plan_.at(start_us + t.from.offset_us + slack_us(t)).msn < t.next_possible_msn()) return {};
            how = joint::none;
        }
        if (!had) how = joint::none;
    }
    if (f.number > t.from.feeder || f.fresh) {
        if (f.number > t.from.feeder && alive(t, now_ms)) t.from.taken_over_ms = now_ms;
        t.from.feeder = f.number;
        t.from.connected = true;
        t.from.last_error.clear();
        t.set_init(f.init_bytes, f.init.codec);
        f.fresh = false;
    }
    f.next_ticks = end_ticks;
    const auto offset = t.from.offset_us;
    place(t, {start_us + offset, end_us + offset, fr.samples, fr.sync || !video, std::move(bytes)}, how,
          now_ms);
    return {};
}

// A track that was left out comes back on the time that the others have kept: no discontinuity.
bool core::returns(const track& t, std::int64_t offset_before_us, std::int64_t now_ms) const {
    const track* leading = leader(now_ms);
    return t.left_out() && leading && leading != &t && t.from.offset_us == offset_before_us;
}

bool core::alive(const track& t, std::int64_t now_ms) const {
    const auto stall_us = us(settings_.hold) + 2 * longest_usual_part_us();
    return t.from.connected && t.has_media() && (now_ms - t.last_part_at_ms()) * 1000 <= stall_us;
}

// Of several pictures the first by name, whoever came first: it is the one whose encoding may change in the middle, and
// the others are to know of that before their own parts are placed.
const track* core::leader(std::int64_t now_ms) const {
    for (const bool video : {true, false}) {
        const track* first = nullptr;
        for (const auto& t : tracks_) {
            const bool fits = t->video() == video && alive(*t, now_ms);
            if (fits && (!first || t->name() < first->name())) first = t.get();
        }
        if (first) return first;
    }
    return nullptr;
}

std::int64_t core::slack_us(const track& t) const { return t.video() ? rounding_us : 0; }

// Is it certain where the part of a track that does not lead goes? Where a picture has a key part in the middle of a segment,
// or behind a short part, the leader may be about to begin another segment.
bool core::has_place(const track& t, const media_part& part) const {
    if (!plan_.settled(part.start_us)) return false;
    const auto start = part.start_us + slack_us(t), end = part.end_us + slack_us(t);
    const auto msn = plan_.at(start).msn;
    const segment* open = t.open();
    const bool may_begin = t.video() && part.independent && open && msn <= open->msn;
    if (may_begin && !plan_.reached(start)) return false;
    return !t.is_short(part.end_us - part.start_us) || plan_.at(end).msn > msn || plan_.reached(end);
}

void core::place(track& t, media_part part, joint how, std::int64_t now_ms) {
    const track* now_leading = leader(now_ms);
    const bool may_lead = !now_leading || now_leading == &t || (t.video() && !now_leading->video());
    const auto start = part.start_us;
    if (how == joint::anew) {
        put(t, plan_.join_run(t.last_run(), start), std::move(part), now_ms);
    } else if (may_lead) {
        put_held(t, now_ms);
        const segment* open = t.open();
        const auto own = open ? std::optional(open->start_us) : std::nullopt;
        const bool head = how == joint::head;
        put(t, plan_.lead(start, own, part.independent, head), std::move(part), now_ms);
    } else if (!t.held.empty() || !has_place(t, part)) {
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
    const auto end = part.end_us, part_us = end - part.start_us;
    t.append(b, plan_, std::move(part), now_ms);
    plan_.fill(b.msn, end);
    if (leader(now_ms) == &t) {
        plan_.led(end, t.segments().back().start_us, !t.video());
        if (t.video() && t.is_short(part_us)) plan_.led_to_the_end();
    }
    if (recording_) recording_->put(last_part_of(t));
    settle();
    trim(t);
    ++version_;
}

// Parts that are within three target durations of the edge stay (6.2.2), of which the hinted part is one.
void core::trim(track& t) { t.trim(3 * target_s() * 1'000'000 - longest_usual_part_us()); }

// What nobody feeds while others go on is told as missing, so that players turn to another rendition.
void core::leave_out_absent(std::int64_t now_ms) {
    const track* leading = leader(now_ms);
    if (!leading) return;
    const auto edge = leading->next_possible_msn();
    for (auto& t : tracks_) {
        if (t.get() == leading || t->from.connected || !t->has_media()) continue;
        if (t->next_possible_msn() + (t->open() ? 1 : 0) >= edge) continue;
        t->leave_out(edge, plan_);
        trim(*t);
        if (recording_) recording_->leave_out(t->name(), edge);
        ++version_;
    }
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
            const bool waits = !leads && !has_place(*t, next);
            if (waits && !overdue) break;
            if (waits && t->is_short(next.end_us - next.start_us) && plan_.reached(next.start_us))
                plan_.led_to_the_end();
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
    return target_duration_s(longest);
}

std::int64_t core::longest_usual_part_us() const {
    std::int64_t longest = us(settings_.part);
    for (const auto& t : tracks_) longest = std::max(longest, t->usual_part_us());
    return longest;
}

} // namespace jiangtang::origin
