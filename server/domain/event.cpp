#include "domain/event.hpp"

#include "domain/enum_names.hpp"
#include "domain/fields.hpp"

#include <algorithm>
#include <set>

namespace jiangtang::domain {
namespace {

constexpr enum_names<event_status, 3> event_statuses{
    {{event_status::scheduled, "scheduled"}, {event_status::live, "live"}, {event_status::ended, "ended"}}};
constexpr enum_names<unit_role, 3> unit_roles{{{unit_role::guidance, "guidance"},
                                               {unit_role::organizer, "organizer"},
                                               {unit_role::co_organizer, "co_organizer"}}};
constexpr enum_names<segment_kind, 6> segment_kinds{{{segment_kind::check_in, "check_in"},
                                                     {segment_kind::opening, "opening"},
                                                     {segment_kind::address, "address"},
                                                     {segment_kind::talk, "talk"},
                                                     {segment_kind::questions, "questions"},
                                                     {segment_kind::visit, "visit"}}};

constexpr std::size_t most_segments = 60, most_units = 40, most_speakers = 12;
constexpr unix_ms longest = 14LL * 24 * 3600 * 1000;
constexpr unix_ms year_2200 = 7'258'118'400'000;

problem too_many(std::string field) {
    return problem{errc::invalid_field, std::move(field)}.says("项目太多", "Too many items");
}

result<void> check_times(unix_ms start, unix_ms end, const std::string& field) {
    if (start < 0 || end < start || end - start > longest || end > year_2200)
        return problem{errc::invalid_field, field}.says(
            "结束时间应在开始时间之后，相隔不超过十四天",
            "The end comes after the start, within fourteen days");
    return {};
}

result<void> check_segment(segment& s, const std::string& field) {
    if (auto r = check_text(s.title, field + ".title", {100, true}); !r) return r;
    if (auto r = check_text(s.note, field + ".note", {200}); !r) return r;
    if (auto r = check_times(s.starts_at, s.ends_at, field + ".ends_at"); !r) return r;
    if (s.speakers.size() > most_speakers) return too_many(field + ".speakers");
    for (std::size_t i = 0; i < s.speakers.size(); ++i) {
        const auto place = field + ".speakers[" + std::to_string(i) + "].";
        if (auto r =
                check_text(s.speakers[i].name, place + "name", {.most = 60, .required = true, .whole = true});
            !r)
            return r;
        if (auto r = check_text(s.speakers[i].title, place + "title", {120}); !r) return r;
    }
    return {};
}

} // namespace

std::string_view name_of(event_status v) { return name_in(event_statuses, v); }
std::string_view name_of(unit_role v) { return name_in(unit_roles, v); }
std::string_view name_of(segment_kind v) { return name_in(segment_kinds, v); }
std::optional<event_status> event_status_from(std::string_view s) { return value_in(event_statuses, s); }
std::optional<unit_role> unit_role_from(std::string_view s) { return value_in(unit_roles, s); }
std::optional<segment_kind> segment_kind_from(std::string_view s) { return value_in(segment_kinds, s); }

const segment* event::find_segment(std::string_view id) const {
    auto it = std::ranges::find(what.agenda, id, &segment::id);
    return it == what.agenda.end() ? nullptr : &*it;
}

result<void> check(programme& p) {
    if (auto r = check_text(p.series, "series", {60, true}); !r) return r;
    if (auto r = check_text(p.issue, "issue", {30}); !r) return r;
    if (auto r = check_text(p.theme, "theme", {60, true}); !r) return r;
    if (auto r = check_text(p.venue, "venue", {100, true}); !r) return r;
    if (auto r = check_times(p.starts_at, p.ends_at, "ends_at"); !r) return r;
    if (p.organizers.size() > most_units) return too_many("organizers");
    for (std::size_t i = 0; i < p.organizers.size(); ++i)
        if (auto r = check_text(p.organizers[i].name, "organizers[" + std::to_string(i) + "].name",
                                {.most = 100, .required = true, .whole = true});
            !r)
            return r;
    if (p.agenda.size() > most_segments) return too_many("agenda");
    std::set<std::string_view> ids;
    for (std::size_t i = 0; i < p.agenda.size(); ++i) {
        auto field = "agenda[" + std::to_string(i) + "]";
        if (auto r = check_segment(p.agenda[i], field); !r) return r;
        if (!p.agenda[i].id.empty() && !ids.insert(p.agenda[i].id).second)
            return problem{errc::invalid_field, field + ".id"}.says("同一项出现了两次",
                                                                    "The same item stands twice");
    }
    std::ranges::stable_sort(p.agenda, {}, &segment::starts_at);
    return {};
}

result<event_status> after(event_status now, stream_act act) {
    if (act == stream_act::start && now != event_status::live) return event_status::live;
    if (act == stream_act::end && now == event_status::live) return event_status::ended;
    return errc::wrong_state;
}

} // namespace jiangtang::domain
