#include "wire/signal.hpp"

namespace jiangtang::wire {
namespace {

constexpr std::size_t most_renditions = 8;
constexpr std::size_t longest = 200;                        // bytes of a text
constexpr std::int64_t most_pixels = 16'384;                // of a side
constexpr std::int64_t most_bits = 1'000'000'000;           // a second
constexpr std::int64_t most_ms = 30LL * 24 * 3600 * 1000;   // a month
constexpr std::int64_t most_frames = 1'000'000'000;         // a year at thirty a second
constexpr std::int64_t last_moment = 8'640'000'000'000'000; // of JavaScript's Date
constexpr double most_fps = 1000, quietest_db = -200, loudest_db = 100;

std::string short_text(field_reader& f, std::string_view name) {
    auto text = f.text_or_empty(name);
    if (text.size() > longest) f.fail(errc::invalid_field, name);
    return text;
}

domain::source_signal read_source(field_reader f, field_reader& whole) {
    domain::source_signal s;
    s.state = f.one_of("state", domain::source_state_from);
    s.kind = f.one_of("kind", domain::source_kind_from);
    s.since = f.number_within("since", 0, last_moment).value_or(0);
    s.width = f.number_within("width", 1, most_pixels);
    s.height = f.number_within("height", 1, most_pixels);
    s.fps = f.real_within("fps", 0, most_fps);
    s.bitrate = f.number_within("bitrate", 0, most_bits);
    s.codec = short_text(f, "codec");
    s.key_frame_interval_ms = f.number_within("key_frame_interval_ms", 0, most_ms);
    s.last_frame_at = f.number_within("last_frame_at", 0, last_moment);
    s.drift_ms = f.number_within("drift_ms", -most_ms, most_ms);
    s.problem = short_text(f, "problem");
    whole.take_problem(f, "source.");
    return s;
}

domain::rendition_signal read_rendition(field_reader f, field_reader& whole) {
    domain::rendition_signal r;
    r.track = f.text("track");
    if (r.track.size() > longest) f.fail(errc::invalid_field, "track");
    r.width = f.number_within("width", 0, most_pixels).value_or(0);
    r.height = f.number_within("height", 0, most_pixels).value_or(0);
    r.bitrate = f.number_within("bitrate", 0, most_bits).value_or(0);
    r.fps = f.real_within("fps", 0, most_fps).value_or(0);
    r.dropped = f.number_within("dropped", 0, most_frames).value_or(0);
    r.passed_through = f.flag("passed_through");
    r.off = f.flag("off");
    whole.take_problem(f, "renditions.");
    return r;
}

template <class T>
void put_value(json::object& o, std::string_view name, const std::optional<T>& value) {
    if (value) o[name] = *value;
}

json::object source_object(const domain::source_signal& s) {
    json::object o{
        {"state", domain::name_of(s.state)}, {"kind", domain::name_of(s.kind)}, {"since", s.since}};
    put_value(o, "width", s.width);
    put_value(o, "height", s.height);
    put_value(o, "fps", s.fps);
    put_value(o, "bitrate", s.bitrate);
    put(o, "codec", s.codec);
    put_value(o, "key_frame_interval_ms", s.key_frame_interval_ms);
    put_value(o, "last_frame_at", s.last_frame_at);
    put_value(o, "drift_ms", s.drift_ms);
    put(o, "problem", s.problem);
    return o;
}

} // namespace

result<domain::signal_report> parse_signal(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader f{*object};
    domain::signal_report r;
    r.source = read_source(field_reader{f.object("source")}, f);
    field_reader picture{f.object("picture")}, sound{f.object("sound")};
    r.picture.black_ms = picture.number_within("black_ms", 0, most_ms).value_or(0);
    r.picture.frozen_ms = picture.number_within("frozen_ms", 0, most_ms).value_or(0);
    f.take_problem(picture, "picture.");
    r.sound.silent_ms = sound.number_within("silent_ms", 0, most_ms).value_or(0);
    r.sound.peak_db = sound.real_within("peak_db", quietest_db, loudest_db).value_or(r.sound.peak_db);
    r.sound.clipped_ms = sound.number_within("clipped_ms", 0, most_ms).value_or(0);
    f.take_problem(sound, "sound.");
    const auto& renditions = f.list("renditions");
    if (renditions.size() > most_renditions) f.fail(errc::invalid_field, "renditions");
    for (const auto& one : renditions) {
        if (!f.ok()) break;
        if (one.is_object()) r.renditions.push_back(read_rendition(field_reader{one.get_object()}, f));
        else f.fail(errc::invalid_field, "renditions");
    }
    return f.finish(std::move(r));
}

json::object signal_object(const domain::signal_report& r) {
    json::object o{{"source", source_object(r.source)},
                   {"picture", {{"black_ms", r.picture.black_ms}, {"frozen_ms", r.picture.frozen_ms}}},
                   {"sound",
                    {{"silent_ms", r.sound.silent_ms},
                     {"peak_db", r.sound.peak_db},
                     {"clipped_ms", r.sound.clipped_ms}}}};
    auto& renditions = o["renditions"].emplace_array();
    for (const auto& one : r.renditions)
        renditions.push_back({{"track", one.track},
                              {"width", one.width},
                              {"height", one.height},
                              {"bitrate", one.bitrate},
                              {"fps", one.fps},
                              {"dropped", one.dropped},
                              {"passed_through", one.passed_through},
                              {"off", one.off}});
    return o;
}

json::object warning_object(const domain::warning& w) {
    json::object o{{"code", domain::name_of(w.code)}, {"since", w.since}};
    put(o, "track", w.track);
    if (w.ms != 0) o["ms"] = w.ms;
    if (w.share > 0) o["share"] = w.share;
    put(o, "problem", w.problem);
    put(o, "cleared_at", w.cleared_at);
    return o;
}

} // namespace jiangtang::wire
