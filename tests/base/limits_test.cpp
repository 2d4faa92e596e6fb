// How often somebody may do something, and the table of what can go wrong.

#include "base/error.hpp"
#include "base/rate_limit.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace jiangtang {

TEST_CASE("a burst is allowed, then one each interval, and the wait is told") {
    rate_limit limit{3, 1000};
    for (int i = 0; i < 3; ++i) CHECK(limit.take("a", 0) == 0);
    CHECK(limit.take("a", 0) == 1000);
    CHECK(limit.take("a", 400) == 600);
    CHECK(limit.take("b", 400) == 0); // another person
    CHECK(limit.take("a", 1000) == 0);
    CHECK(limit.take("a", 1000) == 1000);
    for (int i = 0; i < 3; ++i) CHECK(limit.take("a", 100'000) == 0); // full again, and no fuller
    CHECK(limit.take("a", 100'000) == 1000);
}

TEST_CASE("what is given back may be taken again, and never makes anybody richer than the burst") {
    rate_limit limit{2, 1000};
    for (int i = 0; i < 50; ++i) {
        CHECK(limit.take("a", 0) == 0);
        limit.give_back("a");
    }
    limit.give_back("a");
    limit.give_back("nobody");
    CHECK(limit.take("a", 0) == 0);
    CHECK(limit.take("a", 0) == 0);
    CHECK(limit.take("a", 0) > 0);
}

TEST_CASE("a clock that goes back gives nobody anything") {
    rate_limit limit{1, 1000};
    CHECK(limit.take("a", 10'000) == 0);
    CHECK(limit.take("a", 5'000) > 0);
    CHECK(limit.take("a", 5'500) > 0);
}

TEST_CASE("many strangers do not make room for somebody who is at his limit while there is another way") {
    rate_limit limit{1, 1000, 100};
    for (int i = 0; i < 99; ++i) limit.take("old" + std::to_string(i), 0);
    CHECK(limit.take("a", 1500) == 0);
    CHECK(limit.take("new", 1500) == 0); // the old ones, full again, are forgotten
    CHECK(limit.take("a", 1500) > 0);
    for (int i = 0; i < 100'000; ++i) limit.take("n" + std::to_string(i), 1600); // and memory stays bounded
    CHECK(limit.take("z", 1600) == 0);
}

TEST_CASE("every error has its own stable code, an HTTP status and a sentence in both languages") {
    std::set<std::string_view> codes;
    int n = 0;
    for (const auto& k : problem_kinds()) {
        CAPTURE(k.code);
        CHECK(static_cast<int>(k.value) == n++);
        CHECK(&kind_of(k.value) == &k);
        CHECK(codes.insert(k.code).second);
        CHECK(k.code.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos);
        CHECK((k.status >= 400 && k.status < 600));
        CHECK(!k.zh.empty());
        CHECK(!k.en.empty());
        CHECK(static_cast<unsigned char>(k.zh[0]) >= 0xE0); // Chinese
        CHECK((k.en[0] >= 'A' && k.en[0] <= 'Z'));
    }
    CHECK(static_cast<int>(errc::internal) == n - 1);
}

TEST_CASE("a problem says the more precise sentence where there is one") {
    problem plain{errc::forbidden};
    CHECK(plain.message_en() == kind_of(errc::forbidden).en);
    CHECK(plain.status() == 403);
    auto precise = problem{errc::invalid_field, "phone"}.says("手机号", "The phone");
    CHECK(precise.message() == "手机号");
    CHECK(precise.message_en() == "The phone");
    CHECK(precise.field == "phone");
    CHECK(problem::retry_after(errc::busy, 50).retry_after_ms == 50);
    result<int> r = errc::busy;
    CHECK_THROWS(r.value());
}

} // namespace jiangtang
