// How long people are kept: within bounds, and never longer than they were told.

#include "domain/retention.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {

TEST_CASE("a retention is one day to ten years, and once somebody registered it only becomes shorter") {
    for (const auto days : {1, 90, 3650}) CHECK(check_retention(days, 90, false));
    for (const auto days : {-1, 0, 3651}) {
        CHECK(check_retention(days, 90, false).error().field == "days");
        CHECK(!check_retention(days, 0, true));
    }
    CHECK(check_retention(30, 90, true));
    CHECK(check_retention(90, 90, true)); // sent again
    CHECK(check_retention(91, 90, true).error().value == errc::invalid_field);
    CHECK(check_retention(3650, 0, true)); // who is kept for ever is kept shorter by any number
}

} // namespace jiangtang::domain
