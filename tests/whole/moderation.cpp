// Moderating over real sockets: who may do it, what a bad body is answered, and what stays after kill -9.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

namespace jiangtang::test {
namespace {

json::object moderated_rules(const json::value& hello) { return at(hello, "snapshot/asking").as_object(); }

std::string code_in(const http_answer& a) { return text_at(parsed(a.body), "code"); }

} // namespace

TEST_CASE("history, rules and words are the moderators', the table is the organizer's") {
    hall h;
    browser console{h}, desk{h}, organizer{h}, viewer{h};
    console.sign_in(h.token("console"));
    desk.sign_in(h.token("desk"));
    organizer.sign_in(h.token("organizer"));
    viewer.watch("=SUM(A1)");
    feed a{viewer}, m{console};
    auto asked = a.command({{"id", "q1"}, {"do", "ask"}, {"text", "<script>alert(1)</script>"}});
    auto q = text_at(asked, "question/id");
    auto acts = demo + "/questions/" + q + "/acts";
    m.command({{"id", "m1"}, {"do", "reject"}, {"question", q}, {"reason", "<img src=x onerror=alert(1)>"}});
    auto read = console.must_get(acts);
    CHECK(text_at(read, "acts/0/by") == "asker");
    CHECK(text_at(read, "acts/1/name") == "李静");
    CHECK(text_at(read, "acts/1/reason") == "<img src=x onerror=alert(1)>");
    CHECK(organizer.must_get(acts) == read);
    for (const auto& path : {acts, demo + "/words", demo + "/questions.csv"}) {
        CHECK(desk.get(path).status == 403);
        CHECK(viewer.get(path).status == 401);
    }
    CHECK(console.get(demo + "/questions.csv").status == 403);
    auto table = organizer.get(demo + "/questions.csv?lang=en");
    CHECK(table.status == 200);
    CHECK(table.body.find("<script>alert(1)</script>") != std::string::npos); // text, as it was asked
    CHECK(table.body.find(",'=SUM(A1),") != std::string::npos);               // and no formula
    CHECK(table.body.find("Rejected") != std::string::npos);
    auto workbook = organizer.get(demo + "/questions.xlsx?lang=en");
    CHECK(workbook.field("content-type") ==
          "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    CHECK(workbook.body.starts_with("PK\x03\x04"));
    CHECK(console.get(demo + "/questions.xlsx").status == 403);
    CHECK(text_at(organizer.must_get(demo + "/audit"), "entries/0/what") == "questions.exported");

    auto rules = moderated_rules(m.hello());
    rules["open"] = false;
    for (browser* other : {&desk, &viewer})
        CHECK(other->put(demo + "/asking", json::serialize(rules)).status >= 401);
    CHECK(console.put(demo + "/asking", json::serialize(rules)).status == 200);
    CHECK(number_at(a.read_type("asking.changed"), "asking/version") == 2);
    rules["open"] = true;
    CHECK(code_in(organizer.put(demo + "/asking", json::serialize(rules))) == "version_conflict");
}

TEST_CASE("bodies of rules and words that are none are answered, and change nothing") {
    hall h;
    browser console{h};
    console.sign_in(h.token("console"));
    for (const char* body :
         {"", "[]", "{", R"({"version":1})", R"({"version":1,"open":"yes","closed":[],"moderation":"after"})",
          R"({"version":1,"open":true,"closed":[{}],"moderation":"after"})",
          R"({"version":1,"open":true,"closed":["x' OR 1=1 --"],"moderation":"after"})"}) {
        auto answer = console.put(demo + "/asking", body);
        CAPTURE(body);
        CHECK(answer.status >= 400);
        CHECK(answer.status < 500);
    }
    for (const char* body : {R"({"version":1,"words":{}})", R"({"version":1,"words":[null]})",
                             R"({"version":1,"words":[{"text":"\ud800","effect":"hold"}]})",
                             R"({"version":1,"words":[{"text":"a\u0000b","effect":"hold"}]})"}) {
        auto answer = console.put(demo + "/words", body);
        CAPTURE(body);
        CHECK(answer.status >= 400);
        CHECK(answer.status < 500);
    }
    CHECK(console.put(demo + "/words", std::string(600 * 1024, ' ')).status == 413);
    CHECK(number_at(console.must_get(demo + "/words"), "version") == 1);
}

TEST_CASE("who is muted, the rules and the words stay after a kill") {
    hall h;
    browser console{h}, loud{h};
    console.sign_in(h.token("console"));
    loud.watch("吵闹");
    auto viewer = std::string{};
    {
        feed m{console}, a{loud};
        viewer = text_at(a.hello(), "viewer/id");
        m.command({{"id", "m1"}, {"do", "mute"}, {"viewer", viewer}});
        auto rules = moderated_rules(m.hello());
        rules["moderation"] = "after";
        REQUIRE(console.put(demo + "/asking", json::serialize(rules)).status == 200);
        REQUIRE(console.put(demo + "/words", R"({"version":1,"words":[{"text":"加微信","effect":"hold"}]})")
                    .status == 200);
    }
    h.kill();
    h.start(h.port());
    feed m{console}, a{loud};
    CHECK(text_at(m.hello(), "snapshot/muted/0") == viewer);
    CHECK(text_at(m.hello(), "snapshot/asking/moderation") == "after");
    auto asked = a.command({{"id", "q1"}, {"do", "ask"}, {"text", "请加 微 信"}});
    CHECK(text_at(asked, "question/status") == "pending");
    CHECK(!has(asked, "question/held"));
    CHECK(text_at(m.read_type("question.asked"), "question/held") == "加微信");
    browser calm{h};
    calm.watch("安静");
    feed c{calm};
    CHECK(text_at(c.command({{"id", "q"}, {"do", "ask"}, {"text", "门店？"}}), "question/status") ==
          "published");
}

} // namespace jiangtang::test
