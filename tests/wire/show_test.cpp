// Reactions, 弹幕 and the stage on the wire: what is read, what is refused, and how it is told.

#include "support/problem_text.hpp"
#include "wire/commands.hpp"
#include "wire/samples.hpp"
#include "wire/show.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {
namespace {

show_command read_show(std::string_view text) {
    std::string id;
    return std::get<show_command>(parse_command(text, id).value().what);
}

std::string wrong_show(std::string_view fields) {
    std::string id;
    auto c = parse_command(R"({"id":"c",)" + std::string{fields} + "}", id);
    if (c) return "";
    return std::string{c.error().code()} + (c.error().field.empty() ? "" : " " + c.error().field);
}

json::object told(const char* type, const json::object& fields) {
    json::object o{{"seq", 121}, {"type", type}, {"at", noon}};
    for (const auto& [name, value] : fields) o[name] = value;
    return o;
}

} // namespace

TEST_CASE("the commands around the questions are read") {
    auto r = std::get<react>(read_show(R"({"id":"c","do":"react","kind":"like"})"));
    CHECK(r.times == 1);
    CHECK(std::get<react>(read_show(R"({"id":"c","do":"react","kind":"like","times":10})")).times == 10);
    auto d = std::get<send_danmaku>(read_show(R"({"id":"c","do":"danmaku","text":" 好 ","at":5})"));
    CHECK(d.text == "好");
    CHECK(d.at == 5);
    CHECK(std::get<move_danmaku>(read_show(R"({"id":"c","do":"show_danmaku","danmaku":"d1"})")).show);
    CHECK(!std::get<move_danmaku>(read_show(R"({"id":"c","do":"drop_danmaku","danmaku":"d1"})")).show);
    CHECK(std::get<tell_stage>(read_show(R"({"id":"c","do":"clear_stage"})")).text.empty());
    CHECK(std::get<choose_next>(read_show(R"({"id":"c","do":"unnext"})")).question.empty());
}

TEST_CASE("what is wrong with them is named") {
    CHECK(wrong_show(R"("do":"react")") == "missing_field kind");
    CHECK(wrong_show(R"("do":"react","kind":"boo")") == "invalid_field kind");
    CHECK(wrong_show(R"("do":"react","kind":"like","times":0)") == "invalid_field times");
    CHECK(wrong_show(R"("do":"react","kind":"like","times":"3")") == "invalid_field times");
    CHECK(wrong_show(R"("do":"danmaku","text":"   ")") == "missing_field text");
    CHECK(wrong_show(R"("do":"danmaku","text":")" + std::string(41, 'a') + "\"") == "invalid_field text");
    CHECK(wrong_show(R"("do":"tell_stage","text":"")") == "missing_field text");
    CHECK(wrong_show(R"("do":"switch_danmaku","mode":"loud")") == "invalid_field mode");
    CHECK(wrong_show(R"("do":"next")") == "missing_field question");
    CHECK(wrong_show(R"("do":"stage_read")") == "missing_field message");
}

TEST_CASE("notices around the questions are as in the samples") {
    const domain::danmaku d{"d1", "2020-3", "v1", "画面很清楚", domain::danmaku_status::waiting, noon, noon};
    domain::stage_message m{"m1", "2020-3", "再答两题就收尾", "s1", "李静", noon, {}};
    check_sample("notice_danmaku_sent", told("danmaku.sent", {{"danmaku", waiting_danmaku_object(d)}}));
    check_sample("notice_danmaku_dropped", told("danmaku.dropped", {{"danmaku", {{"id", d.id}}}}));
    check_sample("notice_danmaku_switched", told("danmaku.switched", {{"mode", "before"}}));
    check_sample("notice_stage_told", told("stage.told", {{"message", stage_message_object(m)}}));
    m.read_at = noon + 4000;
    check_sample("notice_stage_read", told("stage.read", {{"message", stage_message_object(m)}}));
    check_sample("notice_stage_cleared", told("stage.cleared", {}));
    check_sample("notice_next_chosen", told("next.chosen", {{"question", "q7"}}));
    check_sample("notice_next_cleared", told("next.cleared", {}));
    check_sample("replayed_danmaku", {{"danmaku", json::array{replayed_danmaku_object(d, 605'000)}}});
}

} // namespace jiangtang::wire::testing
