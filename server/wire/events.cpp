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

result<domain::segment> parse_segment(const json::value& v) {
    if (!v.is_object()) return problem{errc::invalid_field, "agenda"};
    field_reader in{v.get_object()};
    domain::segment s;
    s.id = in.text_or_empty("id");
    s.kind = in.one_of("kind", domain::segment_kind_from);
    s.title = in.text("title");
    s.note = in.text_or_empty("note");
    s.starts_at = in.number("starts_at");
    s.ends_at = in.number("ends_at");
    for (const auto& who : in.list("speakers")) {
        if (!who.is_object()) return problem{errc::invalid_field, "speakers"};
        field_reader person{who.get_object()};
        s.speakers.push_back({person.text("name"), person.text_or_empty("title"), person.flag("compere")});
        if (person.failed()) in.fail(*person.failed());
    }
    return in.finish(std::move(s));
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
    for (const auto& u : in.list("organizers")) {
        if (!u.is_object()) return problem{errc::invalid_field, "organizers"};
        field_reader unit{u.get_object()};
        e.what.organizers.push_back({unit.one_of("role", domain::unit_role_from), unit.text("name")});
        if (unit.failed()) in.fail(*unit.failed());
    }
    std::size_t at = 0;
    for (const auto& v : in.list("agenda")) {
        auto s = parse_segment(v);
        if (s) e.what.agenda.push_back(std::move(*s));
        else {
            auto p = s.error();
            p.field = "agenda[" + std::to_string(at) + "]." + p.field;
            in.fail(std::move(p));
        }
        ++at;
    }
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
