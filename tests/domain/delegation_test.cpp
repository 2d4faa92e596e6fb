// When a delegation is complete, and what its quota may become.

#include "domain/delegation.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {
namespace {

delegation of_ten(std::int64_t entered, std::int64_t admitted = 0) {
    delegation d;
    d.name = "百联集团";
    d.quota = 10;
    d.entered = entered;
    d.admitted = admitted;
    return d;
}

std::string refused(const result<void>& r) {
    return r ? "" : std::string{r.error().code()} + " " + r.error().field;
}

} // namespace

TEST_CASE(
    "a delegation is missing, partly here, or complete once every one of its seats is taken by who came") {
    CHECK(presence_of(of_ten(0)) == presence::missing);
    CHECK(presence_of(of_ten(10)) == presence::missing);
    CHECK(presence_of(of_ten(10, 1)) == presence::partly);
    CHECK(presence_of(of_ten(8, 8)) == presence::partly); // two may still come
    CHECK(presence_of(of_ten(10, 10)) == presence::complete);
}

TEST_CASE("a quota is no less than those who have a name, and no more than the seats that are free") {
    CHECK(check_quota(of_ten(8), 8, 0));
    CHECK(refused(check_quota(of_ten(8), 7, 100)) == "invalid_field quota");
    CHECK(check_quota(of_ten(8), 12, 2));
    auto short_of_one = check_quota(of_ten(8), 13, 2);
    CHECK(refused(short_of_one) == "not_enough_seats quota");
    CHECK(short_of_one.error().message() == "空座还有 2 个");
    for (std::int64_t quota : {-1, 0, 1001})
        CHECK(refused(check_quota({}, quota, 9999)) == "invalid_field quota");
    CHECK(check_quota({}, 1000, 1000));
    CHECK(refused(check_quota({}, 1, 0)) == "not_enough_seats quota");
}

TEST_CASE("as many names find room as there are seats without one") {
    CHECK(check_room(of_ten(8), 2));
    auto over = check_room(of_ten(8), 3);
    CHECK(refused(over) == "not_enough_seats people");
    CHECK(over.error().message() == "名额还剩 2 个，这里有 3 人");
    CHECK(refused(check_room(of_ten(10), 1)) == "not_enough_seats people");
}

TEST_CASE("a delegation has a name that is cleaned and not too long") {
    auto d = of_ten(0);
    d.name = " 百联\u200b集团 ";
    CHECK(check(d));
    CHECK(d.name == "百联集团");
    d.name = "\u200b";
    CHECK(refused(check(d)) == "missing_field name");
    d.name = std::string(101, 'x');
    CHECK(refused(check(d)) == "invalid_field name");
}

} // namespace jiangtang::domain
