// The rules of asking: who may ask what, and how soon again.

#include "domain/asking.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {
namespace {

constexpr unix_ms asking_now = 1'000'000;

std::string refusal(const asking& rules, const attempt& a) {
    auto r = may_ask(rules, a, asking_now);
    if (r) return "";
    auto said = std::string{r.error().code()};
    if (r.error().retry_after_ms > 0) said += " " + std::to_string(r.error().retry_after_ms);
    return said;
}

} // namespace

TEST_CASE("without rules everybody may ask, anonymously, as often as they like") {
    CHECK(refusal({}, {}) == "");
    CHECK(refusal({}, {"s3", false, asking_now, asking_now}) == "");
}

TEST_CASE("questions can be closed for all, or for a talk") {
    asking rules;
    rules.closed = {"s3"};
    CHECK(refusal(rules, {"s3", true, {}, {}}) == "talk_closed");
    CHECK(refusal(rules, {"s4", true, {}, {}}) == "");
    CHECK(refusal(rules, {"", true, {}, {}}) == ""); // to all speakers
    rules.open = false;
    CHECK(refusal(rules, {"s4", true, {}, {}}) == "asking_closed");
}

TEST_CASE("a name can be asked for") {
    asking rules;
    rules.anonymous = false;
    CHECK(refusal(rules, {"", false, {}, {}}) == "anonymous_not_allowed");
    CHECK(refusal(rules, {"", true, {}, {}}) == "");
}

TEST_CASE("in slow mode a person waits from question to question, to the millisecond") {
    asking rules;
    rules.slow_seconds = 30;
    CHECK(refusal(rules, {"", true, asking_now, {}}) == "rate_limited 30000");
    CHECK(refusal(rules, {"", true, asking_now - 29'999, {}}) == "rate_limited 1");
    CHECK(refusal(rules, {"", true, asking_now - 30'000, {}}) == "");
    CHECK(refusal(rules, {"", true, {}, {}}) == ""); // the first
}

TEST_CASE("all together ask so many in any minute") {
    asking rules;
    rules.most_a_minute = 60;
    CHECK(refusal(rules, {"", true, {}, asking_now - 20'000}) == "rate_limited 40000");
    CHECK(refusal(rules, {"", true, {}, asking_now - 60'000}) == "");
    CHECK(refusal(rules, {"", true, {}, {}}) == "");
}

TEST_CASE("rules are the same whatever their version") {
    asking a, b;
    b.version = 7;
    CHECK(same_rules(a, b));
    b.closed = {"s3"};
    CHECK(!same_rules(a, b));
    CHECK(moderation_from("after") == moderation::after);
    CHECK(!moderation_from("never"));
}

} // namespace jiangtang::domain
