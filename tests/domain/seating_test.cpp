#include "domain/seating.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {

namespace {
template <class T>
std::string why_not(const result<T>& r) {
    if (r) return "";
    return std::string{r.error().code()} + (r.error().field.empty() ? "" : " " + r.error().field);
}
} // namespace

TEST_CASE("labels of seats are cleaned texts of at most sixteen characters, and no two are alike") {
    std::vector<std::string> labels{" 1-1 ", "贵宾 甲\u200b", "B\t2"};
    CHECK(check_labels(labels));
    CHECK(labels == std::vector<std::string>{"1-1", "贵宾 甲", "B 2"});
    std::vector<std::string> none, blank{"1-1", " "}, twice{"1-1", "1-2", "1-1 "},
        lengthy{std::string(17, 'x')}, broken{"\xff"}, many(10'000, "x");
    CHECK(why_not(check_labels(none)) == "invalid_field labels");
    CHECK(why_not(check_labels(blank)) == "missing_field labels[1]");
    CHECK(why_not(check_labels(twice)) == "invalid_field labels[2]");
    CHECK(why_not(check_labels(lengthy)) == "invalid_field labels[0]");
    CHECK(why_not(check_labels(broken)) == "invalid_field labels[0]");
    CHECK(why_not(check_labels(many)) == "invalid_field labels");
}

TEST_CASE("what somebody has, is offered, or a delegation holds is not loose") {
    CHECK(check_loose({}, false));
    CHECK(check_loose({.reserved = true}, false));
    CHECK(why_not(check_loose({.registration = "r1"}, false)) == "seat_taken seat");
    CHECK(check_loose({.registration = "r1"}, true));
    CHECK(why_not(check_loose({.delegation = "d1"}, true)) == "seat_taken seat");
    CHECK(why_not(check_loose({.offered_to = "r1"}, true)) == "seat_taken seat");
}

TEST_CASE("a seat is given by hand to who is to come, unless it is another's") {
    registration g;
    g.id = "r1";
    CHECK(check_give({}, g));
    CHECK(check_give({.reserved = true}, g));
    CHECK(check_give({.registration = "r1"}, g));
    CHECK(check_give({.offered_to = "r1"}, g));
    CHECK(why_not(check_give({.registration = "r2"}, g)) == "seat_taken seat");
    CHECK(why_not(check_give({.offered_to = "r2"}, g)) == "seat_taken seat");
    CHECK(why_not(check_give({.delegation = "d1"}, g)) == "seat_taken seat");
    g.delegation = "d1";
    CHECK(check_give({.delegation = "d1"}, g));
    CHECK(check_give({}, g));
    g.form = attendance::online;
    CHECK(why_not(check_give({}, g)) == "wrong_state");
    g.form = attendance::in_person;
    using enum registration_status;
    for (const auto status : {cancelled, requested, declined}) { // a seat by hand is no approval
        g.status = status;
        CHECK(why_not(check_give({}, g)) == "wrong_state");
    }
}

TEST_CASE("a seat is offered only while the whole time to accept lies before the start") {
    const seating hour{3'600'000, 1};
    CHECK(makes_offers(hour, event_status::scheduled, 10'000'000, 6'400'000));
    CHECK(!makes_offers(hour, event_status::scheduled, 10'000'000, 6'400'001));
    CHECK(!makes_offers(hour, event_status::live, 10'000'000, 0));
    CHECK(!makes_offers(hour, event_status::ended, 10'000'000, 0));
    CHECK(!makes_offers({}, event_status::scheduled, 10'000'000, 0));
    CHECK(check(seating{}));
    CHECK(check(seating{5 * 60'000, 1}));
    CHECK(check(seating{7LL * 24 * 3600 * 1000, 1}));
    CHECK(why_not(check(seating{4 * 60'000, 1})) == "invalid_field accept_minutes");
    CHECK(why_not(check(seating{7LL * 24 * 3600 * 1000 + 60'000, 1})) == "invalid_field accept_minutes");
}

TEST_CASE("an offer is accepted until its time has passed") {
    registration g;
    CHECK(why_not(check_accept(g, 0)) == "wrong_state");
    g.offer = {"1-1", 1000};
    CHECK(check_accept(g, 999));
    CHECK(why_not(check_accept(g, 1000)) == "offer_over");
}

TEST_CASE("a greeter's note has at most 120 characters") {
    greeting g{true, " 请从贵宾通道引导\n"};
    CHECK(check(g));
    CHECK(g.note == "请从贵宾通道引导");
    g.note = std::string(121, 'x');
    CHECK(why_not(check(g)) == "invalid_field note");
}

} // namespace jiangtang::domain
