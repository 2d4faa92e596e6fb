#include "net/stream_metrics.hpp"

#include <spdlog/fmt/fmt.h>

#include <map>

namespace jiangtang::net {
namespace {

using streams = std::vector<std::pair<std::string, wire::stream_state>>;

double seconds(std::int64_t ms) { return static_cast<double>(ms) / 1000; }

/// One metric: its head is written with its first sample, so that there is none without any.
class family {
public:
    family(std::string& out, std::string_view name, std::string_view type, std::string_view help)
        : out_{out}, name_{name}, head_{fmt::format("# HELP jiangtang_{} {}\n# TYPE jiangtang_{} {}\n", name,
                                                    help, name, type)} {}

    /// `labels` come in pairs: name, value.
    void add(std::initializer_list<std::string_view> labels, double value) {
        out_ += head_;
        head_.clear();
        out_ += "jiangtang_";
        out_ += name_;
        char before = '{';
        for (auto at = labels.begin(); at != labels.end(); at += 2) {
            out_ += fmt::format("{}{}=\"{}\"", before, at[0], label_text(at[1]));
            before = ',';
        }
        out_ += fmt::format("}} {}\n", value);
    }

private:
    std::string& out_;
    std::string name_, head_;
};

template <class Figure>
void of_tracks(std::string& out, const streams& all, std::string_view name, std::string_view help,
               Figure figure) {
    family f{out, name, "gauge", help};
    for (const auto& [event, s] : all)
        for (const auto& t : s.tracks)
            if (std::optional<double> value = figure(t)) f.add({"event", event, "track", t.name}, *value);
}

void tracks(std::string& out, const streams& all, unix_ms now) {
    using track = wire::track_state;
    using figure = std::optional<double>;
    of_tracks(out, all, "track_connected", "1 while a publisher feeds the track",
              [](const track& t) -> figure { return t.connected; });
    of_tracks(out, all, "track_bits_per_second", "Mean over the last ten seconds of media",
              [](const track& t) -> figure { return static_cast<double>(t.bitrate); });
    of_tracks(out, all, "track_frames_per_second", "Mean over the last ten seconds of media",
              [](const track& t) { return t.width > 0 ? figure{t.fps} : figure{}; });
    of_tracks(out, all, "track_key_interval_seconds", "Between the last two key frames", [](const track& t) {
        return t.key_frame_interval_ms > 0 ? figure{seconds(t.key_frame_interval_ms)} : figure{};
    });
    of_tracks(out, all, "track_last_part_age_seconds", "Since the last part came", [&](const track& t) {
        return t.last_part_at > 0 ? figure{seconds(now - t.last_part_at)} : figure{};
    });
    of_tracks(out, all, "track_drift_seconds", "How much later parts come than when the publisher began",
              [](const track& t) { return t.drift_ms ? figure{seconds(*t.drift_ms)} : figure{}; });
}

void sources(std::string& out, const streams& all) {
    family on{out, "source_on", "gauge", "1 while the encoder gets picture or sound from the source"};
    for (const auto& [event, s] : all)
        if (s.signal)
            on.add({"event", event, "kind", domain::name_of(s.signal->source.kind)},
                   s.signal->source.state == domain::source_state::on);
    family drift{out, "source_drift_seconds", "gauge",
                 "How much later frames come from the source than when it began"};
    for (const auto& [event, s] : all)
        if (s.signal && s.signal->source.drift_ms)
            drift.add({"event", event}, seconds(*s.signal->source.drift_ms));
    family dropped{out, "rendition_dropped_frames_total", "counter",
                   "Frames the encoder left out since it began"};
    for (const auto& [event, s] : all)
        if (s.signal)
            for (const auto& r : s.signal->renditions)
                dropped.add({"event", event, "track", r.track}, static_cast<double>(r.dropped));
}

void warnings(std::string& out, const streams& all) {
    family active{out, "stream_warnings", "gauge", "Warnings that hold, by code"};
    for (const auto& [event, s] : all) {
        std::map<std::string_view, int> holding;
        for (const auto& w : s.warnings)
            if (!w.cleared_at) ++holding[domain::name_of(w.code)];
        for (const auto& [code, n] : holding) active.add({"event", event, "code", code}, n);
    }
}

} // namespace

std::string label_text(std::string_view value) {
    std::string out;
    for (char c : value) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n') out += "\\n";
        else out += c;
    }
    return out;
}

std::string stream_metrics(const streams& all, unix_ms now) {
    std::string out;
    family connected{out, "stream_connected", "gauge", "1 while anybody publishes to a live event"};
    for (const auto& [event, s] : all) connected.add({"event", event}, s.connected);
    family held{out, "stream_waiters", "gauge", "Requests held for what has yet to come"};
    for (const auto& [event, s] : all) held.add({"event", event}, static_cast<double>(s.waiters));
    tracks(out, all, now);
    sources(out, all);
    warnings(out, all);
    return out;
}

} // namespace jiangtang::net
