// How a list is to be read, what is told of it, and the parts in which it is kept.

#include "support/problem_text.hpp"
#include "wire/guest_imports.hpp"
#include "wire/samples.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {
namespace {

template <class T>
std::string refusal(const result<T>& r) {
    return r ? "" : std::string{r.error().code()} + " " + r.error().field;
}

read_list read_from(const std::string& text) {
    read_list all;
    all.from = read_sheet(text).value();
    all.layout = domain::find_layout(all.from.rows);
    all.list = domain::read_guests(all.from.rows, all.layout, domain::attendance::in_person);
    all.free_seats = 1;
    return all;
}

const std::string some_list =
    "来宾名单\r\n姓名,手机,单位,参会方式,备注\r\n林一帆,138 0013 8000,百联集团,现场,素食\r\n"
    "单文,13800138000,百联集团,,\r\n=1+1,1.38E+10,,也许,\"a,b\"\r\n林一帆,13800138000,,,\r\n";

} // namespace

TEST_CASE("how a list is read stands in the address") {
    const auto plain = parse_reading({});
    REQUIRE(plain);
    CHECK(plain->otherwise == domain::attendance::in_person);
    CHECK(!plain->chosen);
    const auto chosen = parse_reading({"online", "name,none,phone", "2"});
    REQUIRE(chosen);
    CHECK(chosen->otherwise == domain::attendance::online);
    CHECK(chosen->heading == 2);
    CHECK(chosen->columns ==
          std::vector{domain::guest_column::name, domain::guest_column::none, domain::guest_column::phone});
    CHECK(refusal(parse_reading({"perhaps", "", ""})) == "invalid_field attendance");
    CHECK(refusal(parse_reading({"", "name,seat", "1"})) == "invalid_field columns");
    CHECK(refusal(parse_reading({"", "name", ""})) == "invalid_field heading");
    CHECK(refusal(parse_reading({"", "name", "-1"})) == "invalid_field heading");
    CHECK(refusal(parse_reading({"", "name", "1x"})) == "invalid_field heading");
    std::string many = "name";
    for (std::size_t i = 0; i < domain::most_columns; ++i) many += ",none";
    CHECK(refusal(parse_reading({"", many, "1"})) == "invalid_field columns");
}

TEST_CASE("nobody is imported without an id and the organizer's word") {
    CHECK(parse_import("i1", "true", "", {}).value().tickets == false);
    CHECK(parse_import("i1", "true", "true", {}).value().tickets);
    CHECK(refusal(parse_import("", "true", "", {})) == "missing_field id");
    CHECK(refusal(parse_import("a b", "true", "", {})) == "invalid_field id");
    CHECK(refusal(parse_import("i1", "", "", {})) == "consent_required consent");
    CHECK(refusal(parse_import("i1", "yes", "", {})) == "consent_required consent");
    CHECK(refusal(parse_import("i1", "true", "maybe", {})) == "invalid_field tickets");
    CHECK(refusal(parse_import("i1", "true", "", {"perhaps"})) == "invalid_field attendance");
}

TEST_CASE("what is told of a list and of its import is as in the samples") {
    check_sample("guest_import_preview", json::object{{"preview", preview_object(read_from(some_list))}});
    domain::guest_import i;
    i.id = "i1";
    i.staff_name = "李静";
    i.total = 120;
    i.written = 50;
    i.left_out = 1;
    i.tickets = true;
    i.created_at = noon;
    check_sample("notice_guest_import_progressed",
                 json::object{{"seq", 121},
                              {"type", "guest_import.progressed"},
                              {"at", noon},
                              {"guest_import", import_object(i)},
                              {"seats", {{"total", 120}, {"left", 3}, {"waitlisted", 0}}},
                              {"online", 42}});
}

TEST_CASE("the rows to correct are the file's own, no formula, with what is wrong behind") {
    CHECK(
        faulty_table(read_from(some_list), domain::language::zh) ==
        "\xEF\xBB\xBF姓名,手机,单位,参会方式,备注,需要改正\r\n"
        "'=1+1,1.38E+10,,也许,\"a,b\",手机：表格软件把号码改成了科学计数法，后几位已丢失。请把这一列设为“文本”后重新填写；"
        "参会方式：请填“现场”或“线上”\r\n");
    // It is read back as it was.
    const auto again = read_from(faulty_table(read_from(some_list), domain::language::en));
    REQUIRE(again.list.guests.size() == 1);
    CHECK(again.list.guests[0].problems.size() == 2);
    CHECK(again.layout.columns.back() == domain::guest_column::none);
}

TEST_CASE("a part is read back as it was put down") {
    domain::application a{
        {domain::attendance::online, "林\"一帆", "百联", "店长"}, "13800138000", true, "l@example.cn"};
    domain::application b{{domain::attendance::in_person, "小👩‍🚀陈", "", ""}, "", true};
    const auto people = people_in_part(part_text({a, b}));
    REQUIRE(people.size() == 2);
    CHECK(people[0].form == a.form);
    CHECK(people[0].name == a.name);
    CHECK(people[0].phone == a.phone);
    CHECK(people[0].organization == a.organization);
    CHECK(people[0].title == a.title);
    CHECK(people[0].email == a.email);
    CHECK(people[1].name == b.name);
    CHECK(people[1].phone.empty());
    CHECK_THROWS(people_in_part("[[1]]"));
}

} // namespace jiangtang::wire::testing
