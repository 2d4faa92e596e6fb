#include "domain/rules.hpp"

#include "domain/enum_names.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<approval, 3> approvals{
    {{approval::none, "none"}, {approval::in_person, "in_person"}, {approval::all, "all"}}};
constexpr enum_names<verdict, 2> verdicts{{{verdict::approve, "approve"}, {verdict::decline, "decline"}}};

constexpr unix_ms latest_moment = 7'258'118'400'000; // 2200
constexpr std::int64_t most_online = 1'000'000;

bool is_moment(std::optional<unix_ms> at) { return !at || (*at >= 0 && *at <= latest_moment); }

result<void> check_window(const window& w, const std::string& name) {
    if (!is_moment(w.opens_at)) return problem{errc::invalid_field, name + "_opens_at"};
    if (!is_moment(w.closes_at)) return problem{errc::invalid_field, name + "_closes_at"};
    if (w.opens_at && w.closes_at && *w.closes_at <= *w.opens_at)
        return problem{errc::invalid_field, name + "_closes_at"}.says("截止时间应在开放时间之后",
                                                                      "Registration closes after it opens");
    return {};
}

} // namespace

std::string_view name_of(approval v) { return name_in(approvals, v); }
std::optional<approval> approval_from(std::string_view s) { return value_in(approvals, s); }
std::optional<verdict> verdict_from(std::string_view s) { return value_in(verdicts, s); }

result<void> check(const rules& r) {
    if (auto ok = check_window(r.hall, "hall"); !ok) return ok;
    if (auto ok = check_window(r.online, "online"); !ok) return ok;
    if (r.online_limit && (*r.online_limit < 1 || *r.online_limit > most_online))
        return problem{errc::invalid_field, "online_limit"}.says("请填 1 到 100 万之间的整数",
                                                                 "A whole number from 1 to 1,000,000");
    return {};
}

result<void> check_before(const rules& r, unix_ms event_ends_at) {
    for (const auto& [w, name] : {std::pair{r.hall, "hall_opens_at"}, std::pair{r.online, "online_opens_at"}})
        if (w.opens_at && *w.opens_at >= event_ends_at)
            return problem{errc::invalid_field, name}.says("开放时间应在活动结束之前",
                                                           "Registration opens before the event is over");
    return {};
}

result<void> check_open(const rules& r, attendance to, std::int64_t registered_online, unix_ms now) {
    const auto& w = r.of(to);
    if (w.opens_at && now < *w.opens_at) {
        problem early{errc::registration_not_open, "attendance"};
        early.opens_at = *w.opens_at;
        return early;
    }
    if (w.closes_at && now >= *w.closes_at) return problem{errc::registration_closed, "attendance"};
    if (to == attendance::online && r.is_full(registered_online))
        return problem{errc::online_full, "attendance"};
    return {};
}

std::optional<unix_ms> next_turn(const rules& r, unix_ms now) {
    std::optional<unix_ms> next;
    for (const auto at : {r.hall.opens_at, r.hall.closes_at, r.online.opens_at, r.online.closes_at})
        if (at && *at > now && (!next || *at < *next)) next = at;
    return next;
}

registration_status status_after_move(const rules& r, const registration& g, attendance to) {
    using enum registration_status;
    const bool known_in_hall =
        g.form == attendance::in_person && (g.status == confirmed || g.status == waitlisted);
    if (to == attendance::online && known_in_hall) return confirmed;
    return r.needs_approval(to) ? requested : confirmed;
}

result<void> check_verdict(const registration& g, verdict v) {
    using enum registration_status;
    if (g.status == requested && (v == verdict::approve || !g.admitted_at)) return {};
    if (g.status == declined && v == verdict::approve) return {};
    return errc::wrong_state;
}

} // namespace jiangtang::domain
