#include "app/streams.hpp"

#include <vector>

namespace jiangtang::app {
namespace {

wire::track_state track_of(const origin::track_health& t) {
    return {.name = t.name,
            .codec = t.codec,
            .width = t.width,
            .height = t.height,
            .fps = t.frame_rate,
            .bitrate = t.bits_per_second,
            .key_frame_interval_ms = static_cast<std::int64_t>(t.key_interval_s * 1000),
            .last_part_at = t.last_part_at,
            .connected = t.connected,
            .last_part_ends = t.last_part_ends,
            .drift_ms = {}};
}

/// Both languages, a line each.
std::string sentence_of(const origin::recording_health& h) {
    using origin::recording_trouble;
    switch (h.trouble) {
    case recording_trouble::none: break;
    case recording_trouble::disk_full:
        return "磁盘剩余空间不足，录像暂停\nToo little space is left on the disk";
    case recording_trouble::disk_slow:
        return "磁盘写得太慢，有一段没有录下\nThe disk is too slow; a piece was not recorded";
    case recording_trouble::disk_failed:
        return "磁盘写入失败：" + h.reason + "\nThe disk cannot be written: " + h.reason;
    }
    return {};
}

/// Of a stream that is on air; null: no recording could be opened.
wire::recording_state recording_of(const origin::recording* r) {
    if (!r) return {.state = "trouble", .problem = "录像没有打开\nThe recording could not be opened"};
    auto h = r->health();
    wire::recording_state s{.state = "on",
                            .duration_ms = h.duration_ms,
                            .bytes = static_cast<std::int64_t>(h.bytes),
                            .free_bytes = static_cast<std::int64_t>(h.free_bytes),
                            .problem = sentence_of(h)};
    if (h.starts_at > 0) s.since = h.starts_at;
    if (!s.problem.empty()) s.state = "trouble";
    return s;
}

} // namespace

std::shared_ptr<origin::stream> streams::make_stream() const {
    auto settings = how_;
    // Numbers never go back, also after a restart of the program: they begin where the clock is.
    settings.first_sequence = now_() / settings.segment.count();
    return std::make_shared<origin::stream>(settings, now_);
}

streams::entry& streams::entry_of(const std::string& event) {
    auto& e = entries_[event];
    if (!e.stream) e.stream = make_stream();
    return e;
}

std::shared_ptr<origin::stream> streams::of(const std::string& event) {
    std::lock_guard hold{mutex_};
    return entry_of(event).stream;
}

std::shared_ptr<origin::stream> streams::watched(const std::string& event) const {
    std::lock_guard hold{mutex_};
    auto it = entries_.find(event);
    return it != entries_.end() && it->second.open ? it->second.stream : nullptr;
}

std::shared_ptr<std::mutex> streams::moving(const std::string& event) {
    std::lock_guard hold{mutex_};
    return entries_[event].moving;
}

void streams::settle(const std::string& event, const std::function<bool()>& is_live, bool restarted) {
    auto mutex = moving(event);
    std::lock_guard one_at_a_time{*mutex};
    if (is_live()) start(event, restarted);
    else end(event);
}

void streams::start(const std::string& event, bool restarted) {
    std::shared_ptr<origin::stream> stream;
    {
        std::lock_guard hold{mutex_};
        auto& e = entries_[event];
        if (e.open && !e.over && e.recording) return;
        if (!e.over) stream = e.stream;
    }
    // A publisher was here before the start: its numbers are the stream's, and no older recording fits to them.
    const bool begun = stream && stream->health().has_media();
    if (!stream) stream = make_stream();
    auto recording = begun ? kept_.begin(event) : kept_.go_on(event, restarted);
    if (recording) stream->record(recording);
    std::lock_guard hold{mutex_};
    auto& e = entries_[event];
    e.stream = stream;
    e.recording = recording;
    e.replay.reset();
    e.download.reset();
    e.over = false;
    e.open = true;
}

void streams::end(const std::string& event) {
    std::shared_ptr<origin::stream> stream;
    std::shared_ptr<origin::recording> recording;
    {
        std::lock_guard hold{mutex_};
        auto& e = entries_[event];
        e.over = true;
        stream = e.stream;
        recording = std::exchange(e.recording, nullptr);
    }
    if (stream) stream->end();
    if (!recording) return;
    recording->finish();
    std::lock_guard hold{mutex_};
    if (!recording->empty()) entries_[event].replay = recording;
}

std::shared_ptr<const origin::recording> streams::replay(const std::string& event) const {
    std::lock_guard hold{mutex_};
    auto it = entries_.find(event);
    return it != entries_.end() ? it->second.replay : nullptr;
}

std::shared_ptr<const origin::recorded_mp4> streams::download(const std::string& event) const {
    std::lock_guard hold{mutex_};
    auto it = entries_.find(event);
    return it != entries_.end() ? it->second.download : nullptr;
}

std::shared_ptr<const origin::recorded_mp4> streams::load_download(const std::string& event) {
    auto mutex = moving(event);
    std::lock_guard one_at_a_time{*mutex};
    std::shared_ptr<const origin::recording> from;
    {
        std::lock_guard hold{mutex_};
        const auto& e = entries_[event];
        if (e.download || !e.replay) return e.download;
        from = e.replay;
    }
    auto made = origin::recorded_mp4::make(*from);
    std::lock_guard hold{mutex_};
    return entries_[event].download = made;
}

bool streams::is_running(const std::string& event) const {
    std::lock_guard hold{mutex_};
    auto it = entries_.find(event);
    return it != entries_.end() && it->second.open && !it->second.over;
}

std::shared_ptr<const origin::recording> streams::load_replay(const std::string& event) {
    auto mutex = moving(event);
    std::lock_guard one_at_a_time{*mutex}; // not while it is being finished
    {
        std::lock_guard hold{mutex_};
        const auto& e = entries_[event];
        if (e.replay || (e.open && !e.over)) return e.replay;
    }
    auto found = kept_.last(event);
    std::lock_guard hold{mutex_};
    return entries_[event].replay = found;
}

bool streams::count_publisher(const std::string& event, int change) {
    std::lock_guard hold{mutex_};
    auto& e = entry_of(event);
    bool before = e.publishers > 0;
    e.publishers += change;
    bool after = e.publishers > 0;
    if (after && !before) {
        e.since = now_();
        e.problem.clear();
    }
    return before != after;
}

void streams::set_problem(const std::string& event, std::string sentence) {
    std::lock_guard hold{mutex_};
    entry_of(event).problem = std::move(sentence);
}

void streams::set_source(const std::string& event, std::string source) {
    std::lock_guard hold{mutex_};
    entry_of(event).source = std::move(source);
}

wire::stream_state streams::state(const std::string& event) const {
    wire::stream_state s;
    std::shared_ptr<origin::stream> stream;
    std::shared_ptr<const origin::recording> recording;
    bool on_air = false;
    {
        std::lock_guard hold{mutex_};
        auto it = entries_.find(event);
        if (it == entries_.end()) return s;
        const auto& e = it->second;
        s.connected = e.publishers > 0;
        if (s.connected) s.since = e.since;
        s.problem = e.problem;
        s.source = e.source;
        stream = e.stream;
        recording = e.recording;
        on_air = e.open && !e.over;
    }
    if (on_air) s.recording = recording_of(recording.get());
    if (!stream) return s; // only its replay was asked for
    const auto health = stream->health();
    for (const auto& t : health.tracks) s.tracks.push_back(track_of(t));
    s.waiters = health.waiters;
    return s;
}

std::vector<std::string> streams::live() const {
    std::lock_guard hold{mutex_};
    std::vector<std::string> all;
    for (const auto& [event, e] : entries_)
        if (e.open && !e.over) all.push_back(event);
    return all;
}

void streams::give_up() {
    std::vector<std::shared_ptr<origin::stream>> all;
    {
        std::lock_guard hold{mutex_};
        for (auto& [event, e] : entries_)
            if (e.stream) all.push_back(e.stream);
    }
    for (auto& s : all) s->give_up(now_());
}

} // namespace jiangtang::app
