// What organizers and contacts send: every person checked, and a problem that says which one.

#include "support/problem_text.hpp"
#include "wire/delegations.hpp"
#include "wire/samples.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {
namespace {

template <class T>
std::string complaint(const result<T>& r) {
    return r ? "" : std::string{r.error().code()} + " " + r.error().field;
}

std::string people(const std::string& list, const char* consent = "true") {
    return R"({"id":"p1","consent":)" + std::string{consent} + R"(,"people":[)" + list + "]}";
}

} // namespace

TEST_CASE("the requests of delegations are read as in the samples") {
    auto made = parse_delegation(sample("request_delegation"));
    REQUIRE(made);
    CHECK(made->name == "百联集团");
    CHECK(made->quota == 10);
    auto added = parse_delegates(sample("request_delegates"));
    REQUIRE(added);
    REQUIRE(added->people.size() == 2);
    CHECK(added->people[0].phone == "13800138000");
    CHECK(added->people[0].title == "店长");
    CHECK(added->people[0].form == domain::attendance::in_person);
    CHECK(added->people[1].phone.empty());
    auto instead = parse_replacement(sample("request_replacement"));
    REQUIRE(instead);
    CHECK(instead->who.name == "单文");
    CHECK(parse_command_id(R"({"id":"x1"})").value() == "x1");
}

TEST_CASE("of a list of people the one that is wrong is named, and nothing is taken without their consent") {
    CHECK(complaint(parse_delegates(people(R"({"name":"周敏"},{"name":" "})"))) ==
          "missing_field people[1].name");
    CHECK(complaint(parse_delegates(people(R"({"name":"周敏","phone":"12345"})"))) ==
          "invalid_field people[0].phone");
    CHECK(complaint(parse_delegates(
              people(R"({"name":"周敏"},{"name":"单文","title":")" + std::string(61, 'x') + R"("})"))) ==
          "invalid_field people[1].title");
    CHECK(complaint(parse_delegates(people(R"({"name":"周敏"},7)"))) == "invalid_field people[1]");
    CHECK(complaint(parse_delegates(people(""))) == "invalid_field people");
    CHECK(complaint(parse_delegates(people(R"({"name":"周敏"})", "false"))) == "consent_required consent");
    CHECK(complaint(parse_replacement(R"({"id":"x","name":"周敏"})")) == "consent_required consent");
    CHECK(complaint(parse_delegates(R"({"id":"x","consent":true})")) == "missing_field people");
    std::string many;
    for (int i = 0; i < 201; ++i) many += (i ? "," : "") + std::string{R"({"name":"x"})"};
    CHECK(complaint(parse_delegates(people(many))) == "invalid_field people");
}

TEST_CASE("a delegation without a name or with a quota that is none is refused at its field") {
    CHECK(complaint(parse_delegation(R"({"id":"x","name":" ","quota":3})")) == "missing_field name");
    CHECK(complaint(parse_delegation(R"({"id":"x","name":"百联","quota":0})")) == "invalid_field quota");
    CHECK(complaint(parse_delegation(R"({"id":"x","name":"百联","quota":"3"})")) == "invalid_field quota");
    CHECK(complaint(parse_delegation(R"({"id":"x","name":"百联"})")) == "missing_field quota");
    CHECK(complaint(parse_delegation(R"({"id":"x","name":"百联","quota":1.5})")) == "invalid_field quota");
    CHECK(complaint(parse_command_id("{}")) == "missing_field id");
}

TEST_CASE("delegations and their people are as in the samples") {
    auto d = delegation();
    check_sample("delegation", {{"delegation", delegation_object(d)}});
    auto guest = admitted_guest();
    check_sample("delegation_of_contact",
                 {{"delegation", delegation_object(d)},
                  {"delegates", json::array{delegate_object(guest, "http://127.0.0.1:8080", "")}}});
    CHECK(!delegate_object(guest, "", "").contains("same_phone"));
}

} // namespace jiangtang::wire::testing
