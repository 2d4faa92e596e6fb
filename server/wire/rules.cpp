#include "wire/rules.hpp"

#include "domain/fields.hpp"
#include "wire/registrations.hpp"

namespace jiangtang::wire {
namespace {

constexpr std::size_t most_at_once = 200;

json::object window_object(const domain::rules& r, domain::attendance to) {
    json::object o;
    put(o, "opens_at", r.of(to).opens_at);
    put(o, "closes_at", r.of(to).closes_at);
    if (r.needs_approval(to)) o["approval"] = true;
    return o;
}

/// In round brackets: Boost.JSON takes one value in braces for a list.
json::value or_null(std::optional<std::int64_t> value) {
    return value ? json::value(*value) : json::value(nullptr);
}

} // namespace

json::object registering_object(const domain::rules& r, std::int64_t registered_online) {
    auto online = window_object(r, domain::attendance::online);
    put(online, "limit", r.online_limit);
    if (r.is_full(registered_online)) online["full"] = true;
    return {{"in_person", window_object(r, domain::attendance::in_person)}, {"online", std::move(online)}};
}

json::array open_for(const domain::event& e, unix_ms now) {
    json::array open;
    if (e.status == domain::event_status::ended) return open;
    for (const auto to : {domain::attendance::in_person, domain::attendance::online})
        if (domain::check_open(e.registering, to, e.online, now)) open.emplace_back(domain::name_of(to));
    return open;
}

json::object rules_object(const domain::rules& r) {
    return {{"version", r.version},
            {"hall_opens_at", or_null(r.hall.opens_at)},
            {"hall_closes_at", or_null(r.hall.closes_at)},
            {"online_opens_at", or_null(r.online.opens_at)},
            {"online_closes_at", or_null(r.online.closes_at)},
            {"online_limit", or_null(r.online_limit)},
            {"approval", domain::name_of(r.asks)}};
}

result<domain::rules> parse_rules(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    domain::rules r;
    r.version = in.number("version");
    r.hall = {in.maybe_number("hall_opens_at"), in.maybe_number("hall_closes_at")};
    r.online = {in.maybe_number("online_opens_at"), in.maybe_number("online_closes_at")};
    r.online_limit = in.maybe_number("online_limit");
    r.asks = in.one_of("approval", domain::approval_from);
    if (in.ok())
        if (auto ok = domain::check(r); !ok) return ok.error();
    return in.finish(r);
}

result<verdict_request> parse_verdict(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    verdict_request r;
    r.id = in.client_id("id");
    r.what = in.one_of("do", domain::verdict_from);
    r.reason = in.text_or_empty("reason");
    if (in.ok())
        if (auto ok = domain::check_text(r.reason, "reason", {100}); !ok) return ok.error();
    const auto& all = in.list("registrations");
    if (in.ok() && (all.empty() || all.size() > most_at_once)) in.fail(errc::invalid_field, "registrations");
    for (const auto& one : all) {
        const auto* id = one.if_string();
        if (!id || id->empty() || id->size() > 64) in.fail(errc::invalid_field, "registrations");
        else r.registrations.emplace_back(*id);
    }
    return in.finish(std::move(r));
}

json::object request_object(const asked& a) {
    json::object o{{"guest", guest_object(a.guest)}, {"requested_at", a.requested_at}};
    put(o, "decided_at", a.decided_at);
    put(o, "staff", a.staff);
    put(o, "reason", a.guest.reason);
    return o;
}

json::object decided_object(const decided& d) {
    json::object o;
    auto& done = o["decided"].emplace_array();
    for (const auto& g : d.done) {
        json::object one{{"registration", g.id}, {"status", domain::name_of(g.status)}};
        if (g.position > 0) one["position"] = g.position;
        done.push_back(std::move(one));
    }
    auto& left = o["left"].emplace_array();
    for (const auto& [id, why] : d.left)
        left.push_back(json::object{{"registration", id}, {"code", why.code()}});
    return o;
}

} // namespace jiangtang::wire
