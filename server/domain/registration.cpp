#include "domain/registration.hpp"

#include "base/text.hpp"
#include "domain/enum_names.hpp"
#include "domain/fields.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<attendance, 2> forms{
    {{attendance::in_person, "in_person"}, {attendance::online, "online"}}};
constexpr enum_names<registration_status, 5> registration_statuses{
    {{registration_status::confirmed, "confirmed"},
     {registration_status::waitlisted, "waitlisted"},
     {registration_status::cancelled, "cancelled"},
     {registration_status::requested, "requested"},
     {registration_status::declined, "declined"}}};

bool is_over(const registration& g) {
    return g.status == registration_status::cancelled || g.status == registration_status::declined;
}

} // namespace

std::string_view name_of(attendance v) { return name_in(forms, v); }
std::string_view name_of(registration_status v) { return name_in(registration_statuses, v); }
std::optional<attendance> attendance_from(std::string_view s) { return value_in(forms, s); }
std::optional<registration_status> registration_status_from(std::string_view s) {
    return value_in(registration_statuses, s);
}

result<void> check_phone(std::string& phone, const std::string& field) {
    if (phone.size() > 64) return problem{errc::invalid_field, field};
    std::string digits = phone.empty() || !clean_line(phone) ? std::string{} : search_key(phone);
    if (phone.empty()) return problem{errc::missing_field, field};
    if (digits.size() == 13 && digits.starts_with("86")) digits.erase(0, 2);
    bool ok = digits.size() == 11 && digits[0] == '1' && digits[1] >= '3' &&
              digits.find_first_not_of("0123456789") == std::string::npos;
    if (!ok)
        return problem{errc::invalid_field, field}.says("手机号应为 11 位数字",
                                                        "A mobile number has 11 digits");
    phone = digits;
    return {};
}

result<void> check(details& d) {
    if (auto r = check_text(d.name, "name", {.most = 40, .required = true, .whole = true}); !r) return r;
    if (auto r = check_text(d.organization, "organization", {.most = 100, .whole = true}); !r) return r;
    if (auto r = check_text(d.title, "title", {.most = 60, .whole = true}); !r) return r;
    return {};
}

result<void> check(correction& c) {
    if (auto r = check(static_cast<details&>(c)); !r) return r;
    if (c.phone && !c.phone->empty()) // whether it may be empty depends on what was given before
        if (auto r = check_phone(*c.phone, "phone"); !r) return r;
    if (c.email && !c.email->empty())
        if (auto r = check_email(*c.email, "email"); !r) return r;
    return {};
}

result<void> check(application& a) {
    if (auto r = check(static_cast<details&>(a)); !r) return r;
    if (auto r = check_phone(a.phone, "phone"); !r) return r;
    if (!a.email.empty())
        if (auto r = check_email(a.email, "email"); !r) return r;
    if (!a.consent) return problem{errc::consent_required, "consent"};
    return {};
}

result<void> check_walk_in(application& a) {
    if (!a.phone.empty()) return check(a);
    if (auto r = check(static_cast<details&>(a)); !r) return r;
    if (!a.consent) return problem{errc::consent_required, "consent"};
    return {};
}

result<void> check_change(const registration& g, attendance to) {
    if (is_over(g)) return errc::wrong_state;
    if (g.admitted_at && to != g.form) return errc::wrong_state;
    return {};
}

result<void> check_phone_stays(const registration& g, const correction& to) {
    if (to.phone && to.phone->empty() && !g.phone_last4.empty()) return problem{errc::missing_field, "phone"};
    return {};
}

result<void> check_replacement(const registration& g) {
    if (is_over(g) || g.admitted_at) return errc::wrong_state;
    return {};
}

} // namespace jiangtang::domain
