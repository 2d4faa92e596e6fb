// Who may register and watch.

#include "domain/access.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {
namespace {

registration holder(registration_status status, bool admitted = false) {
    registration g;
    g.status = status;
    if (admitted) g.admitted_at = 1;
    return g;
}

std::string told(const result<void>& r) { return r ? "" : std::string{r.error().code()}; }

} // namespace

TEST_CASE(
    "a ticket opens the door unless it was cancelled; where only units register, it is of a unit or of who is inside") {
    using enum registration_status;
    for (auto kind : {access_kind::password, access_kind::registered}) {
        CHECK(check_ticket(kind, holder(confirmed), false));
        CHECK(check_ticket(kind, holder(waitlisted), false));
        CHECK(told(check_ticket(kind, holder(cancelled), false)) == "ticket_cancelled");
        CHECK(told(check_ticket(kind, holder(requested), false)) == "not_approved");
        CHECK(told(check_ticket(kind, holder(declined), false)) == "not_approved");
    }
    CHECK(told(check_ticket(access_kind::delegates, holder(confirmed), false)) == "delegate_required");
    CHECK(check_ticket(access_kind::delegates, holder(confirmed), true));
    CHECK(check_ticket(access_kind::delegates, holder(confirmed, true), false));
    CHECK(told(check_ticket(access_kind::delegates, holder(cancelled), true)) == "ticket_cancelled");
}

TEST_CASE(
    "the form is open but to those whom a unit must register, and where a password is asked for first") {
    CHECK(check_registering(access_kind::open, false));
    CHECK(check_registering(access_kind::registered, false));
    CHECK(told(check_registering(access_kind::password, false)) == "password_required");
    CHECK(check_registering(access_kind::password, true));
    CHECK(told(check_registering(access_kind::delegates, true)) == "delegates_only");
}

TEST_CASE("a password has 6 to 100 characters, and is the same however its accents and spaces were typed") {
    const auto checked = [](std::string p) { return check_password(p) ? p : "refused"; };
    CHECK(checked("质量月2020") == "质量月2020");
    CHECK(checked("\u3000 caf\u0065\u0301 2020 ") == "caf\u00e9 2020");
    CHECK(checked("质量月20") == "refused");
    CHECK(checked("") == "refused");
    CHECK(checked(std::string(100, 'x')) == std::string(100, 'x'));
    CHECK(checked(std::string(101, 'x')) == "refused");
}

TEST_CASE("every kind and scope has one name, read in both directions") {
    using enum access_kind;
    for (auto kind : {open, password, registered, delegates}) CHECK(access_kind_from(name_of(kind)) == kind);
    for (auto scope : {pass_scope::all, pass_scope::questions})
        CHECK(pass_scope_from(name_of(scope)) == scope);
    CHECK(!access_kind_from("members"));
}

} // namespace jiangtang::domain
