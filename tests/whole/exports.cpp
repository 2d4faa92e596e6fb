// What an organizer takes home: tables and workbooks in which nothing is a formula, and that it was taken is kept.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace jiangtang::test {

TEST_CASE(
    "the organizer takes the registrations and every scan as tables, no field a formula, and that is kept") {
    hall h;
    browser guest{h}, desk{h}, organizer{h};
    desk.sign_in(h.token("desk"));
    organizer.sign_in(h.token("organizer"));
    const auto lin = guest.registers("r1", "=1+1", "13800138000");
    guest.registers("r2", "单文", "13800138001");
    guest.registers("r3", "古丽娜尔", "13800138002");
    json::value first;
    check_in(desk, "c1", text_at(lin, "ticket/code"), "1号台", &first);
    check_in(desk, "c2", "=cmd|' /C calc'!A0", "2号台");
    desk.must_post(demo + "/check-ins/undo", json::object{{"id", "u1"},
                                                          {"registration", at(lin, "registration/id")},
                                                          {"desk", "1号台"},
                                                          {"reason", "认错了人, 真的"},
                                                          {"admitted_at", at(first, "at")}});
    CHECK(desk.get(demo + "/registrations.csv").status == 403);
    CHECK(guest.get(demo + "/check-ins.csv").status == 401);
    const auto list = organizer.get(demo + "/registrations.csv");
    CHECK(list.status == 200);
    CHECK(list.body.starts_with("\xEF\xBB\xBF姓名,单位,"));
    CHECK(list.body.find("\r\n'=1+1,") != std::string::npos);
    CHECK(list.body.find("\r\n古丽娜尔,,,****8002,现场,候补,1,,") != std::string::npos);
    const auto scans = organizer.get(demo + "/check-ins.csv?lang=en").body;
    const auto code = text_at(lin, "ticket/code");
    CHECK(scans.find("Undone,'=1+1," + code.substr(0, 5) + " " + code.substr(5) + ",") != std::string::npos);
    CHECK(list.body.find(",1排1座,") != std::string::npos); // "1-1" would become a date
    CHECK(scans.find("\"认错了人, 真的\"") != std::string::npos);
    CHECK(scans.find("No such ticket,,,'=cmd|' /C calc'!A0,2号台") != std::string::npos);
    CHECK(std::ranges::count(scans, '\n') == 3);
    CHECK(number_in(h.database(), "SELECT count(*) FROM audit") == 2);
}

TEST_CASE("registrations and check-ins are exported as workbooks, in which nothing is a formula") {
    hall h;
    browser guest{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    guest.registers("r1", "=HYPERLINK(\"http://x\",\"y\")", "13800138000");
    for (const auto* name : {"/registrations.xlsx", "/check-ins.xlsx"}) {
        const auto a = organizer.get(demo + name + "?lang=en");
        CHECK(a.status == 200);
        CHECK(a.field("content-type") == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        CHECK(a.field("content-disposition").find("attachment; filename=\"2020-3-") == 0);
        CHECK(a.body.starts_with("PK\x03\x04"));
    }
    CHECK(guest.get(demo + "/registrations.xlsx").status == 401);
    CHECK(number_in(h.database(), "SELECT count(*) FROM audit") == 2);
    // What was exported can be read as a list of guests: everybody in it is registered.
    const auto exported = organizer.get(demo + "/registrations.xlsx").body;
    const auto read = organizer.ask("POST", demo + "/guest-imports/preview", exported, {{"Content-Type", "text/csv"}});
    REQUIRE(read.status == 200);
    CHECK(text_at(parsed(read.body), "preview/format") == "xlsx");
    CHECK(text_at(parsed(read.body), "preview/rows/0/name") == "=HYPERLINK(\"http://x\",\"y\")");
}

} // namespace jiangtang::test
