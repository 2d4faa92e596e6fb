#include "wire/privacy.hpp"

#include <algorithm>

namespace jiangtang::wire {
namespace {

bool is_text(const json::object& o, std::string_view member, std::string_view text) {
    const auto* v = o.if_contains(member);
    return v && v->is_string() && v->get_string() == text;
}

bool erase_from(json::value& v, const erased_person& who) {
    bool found = false;
    if (auto* list = v.if_array())
        for (auto& one : *list) found |= erase_from(one, who);
    auto* o = v.if_object();
    if (!o) return found;
    if (is_text(*o, "registration", who.registration) && o->contains("name")) {
        (*o)["name"] = "—";
        (*o)["pinyin"] = "";
        (*o)["phone_last4"] = "";
        for (const auto* member : {"organization", "title", "same_phone", "vip", "note"}) o->erase(member);
        found = true;
    }
    if (std::ranges::any_of(who.questions, [&](const auto& id) { return is_text(*o, "id", id); })) {
        o->erase("name");
        o->erase("seat");
        found = true;
    }
    for (auto& member : *o) found |= erase_from(member.value(), who);
    return found;
}

bool speaks_of(const std::string& body, const erased_person& who) {
    return body.find(who.registration) != body.npos ||
           std::ranges::any_of(who.questions, [&](const auto& id) { return body.find(id) != body.npos; });
}

} // namespace

json::object person_object(const person& p) {
    const auto& g = p.registration;
    json::object o{{"event", g.event},
                   {"name", g.name},
                   {"phone_last4", g.phone_last4},
                   {"attendance", domain::name_of(g.form)},
                   {"status", domain::name_of(g.status)},
                   {"consent", p.consent},
                   {"consented_at", p.consented_at},
                   {"registered_at", p.registered_at}};
    put(o, "organization", g.organization);
    put(o, "title", g.title);
    put(o, "seat", g.seat);
    if (g.vip) o["vip"] = true;
    put(o, "note", g.note);
    put(o, "email", p.email);
    put(o, "reason", g.reason);
    put(o, "admitted_at", g.admitted_at);
    put(o, "desk", g.admitted_desk);
    auto& questions = o["questions"].emplace_array();
    for (const auto& q : p.questions) {
        json::object asked{{"text", q.text},
                           {"asked_at", q.asked_at},
                           {"status", domain::name_of(domain::as_its_asker_sees(q).status)}};
        put(asked, "name", q.name);
        questions.push_back(std::move(asked));
    }
    put(o, "erases_at", p.erases_at);
    return o;
}

result<std::int64_t> parse_retention(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    return in.finish(in.number("days"));
}

std::optional<std::string> without_person(const std::string& body, const erased_person& who) {
    if (!speaks_of(body, who)) return std::nullopt;
    auto message = json::parse(body);
    if (!erase_from(message, who)) return std::nullopt;
    return json::serialize(message);
}

} // namespace jiangtang::wire
