// Which column says what, where the heading is, and what becomes of each row.

#include "domain/guest_import.hpp"
#include "domain/guest_list.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {
namespace {

constexpr auto none = guest_column::none, name = guest_column::name, phone = guest_column::phone,
               organization = guest_column::organization, title = guest_column::title,
               email = guest_column::email, coming = guest_column::attendance;

std::vector<table_row> table_of(std::vector<std::vector<std::string>> lines) {
    std::vector<table_row> rows;
    std::int64_t number = 0;
    for (auto& cells : lines) {
        ++number;
        if (!cells.empty()) rows.push_back({number, std::move(cells)});
    }
    return rows;
}

guest_list read(const std::vector<table_row>& rows) {
    return read_guests(rows, find_layout(rows), attendance::in_person);
}

std::string faults(const listed_guest& g) {
    std::string all;
    for (const auto& p : g.problems) all += std::string{p.code()} + " " + p.field + ";";
    return all;
}

template <class T>
std::string problem_of(const result<T>& r) {
    return r ? "" : std::string{r.error().code()} + " " + r.error().field;
}

std::string lossless(std::string_view cell) {
    auto read_as = phone_in_cell(cell);
    return read_as ? *read_as : "lossy";
}

} // namespace

TEST_CASE("titles are known in both languages, however they are spaced and written") {
    const std::pair<const char*, guest_column> titles[] = {{"姓名", name},
                                                           {"姓　名", name},
                                                           {"嘉宾姓名", name},
                                                           {"Name", name},
                                                           {"FULL NAME", name},
                                                           {"姓名/Name", name},
                                                           {"手机", phone},
                                                           {"手机号码（必填）", phone},
                                                           {"联系电话", phone},
                                                           {"Mobile", phone},
                                                           {"Phone number", phone},
                                                           {"單位", organization},
                                                           {"单位名称", organization},
                                                           {"工作单位", organization},
                                                           {"Organisation", organization},
                                                           {"公司", organization},
                                                           {"职务", title},
                                                           {"职务/职称", title},
                                                           {"Position", title},
                                                           {"Title", title},
                                                           {"参会方式", coming},
                                                           {"参会方式（现场/线上）", coming},
                                                           {"Attendance", coming},
                                                           {"邮箱", email},
                                                           {"E-mail", email},
                                                           {"电子邮箱", email},
                                                           {"序号", none},
                                                           {"备注", none},
                                                           {"", none},
                                                           {"No.", none},
                                                           {"\xFF", none}};
    for (const auto& [text, column] : titles) {
        INFO(text);
        CHECK(name_of(column_titled(text)) == name_of(column));
    }
}

TEST_CASE("the heading is found below a title line, as one row or as two, in any order of columns") {
    const auto plain = find_layout(table_of({{"手机", "姓名"}, {"13800138000", "林一帆"}}));
    CHECK(plain.heading == 1);
    CHECK(plain.columns == std::vector{phone, name});

    const auto titled = find_layout(table_of({{"质量大讲堂第三期参会名单"},
                                              {"制表：办公室", "", "2020年9月"},
                                              {},
                                              {"序号", "姓名", "单位"},
                                              {"1", "林一帆", "百联集团"}}));
    CHECK(titled.heading == 4);
    CHECK(titled.columns == std::vector{none, name, organization});

    // 姓名 and 单位 are merged downwards, 联系方式 over two columns.
    const auto merged = find_layout(table_of({{"姓名", "单位", "联系方式"},
                                              {"", "", "手机", "邮箱"},
                                              {"林一帆", "百联集团", "13800138000", "l@example.cn"}}));
    CHECK(merged.heading == 2);
    CHECK(merged.columns == std::vector{name, organization, phone, email});

    const auto twice = find_layout(table_of({{"姓名", "手机", "备用手机"}}));
    CHECK(twice.columns == std::vector{name, phone, none}); // the first counts
}

TEST_CASE("without a heading nothing is known, and a heading below the tenth row is none") {
    const auto bare = find_layout(table_of({{"林一帆", "13800138000"}}));
    CHECK(bare.heading == 0);
    CHECK(bare.columns == std::vector{none, none});
    std::vector<std::vector<std::string>> lines(10, {"x"});
    lines.push_back({"姓名", "手机"});
    CHECK(find_layout(table_of(lines)).heading == 0);
}

TEST_CASE("a person can say which column is which; the name is one of them, and none stands twice") {
    const auto rows = table_of({{"林一帆", "13800138000"}, {"单文", "13900139000"}});
    const auto chosen = chosen_layout(rows, 0, {name, phone, none, none});
    REQUIRE(chosen);
    CHECK(chosen->columns == std::vector{name, phone});
    CHECK(read_guests(rows, *chosen, attendance::online).guests.size() == 2);
    CHECK(problem_of(chosen_layout(rows, 0, {phone})) == "missing_field columns");
    CHECK(problem_of(chosen_layout(rows, 0, {name, phone, phone})) == "invalid_field columns");
    CHECK(chosen_layout(rows, 1, {name}).value().titles.at(0) == "林一帆");
}

TEST_CASE("rows become guests by the rules of every registration, with all that is wrong at its field") {
    const auto list =
        read(table_of({{"姓名", "手机", "单位", "职务", "参会方式", "邮箱"},
                       {" 林　一帆 ", "１３８ ００１３ ８０００", "百联集团", "店长", "线上", "L@Example.cn"},
                       {"", "1380013", "", "", "也许", "nobody"},
                       {"单文", "", "", "", "", ""},
                       {std::string(50, 'x'), "13900139000"},
                       {"nul\0x", "13900139001"}}));
    REQUIRE(list.guests.size() == 5);
    const auto& good = list.guests[0];
    CHECK(good.state == guest_state::good);
    CHECK(good.row == 2);
    CHECK(good.who.name == "林 一帆");
    CHECK(good.who.phone == "13800138000");
    CHECK(good.who.form == attendance::online);
    CHECK(faults(list.guests[1]) ==
          "missing_field name;invalid_field phone;invalid_field email;invalid_field attendance;");
    CHECK(list.guests[2].state ==
          guest_state::good); // a phone may be left out, as a delegation's contact may
    CHECK(list.guests[2].who.form == attendance::in_person);
    CHECK(faults(list.guests[3]) == "invalid_field name;");
}

TEST_CASE("names keep emoji and lose marks that nobody sees; HTML is text; a NUL is wrong") {
    const std::string nul{"林\0一帆", 10};
    const auto list = read(table_of({{"姓名"},
                                     {"\u202E林一帆\u202C"},
                                     {"林\u200B一\u200D帆"},
                                     {"小👩‍🚀陈"},
                                     {"<script>alert(1)</script>"},
                                     {"'=1+1"},
                                     {nul}}));
    REQUIRE(list.guests.size() == 6);
    CHECK(list.guests[0].who.name == "林一帆");
    CHECK(list.guests[1].state == guest_state::duplicate); // the same once it is cleaned
    CHECK(list.guests[2].who.name == "小👩‍🚀陈");
    CHECK(list.guests[3].who.name == "<script>alert(1)</script>");
    CHECK(list.guests[4].who.name == "=1+1"); // the guard of our own tables is taken away again
    CHECK(faults(list.guests[5]) == "invalid_field name;");
}

TEST_CASE("empty rows, rows with nothing but a number, and sums are passed over") {
    const auto list = read(table_of({{"序号", "姓名", "单位"},
                                     {"1", "林一帆", "百联集团"},
                                     {"2", "", "  "},
                                     {},
                                     {"合计", "", "35人"},
                                     {"", "总计：35", ""},
                                     {"Total", "35"},
                                     {"", "总明", "合计公司"}}));
    REQUIRE(list.guests.size() == 2);
    CHECK(list.guests[1].who.name == "总明"); // a surname is no sum
    CHECK(list.passed_over == 4);
}

TEST_CASE("the same person twice is left out; colleagues who share a phone are not") {
    const auto list = read(table_of({{"姓名", "手机", "单位"},
                                     {"林一帆", "13800138000", "百联集团"},
                                     {"林一帆", "+86 138-0013-8000", "百联"},
                                     {"单文", "13800138000", "百联集团"},
                                     {"顾建国", "", "质量协会"},
                                     {"顾建国", "", "质量协会"},
                                     {"顾建国", "", "别的单位"}}));
    CHECK(list.guests[1].state == guest_state::duplicate);
    CHECK(list.guests[1].same_as == 2);
    CHECK(list.guests[2].state == guest_state::good);
    CHECK(list.guests[0].same_phone);
    CHECK(list.guests[2].same_phone);
    CHECK(list.guests[4].state == guest_state::duplicate);
    CHECK(list.guests[5].state == guest_state::good);
}

TEST_CASE(
    "a phone that a spreadsheet made a number is read when nothing is lost, and told when something is") {
    CHECK(lossless("13800138000") == "13800138000");
    CHECK(lossless("13800138000.0") == "13800138000");
    CHECK(lossless("13800138000.00") == "13800138000");
    CHECK(lossless("'13800138000") == "13800138000");
    CHECK(lossless("’13800138000") == "13800138000");
    CHECK(lossless("1.3800138000E+10") == "13800138000");
    CHECK(lossless("1.38E+10") == "lossy");
    CHECK(lossless("1.38001E+10") == "lossy");
    CHECK(lossless("1E+10") == "lossy");
    CHECK(lossless("1.38e10") == "lossy");
    CHECK(lossless("138 0013 8000") == "138 0013 8000"); // the rule of every phone reads these
    CHECK(lossless("010-12345678转8") == "010-12345678转8");
    CHECK(lossless("") == "");
    CHECK(lossless("1.5") == "1.5");
    CHECK(lossless("E+") == "E+");
    const auto list = read(table_of({{"姓名", "手机"}, {"林一帆", "1.38E+10"}}));
    CHECK(faults(list.guests.at(0)) == "invalid_field phone;");
    CHECK(list.guests.at(0).problems.at(0).message().find("科学计数法") != std::string_view::npos);
}

TEST_CASE("attendance is read in the words of people") {
    for (const auto* hall : {"现场", "线下", "到场", " 现场 ", "In person", "in-person", "Hall", "ONSITE"})
        CHECK(attendance_in_cell(hall) == attendance::in_person);
    for (const auto* away : {"线上", "在线", "直播", "Online", "online ", "remote"})
        CHECK(attendance_in_cell(away) == attendance::online);
    for (const auto* neither : {"", "不来", "yes", "现场或线上", "\xFF"}) CHECK(!attendance_in_cell(neither));
}

TEST_CASE("a list may fill the hall and the waiting list, but not without end") {
    CHECK(problem_of(check_hall(5120, 120)).empty());
    CHECK(problem_of(check_hall(5121, 120)) == "not_enough_seats attendance");
}

TEST_CASE("a row whose name holds a character that only one machine knows is faulty there, and not shorter") {
    const auto list =
        read(table_of({{"姓名", "手机"}, {"张\ue863", "13800138000"}, {"张龴", "13800138001"}}));
    REQUIRE(list.guests.size() == 2);
    CHECK(faults(list.guests[0]) == "invalid_field name;");
    CHECK(faults(list.guests[1]).empty());
    CHECK(list.guests[1].who.name == "张龴");
}

} // namespace jiangtang::domain
