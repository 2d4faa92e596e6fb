#include "app/streams.hpp"

#include <vector>

namespace jiangtang::app {
namespace {

/// srt://…?passphrase=secret: what follows the path may hold secrets.
std::string without_secrets(std::string uri) {
    auto at = uri.find('?');
    if (uri.starts_with("test:") || at == std::string::npos) return uri;
    return uri.substr(0, at);
}

wire::track_state track_of(const origin::track_health& t) {
    return {.name = t.name,
            .codec = t.codec,
            .width = t.width,
            .height = t.height,
            .fps = t.frame_rate,
            .bitrate = t.bits_per_second,
            .key_frame_interval_ms = static_cast<std::int64_t>(t.key_interval_s * 1000),
            .last_part_at = t.last_part_at,
            .connected = t.connected};
}

} // namespace

streams::entry& streams::entry_of(const std::string& event) {
    auto& e = entries_[event];
    if (!e.stream) {
        auto settings = how_;
        // Numbers never go back, also after a restart of the program: they begin where the clock is.
        settings.first_sequence = now_() / settings.segment.count();
        e.stream = std::make_shared<origin::stream>(settings, now_);
    }
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

void streams::start(const std::string& event) {
    std::lock_guard hold{mutex_};
    auto& e = entry_of(event);
    if (e.over) {
        e.stream.reset();
        entry_of(event);
    }
    e.open = true;
    e.over = false;
}

void streams::end(const std::string& event) {
    std::shared_ptr<origin::stream> ending;
    {
        std::lock_guard hold{mutex_};
        auto& e = entry_of(event);
        e.over = true;
        ending = e.stream;
    }
    ending->end();
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
    entry_of(event).source = without_secrets(std::move(source));
}

wire::stream_state streams::state(const std::string& event) const {
    wire::stream_state s;
    std::shared_ptr<origin::stream> stream;
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
    }
    for (const auto& t : stream->health().tracks) s.tracks.push_back(track_of(t));
    return s;
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
