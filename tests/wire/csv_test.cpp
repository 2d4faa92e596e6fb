// Lines of a table, as Excel reads them.

#include "wire/csv.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {
namespace {

std::string line(const std::vector<std::string>& fields) {
    std::string table;
    add_csv_line(table, fields);
    return table;
}

} // namespace

TEST_CASE("a field with a comma, a quote or a line break is quoted") {
    CHECK(line({"a", "", "林一帆"}) == "a,,林一帆\r\n");
    CHECK(line({"a,b", "say \"x\"", "two\nlines"}) == "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\r\n");
}

TEST_CASE("no field is a formula") {
    for (const std::string field : {"=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "＝1", "－1", "＠x", "＋1"})
        CHECK(line({field}) == "'" + field + "\r\n");
    CHECK(line({"\r=1"}) == "\"'\r=1\"\r\n");
    CHECK(line({"=HYPERLINK(\"x\",\"y\")"}) == "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"\r\n");
    CHECK(line({"5-12", "a=b", "138 + 1"}) == "5-12,a=b,138 + 1\r\n");
}

} // namespace jiangtang::wire::testing
