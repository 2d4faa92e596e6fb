#include "wire/registrations.hpp"

#include "base/crypto.hpp"
#include "domain/fields.hpp"
#include "domain/ticket.hpp"

#include <spdlog/fmt/fmt.h>

namespace jiangtang::wire {
namespace {

constexpr unix_ms year_2200 = 7'258'118'400'000;
constexpr std::int64_t most_scans = 1'000'000'000; // of one device

std::string url_of(const domain::registration& g, std::string_view origin) {
    return std::string{origin} + "/ticket/" + g.ticket;
}

void put_position(json::object& o, const domain::registration& g) {
    if (g.position > 0) o["position"] = g.position;
    if (g.offer) o["offer"] = {{"seat", g.offer->seat}, {"until", g.offer->until}};
}

void read_details(field_reader& in, domain::details& into) {
    into.form = in.one_of("attendance", domain::attendance_from);
    into.name = in.text("name");
    into.organization = in.text_or_empty("organization");
    into.title = in.text_or_empty("title");
}

/// A text that may be left out, and may be empty when it is not.
std::optional<std::string> maybe_text(field_reader& in, const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (!value || value->is_null()) return std::nullopt;
    return in.text_or_empty(name);
}

/// Which language a guest reads; Chinese when nothing is said.
domain::language read_language(field_reader& in) {
    const auto name = in.text_or_empty("language");
    const auto language = name.empty() ? domain::language::zh : domain::language_from(name);
    if (!language) in.fail(errc::invalid_field, "language");
    return language.value_or(domain::language::zh);
}

void read_desk(field_reader& in, std::string& desk) {
    desk = in.text("desk");
    if (!in.ok()) return;
    if (auto c = domain::check_text(desk, "desk", {30, true}); !c) in.fail(c.error());
}

void read_at_desk(field_reader& in, at_desk& into) {
    into.id = in.client_id("id");
    read_desk(in, into.desk);
    into.scanned_at = in.number("scanned_at");
    if (into.scanned_at < 0 || into.scanned_at > year_2200) in.fail(errc::invalid_field, "scanned_at");
    into.offline = in.flag("offline");
    into.let_in = in.flag("let_in");
    if (into.let_in && !into.offline) in.fail(errc::invalid_field, "let_in");
    if (in.text_or_empty("device").empty()) return;
    into.device = in.client_id("device");
    into.sequence = in.number_within("sequence", 0, most_scans).value_or(0);
}

} // namespace

result<registration_request> parse_registration(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    registration_request r;
    r.id = in.client_id("id");
    read_details(in, r.who);
    r.who.phone = in.text("phone");
    r.who.email = in.text_or_empty("email");
    r.who.reads = read_language(in);
    r.who.consent = in.flag("consent");
    if (in.ok())
        if (auto c = domain::check(r.who); !c) return c.error();
    return in.finish(std::move(r));
}

result<change_request> parse_change(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    change_request r;
    r.id = in.client_id("id");
    read_details(in, r.to);
    r.to.phone = maybe_text(in, *object, "phone");
    r.to.email = maybe_text(in, *object, "email");
    if (in.ok())
        if (auto c = domain::check(r.to); !c) return c.error();
    return in.finish(std::move(r));
}

result<check_in_request> parse_check_in(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    check_in_request r;
    r.ticket = in.text_or_empty("ticket");
    r.registration = in.text_or_empty("registration");
    read_at_desk(in, r);
    if (r.ticket.empty() && r.registration.empty()) in.fail(errc::missing_field, "ticket");
    if (!r.ticket.empty() && !r.registration.empty()) in.fail(errc::invalid_field, "registration");
    if (r.ticket.size() > 512) in.fail(errc::invalid_field, "ticket");
    if (r.registration.size() > 64) in.fail(errc::invalid_field, "registration");
    return in.finish(std::move(r));
}

result<walk_in_request> parse_walk_in(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    walk_in_request r;
    r.who.name = in.text("name");
    r.who.phone = in.text_or_empty("phone");
    r.who.organization = in.text_or_empty("organization");
    r.who.title = in.text_or_empty("title");
    r.who.consent = in.flag("consent");
    r.delegation = in.text_or_empty("delegation");
    read_at_desk(in, r);
    if (in.ok())
        if (auto c = domain::check_walk_in(r.who); !c) return c.error();
    return in.finish(std::move(r));
}

result<undo_request> parse_undo(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    undo_request r;
    r.id = in.client_id("id");
    read_desk(in, r.desk);
    r.reason = in.text("reason");
    if (in.text_or_empty("scan").empty()) {
        r.registration = in.text("registration");
        r.admitted_at = in.number("admitted_at");
    } else {
        r.scan = in.client_id("scan");
    }
    if (in.ok())
        if (auto c = domain::check_text(r.reason, "reason", {100, true}); !c) return c.error();
    return in.finish(std::move(r));
}

result<replace_request> parse_replace(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    replace_request r;
    r.id = in.client_id("id");
    return in.finish(std::move(r));
}

json::object registered_object(const domain::registration& g, std::string_view origin) {
    json::object o;
    auto& r = o["registration"].emplace_object();
    r["id"] = g.id;
    r["status"] = domain::name_of(g.status);
    put_position(r, g);
    auto& t = o["ticket"].emplace_object();
    t["code"] = g.ticket;
    t["url"] = url_of(g, origin);
    put(t, "seat", g.seat);
    return o;
}

json::object sent_object(std::string_view phone_last4) {
    return {{"registration", {{"status", "sent"}}},
            {"ticket", {{"sent_to", domain::masked_phone(phone_last4)}}}};
}

json::object ticket_object(const domain::registration& g, std::string_view origin,
                           std::string_view signature) {
    json::object o{{"code", g.ticket},
                   {"status", domain::name_of(g.status)},
                   {"attendance", domain::name_of(g.form)},
                   {"name", g.name},
                   {"url", url_of(g, origin)}};
    put(o, "organization", g.organization);
    put(o, "title", g.title);
    put(o, "seat", g.seat);
    put_position(o, g);
    put(o, "admitted_at", g.admitted_at);
    put(o, "reason", g.reason);
    if (!signature.empty()) o["signed_url"] = url_of(g, origin) + domain::signature_fragment(signature);
    if (!g.delegation.empty()) o["delegation"] = true;
    return o;
}

std::string ticket_digest(std::string_view event, std::string_view code) {
    return sha256_hex(fmt::format("jiangtang ticket\n{}\n{}", event, code)).substr(0, 32);
}

json::object guest_object(const domain::registration& g) {
    json::object o{{"registration", g.id},
                   {"name", g.name},
                   {"pinyin", g.pinyin},
                   {"phone_last4", g.phone_last4},
                   {"attendance", domain::name_of(g.form)},
                   {"status", domain::name_of(g.status)},
                   {"ticket_digest", ticket_digest(g.event, g.ticket)}};
    put(o, "organization", g.organization);
    put(o, "title", g.title);
    put(o, "seat", g.seat);
    put_position(o, g);
    put(o, "admitted_at", g.admitted_at);
    put(o, "desk", g.admitted_desk);
    put(o, "staff", g.admitted_by);
    put(o, "delegation", g.delegation);
    if (g.same_phone) o["same_phone"] = true;
    if (g.vip) o["vip"] = true;
    put(o, "note", g.note);
    return o;
}

json::object arrivals_object(const domain::arrivals& a) {
    return {{"admitted", a.admitted}, {"expected", a.expected}};
}

json::object check_in_object(const check_in_answer& a) {
    json::object o{{"result", domain::name_of(a.result)}, {"at", a.at}};
    if (a.guest) {
        o["guest"] = guest_object(*a.guest);
        if (a.result == domain::check_in_result::already_in)
            o["first"] = {{"at", a.guest->admitted_at.value_or(0)},
                          {"desk", a.guest->admitted_desk},
                          {"staff", a.guest->admitted_by}};
    }
    if (!a.other_slug.empty()) o["event"] = {{"slug", a.other_slug}, {"theme", a.other_theme}};
    o["arrivals"] = arrivals_object(a.arrivals);
    return o;
}

} // namespace jiangtang::wire
