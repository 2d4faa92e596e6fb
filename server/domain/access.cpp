#include "domain/access.hpp"

#include "base/text.hpp"
#include "domain/enum_names.hpp"
#include "domain/fields.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<access_kind, 4> access_kinds{{{access_kind::open, "open"},
                                                   {access_kind::password, "password"},
                                                   {access_kind::registered, "registered"},
                                                   {access_kind::delegates, "delegates"}}};
constexpr enum_names<pass_scope, 2> pass_scopes{
    {{pass_scope::all, "all"}, {pass_scope::questions, "questions"}}};
constexpr std::size_t shortest_password = 6, longest_password = 100;

} // namespace

std::string_view name_of(access_kind v) { return name_in(access_kinds, v); }
std::optional<access_kind> access_kind_from(std::string_view s) { return value_in(access_kinds, s); }
std::string_view name_of(pass_scope v) { return name_in(pass_scopes, v); }
std::optional<pass_scope> pass_scope_from(std::string_view s) { return value_in(pass_scopes, s); }

result<void> check_password(std::string& password) {
    if (auto ok = check_text(password, "password", {longest_password, true}); !ok) return ok;
    if (length(password) < shortest_password)
        return problem{errc::invalid_field, "password"}.says("密码至少 6 个字",
                                                             "The password has at least 6 characters");
    return {};
}

errc needed_for(access_kind kind) {
    switch (kind) {
    case access_kind::registered: return errc::ticket_required;
    case access_kind::delegates: return errc::delegate_required;
    default: return errc::password_required;
    }
}

result<void> check_registering(access_kind kind, bool has_pass) {
    if (kind == access_kind::delegates) return errc::delegates_only;
    if (kind == access_kind::password && !has_pass) return errc::password_required;
    return {};
}

result<void> check_ticket(access_kind kind, const registration& g, bool by_unit) {
    if (g.status == registration_status::cancelled) return errc::ticket_cancelled;
    const bool asks = g.status == registration_status::requested || g.status == registration_status::declined;
    if (asks && !g.admitted_at) return errc::not_approved;
    if (kind == access_kind::delegates && !by_unit && !g.admitted_at) return errc::delegate_required;
    return {};
}

} // namespace jiangtang::domain
