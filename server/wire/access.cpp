#include "wire/access.hpp"

namespace jiangtang::wire {

result<access_edit> parse_access_edit(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    access_edit e;
    e.version = in.number("version");
    e.kind = in.one_of("kind", domain::access_kind_from);
    if (auto password = in.text_or_empty("password"); !password.empty()) {
        if (e.kind != domain::access_kind::password) in.fail(errc::invalid_field, "password");
        if (in.ok())
            if (auto ok = domain::check_password(password); !ok) return ok.error();
        e.password = std::move(password);
    }
    return in.finish(std::move(e));
}

json::object access_object(const domain::access& a) {
    return {{"kind", domain::name_of(a.kind)}, {"version", a.version}};
}

result<pass_request> parse_pass(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    pass_request r{in.text_or_empty("password"), in.text_or_empty("ticket"), in.text_or_empty("join")};
    const int given = !r.password.empty() + !r.ticket.empty() + !r.join.empty();
    if (given == 0) in.fail(errc::missing_field, "password");
    if (given > 1) in.fail(errc::invalid_field, r.password.empty() ? "join" : "password");
    return in.finish(std::move(r));
}

json::object pass_object(const domain::pass& p, unix_ms now) {
    return {{"scope", domain::name_of(p.scope)}, {"valid_ms", p.until - now}};
}

} // namespace jiangtang::wire
