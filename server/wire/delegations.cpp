#include "wire/delegations.hpp"

#include "wire/registrations.hpp"

namespace jiangtang::wire {
namespace {

constexpr std::size_t most_people = 200;

/// Reads one person; what is wrong with it is a problem of `in`, its field behind `before`.
domain::application read_delegate(field_reader& in, const json::object& from, bool consent,
                                  const std::string& before) {
    field_reader member{from};
    domain::application who;
    who.name = member.text("name");
    who.phone = member.text_or_empty("phone");
    who.title = member.text_or_empty("title");
    who.consent = consent;
    if (member.ok())
        if (auto c = domain::check_walk_in(who); !c) member.fail(c.error());
    in.take_problem(member, before);
    return who;
}

} // namespace

result<delegation_request> parse_delegation(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    delegation_request r;
    r.id = in.client_id("id");
    domain::delegation d;
    d.name = in.text("name");
    d.quota = in.number("quota");
    if (in.ok())
        if (auto c = domain::check(d); !c) return c.error();
    r.name = d.name;
    r.quota = d.quota;
    return in.finish(std::move(r));
}

result<std::string> parse_command_id(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    return in.finish(in.client_id("id"));
}

result<delegates_request> parse_delegates(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    delegates_request r;
    r.id = in.client_id("id");
    const bool consent = in.flag("consent");
    const auto& people = in.list("people");
    if (in.ok() && !consent) return problem{errc::consent_required, "consent"};
    if (in.ok() && (people.empty() || people.size() > most_people))
        return problem{errc::invalid_field, "people"}.says(
            "一次填 1 到 " + std::to_string(most_people) + " 人",
            "1 to " + std::to_string(most_people) + " people at a time");
    for (std::size_t i = 0; in.ok() && i < people.size(); ++i) {
        const auto name = "people[" + std::to_string(i) + "]";
        if (people[i].is_object())
            r.people.push_back(read_delegate(in, people[i].get_object(), consent, name + "."));
        else in.fail(errc::invalid_field, name);
    }
    return in.finish(std::move(r));
}

result<replacement_request> parse_replacement(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    replacement_request r;
    r.id = in.client_id("id");
    const bool consent = in.flag("consent");
    r.who = read_delegate(in, *object, consent, "");
    return in.finish(std::move(r));
}

json::object delegation_object(const domain::delegation& d) {
    return {{"id", d.id},
            {"name", d.name},
            {"pinyin", d.pinyin},
            {"initials", d.initials},
            {"quota", d.quota},
            {"entered", d.entered},
            {"admitted", d.admitted},
            {"presence", domain::name_of(domain::presence_of(d))}};
}

json::object delegate_object(const domain::registration& g, std::string_view origin,
                             std::string_view signature) {
    auto o = ticket_object(g, origin, signature);
    o["registration"] = g.id;
    put(o, "phone_last4", g.phone_last4);
    return o;
}

} // namespace jiangtang::wire
