// What organizers choose and what opens the door, as JSON.

#include "support/problem_text.hpp"
#include "wire/access.hpp"
#include "wire/events.hpp"
#include "wire/samples.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {

TEST_CASE("access and pass are read and written as in the samples") {
    const auto edit = parse_access_edit(sample("request_access"));
    REQUIRE(edit);
    CHECK(edit->version == 1);
    CHECK(edit->kind == domain::access_kind::password);
    CHECK(edit->password == "质量月2020");
    CHECK(!parse_access_edit(R"({"version":1,"kind":"registered"})")->password);
    const auto key = parse_pass(sample("request_pass"));
    REQUIRE(key);
    CHECK(key->password == "质量月2020");
    CHECK(parse_pass(R"({"ticket":"ABCDEFGHJK"})")->ticket == "ABCDEFGHJK");
    CHECK(parse_pass(R"({"join":"ABCDEFGH"})")->join == "ABCDEFGH");
    check_sample("access", {{"access", access_object({domain::access_kind::password, "scrypt$…", 2})}});
    check_sample("pass",
                 {{"pass", pass_object({domain::pass_scope::questions, 2, noon + 1000, "r1"}, noon)}});
}

TEST_CASE("an event that is not open says so, and one that is says nothing") {
    auto e = event();
    CHECK(!event_object(e).contains("access"));
    e.may_enter = domain::access_kind::delegates;
    e.access_version = 3;
    CHECK(json::serialize(event_object(e).at("access")) == R"({"kind":"delegates","version":3})");
}

} // namespace jiangtang::wire::testing
