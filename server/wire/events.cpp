#include "wire/events.hpp"

#include "wire/rules.hpp"

namespace jiangtang::wire {
namespace {

json::object segment_object(const domain::segment& s) {
    json::object o;
    o["id"] = s.id;
    o["kind"] = domain::name_of(s.kind);
    o["title"] = s.title;
    put(o, "note", s.note);
    o["starts_at"] = s.starts_at;
    o["ends_at"] = s.ends_at;
    put(o, "started_at", s.started_at);
    auto& speakers = o["speakers"].emplace_array();
    for (const auto& who : s.speakers)
        speakers.push_back(json::object{{"name", who.name}, {"title", who.title}, {"compere", who.compere}});
    return o;
}

/// Reads each member of a list with a reader of its own; what is wrong is named by its place: "agenda[2].title".
template <class Read>
void each_of(field_reader& in, const std::string& name, Read read) {
    std::size_t at = 0;
    for (const auto& v : in.list(name)) {
        const auto place = name + "[" + std::to_string(at++) + "]";
        if (!v.is_object()) {
            in.fail(errc::invalid_field, place);
            continue;
        }
        field_reader one{v.get_object()};
        read(one);
        in.take_problem(one, place + ".");
    }
}

domain::segment read_segment(field_reader& in) {
    domain::segment s;
    s.id = in.text_or_empty("id");
    s.kind = in.one_of("kind", domain::segment_kind_from);
    s.title = in.text("title");
    s.note = in.text_or_empty("note");
    s.starts_at = in.number("starts_at");
    s.ends_at = in.number("ends_at");
    each_of(in, "speakers", [&](field_reader& who) {
        s.speakers.push_back({who.text("name"), who.text_or_empty("title"), who.flag("compere")});
    });
    return s;
}

} // namespace

json::object seats_object(const domain::seats& s) {
    return {{"total", s.total}, {"left", s.left}, {"waitlisted", s.waitlisted}};
}

json::object event_summary(const domain::event& e) {
    return {{"slug", e.slug},
            {"series", e.what.series},
            {"issue", e.what.issue},
            {"theme", e.what.theme},
            {"venue", e.what.venue},
            {"starts_at", e.what.starts_at},
            {"ends_at", e.what.ends_at},
            {"status", domain::name_of(e.status)}};
}

json::object event_object(const domain::event& e) {
    auto o = event_summary(e);
    o["version"] = e.version;
    put(o, "live_since", e.live_since);
    put(o, "current", e.current);
    auto& units = o["organizers"].emplace_array();
    for (const auto& u : e.what.organizers)
        units.push_back(json::object{{"role", domain::name_of(u.role)}, {"name", u.name}});
    auto& agenda = o["agenda"].emplace_array();
    for (const auto& s : e.what.agenda) agenda.push_back(segment_object(s));
    o["seats"] = seats_object(e.hall);
    o["online"] = e.online;
    if (e.may_enter != domain::access_kind::open)
        o["access"] = json::object{{"kind", domain::name_of(e.may_enter)}, {"version", e.access_version}};
    o["registration"] = registering_object(e.registering, e.online);
    return o;
}

json::object desk_manifest(const domain::event& e) {
    const auto desk = "/e/" + e.slug + "/desk";
    const auto icon = [](std::string_view size) {
        return json::object{{"src", std::string{"/icon-"}.append(size).append(".png")},
                            {"sizes", std::string{size}.append("x").append(size)},
                            {"type", "image/png"},
                            {"purpose", "any maskable"}};
    };
    return {{"id", desk},
            {"name", "签到台 " + e.what.theme},
            {"short_name", "签到台"},
            {"lang", "zh-CN"},
            {"start_url", desk},
            {"scope", desk},
            {"display", "standalone"},
            {"background_color", "#FAFAF8"},
            {"theme_color", "#FAFAF8"},
            {"icons", json::array{icon("192"), icon("512")}}};
}

result<event_edit> parse_event_edit(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    event_edit e;
    e.version = in.number("version");
    e.what.series = in.text("series");
    e.what.issue = in.text_or_empty("issue");
    e.what.theme = in.text("theme");
    e.what.venue = in.text("venue");
    e.what.starts_at = in.number("starts_at");
    e.what.ends_at = in.number("ends_at");
    each_of(in, "organizers", [&](field_reader& unit) {
        e.what.organizers.push_back({unit.one_of("role", domain::unit_role_from), unit.text("name")});
    });
    each_of(in, "agenda", [&](field_reader& segment) { e.what.agenda.push_back(read_segment(segment)); });
    if (in.ok())
        if (auto r = domain::check(e.what); !r) return r.error();
    return in.finish(std::move(e));
}

result<domain::stream_act> parse_stream_act(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    auto what = in.text("do");
    if (what != "start" && what != "end") in.fail(errc::invalid_field, "do");
    return in.finish(what == "start" ? domain::stream_act::start : domain::stream_act::end);
}

} // namespace jiangtang::wire
