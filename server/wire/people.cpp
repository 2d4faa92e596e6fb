#include "wire/people.hpp"

#include "domain/fields.hpp"

namespace jiangtang::wire {

json::object staff_object(const domain::staff& s) {
    return {{"id", s.id},         {"event", s.event},
            {"name", s.name},     {"role", domain::name_of(s.as)},
            {"joined", s.joined}, {"page", domain::page_of(s.as, s.event)}};
}

json::object viewer_object(const domain::viewer& v) {
    json::object o{{"id", v.id}, {"from", domain::name_of(v.from)}};
    put(o, "name", v.name);
    put(o, "seat", v.seat);
    return o;
}

result<std::string> parse_sign_in(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    return in.finish(in.client_id("token"));
}

result<viewer_request> parse_viewer(std::string_view body) {
    auto object = parse_object(body.empty() ? "{}" : body);
    if (!object) return object.error();
    field_reader in{*object};
    viewer_request r;
    r.name = in.text_or_empty("name");
    r.ticket = in.text_or_empty("ticket");
    if (object->contains("from")) r.from = in.one_of("from", domain::place_from);
    if (in.ok())
        if (auto c = domain::check_text(r.name, "name", {.most = 20, .whole = true}); !c) return c.error();
    return in.finish(std::move(r));
}

result<staff_request> parse_staff(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    staff_request r;
    r.id = in.client_id("id");
    r.as = in.one_of("role", domain::role_from);
    r.name = in.text("name");
    if (r.as == domain::role::viewer) in.fail(errc::invalid_field, "role");
    if (in.ok())
        if (auto c = domain::check_staff_name(r.name); !c) return c.error();
    return in.finish(std::move(r));
}

} // namespace jiangtang::wire
