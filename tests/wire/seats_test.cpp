// Seats and greetings as they come and go in JSON.

#include "wire/samples.hpp"
#include "wire/seats.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {

TEST_CASE("the seats of a hall are as in the sample") {
    json::object o;
    auto& list = o["list"].emplace_array();
    list.push_back(
        seat_object({.place = 0, .label = "1-1", .registration = "r1", .name = "林一帆", .vip = true}));
    list.push_back(seat_object({.place = 1, .label = "贵宾1", .reserved = true}));
    list.push_back(seat_object({.place = 2, .label = "1-3", .delegation = "d1"}));
    list.push_back(seat_object(
        {.place = 3, .label = "1-4", .offered_to = "r2", .offer_ends = 1'600'750'000'000, .name = "单文"}));
    o["seating"] = seating_object({30 * 60'000, 2});
    check_sample("seats", o);
}

TEST_CASE("a time to accept is read in minutes, and no time means at once") {
    CHECK(parse_seating(R"({"version":3,"accept_minutes":30})")->accept_ms == 1'800'000);
    CHECK(!parse_seating(R"({"version":3})")->accept_ms);
    CHECK(!parse_seating(R"({"version":3,"accept_minutes":0})"));
    CHECK(!parse_seating(R"({"version":3,"accept_minutes":9223372036854775807})"));
    CHECK(!parse_seating(R"({"accept_minutes":30})"));
}

} // namespace jiangtang::wire::testing
