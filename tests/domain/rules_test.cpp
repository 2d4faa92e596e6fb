// When one may register, who is approved first, and what becomes of a registration that moves.

#include "domain/check_in.hpp"
#include "domain/rules.hpp"
#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {
namespace {

constexpr unix_ms morning = 1'600'740'000'000, hour = 3'600'000;

rules open_from_to(unix_ms from, unix_ms to) {
    rules r;
    r.hall = {from, to};
    return r;
}

registration standing_as(attendance form, registration_status status) {
    registration g;
    g.id = "r1";
    g.event = "a";
    g.form = form;
    g.status = status;
    return g;
}

} // namespace

TEST_CASE("a window is open from its first moment on and before its last, and the other one has its own") {
    const auto r = open_from_to(morning, morning + hour);
    const auto code = [&](attendance to, unix_ms now) -> std::string {
        auto ok = check_open(r, to, 0, now);
        return ok ? "open" : std::string{ok.error().code()};
    };
    CHECK(code(attendance::in_person, morning - 1) == "registration_not_open");
    CHECK(code(attendance::in_person, morning) == "open");
    CHECK(code(attendance::in_person, morning + hour - 1) == "open");
    CHECK(code(attendance::in_person, morning + hour) == "registration_closed");
    CHECK(code(attendance::online, morning - 1) == "open");
    CHECK(check_open(r, attendance::in_person, 0, morning - 1).error().opens_at == morning);
    CHECK(check_open(rules{}, attendance::in_person, 1'000'000, 0));
}

TEST_CASE("online is full with the last place, and the hall does not mind") {
    rules r;
    r.online_limit = 2;
    CHECK(check_open(r, attendance::online, 1, morning));
    CHECK(check_open(r, attendance::online, 2, morning).error().value == errc::online_full);
    CHECK(check_open(r, attendance::online, 3, morning).error().value == errc::online_full);
    CHECK(check_open(r, attendance::in_person, 3, morning));
}

TEST_CASE("the next turn is the first moment to come at which a window opens or closes") {
    auto r = open_from_to(morning, morning + hour);
    r.online.closes_at = morning + hour / 2;
    CHECK(next_turn(r, morning - 1) == morning);
    CHECK(next_turn(r, morning) == morning + hour / 2);
    CHECK(next_turn(r, morning + hour / 2) == morning + hour);
    CHECK(!next_turn(r, morning + hour));
    CHECK(!next_turn(rules{}, 0));
}

TEST_CASE("rules that cannot be meant are refused at their field") {
    const auto field = [](const rules& r) {
        auto ok = check(r);
        return ok ? std::string{} : ok.error().field;
    };
    CHECK(field(open_from_to(morning, morning + 1)) == "");
    CHECK(field(open_from_to(morning, morning)) == "hall_closes_at");
    CHECK(field(open_from_to(-1, morning)) == "hall_opens_at");
    rules r;
    r.online = {morning, morning - hour};
    CHECK(field(r) == "online_closes_at");
    r.online = {{}, 9'000'000'000'000};
    CHECK(field(r) == "online_closes_at");
    r.online = {};
    for (const std::int64_t limit : {std::int64_t{0}, std::int64_t{-5}, std::int64_t{1'000'001}}) {
        r.online_limit = limit;
        CHECK(field(r) == "online_limit");
    }
    r.online_limit = 1'000'000;
    CHECK(field(r) == "");
    CHECK(check_before(open_from_to(morning, morning + hour), morning + 1));
    CHECK(check_before(open_from_to(morning, morning + hour), morning).error().field == "hall_opens_at");
}

TEST_CASE("who moves is asked about where that is needed, but not who has been approved for the hall") {
    using enum attendance;
    using enum registration_status;
    rules none, hall, all;
    hall.asks = approval::in_person;
    all.asks = approval::all;
    CHECK(status_after_move(none, standing_as(online, confirmed), in_person) == confirmed);
    CHECK(status_after_move(hall, standing_as(online, confirmed), in_person) == requested);
    CHECK(status_after_move(all, standing_as(online, confirmed), in_person) == requested);
    CHECK(status_after_move(all, standing_as(in_person, confirmed), online) == confirmed);
    CHECK(status_after_move(all, standing_as(in_person, waitlisted), online) == confirmed);
    CHECK(status_after_move(all, standing_as(in_person, requested), online) == requested);
    CHECK(status_after_move(hall, standing_as(in_person, requested), online) == confirmed);
    CHECK(status_after_move(none, standing_as(in_person, requested), online) == confirmed);
}

TEST_CASE("a request is approved or declined, a no can be taken back, and nothing else is decided on") {
    using enum registration_status;
    const auto may = [](registration_status s, verdict v) {
        return check_verdict(standing_as(attendance::in_person, s), v).has_value();
    };
    CHECK(may(requested, verdict::approve));
    CHECK(may(requested, verdict::decline));
    CHECK(may(declined, verdict::approve));
    CHECK(!may(declined, verdict::decline));
    for (auto s : {confirmed, waitlisted, cancelled}) {
        CHECK(!may(s, verdict::approve));
        CHECK(!may(s, verdict::decline));
    }
    auto inside = standing_as(attendance::in_person, requested); // let in by a desk without a network
    inside.admitted_at = morning;
    CHECK(check_verdict(inside, verdict::approve));
    CHECK(!check_verdict(inside, verdict::decline));
}

TEST_CASE("the door does not open to a request, nor to who was declined") {
    auto g = standing_as(attendance::in_person, registration_status::requested);
    CHECK(decide(&g, "a", "") == check_in_result::requested);
    g.status = registration_status::declined;
    CHECK(decide(&g, "a", "") == check_in_result::declined);
    CHECK(!check_change(g, attendance::online));
    CHECK(!check_replacement(g));
}

} // namespace jiangtang::domain
