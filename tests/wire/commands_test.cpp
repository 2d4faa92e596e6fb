// Reading what comes from outside: each field present and of its type, or a problem that names it.

#include "support/problem_text.hpp"
#include "wire/asking.hpp"
#include "wire/commands.hpp"
#include "wire/events.hpp"
#include "wire/people.hpp"
#include "wire/registrations.hpp"
#include "wire/samples.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

namespace jiangtang::wire::testing {
namespace {

template <class T>
std::string wrong(const result<T>& r) {
    if (r) return "";
    return std::string{r.error().code()} + (r.error().field.empty() ? "" : " " + r.error().field);
}

std::string wrong_command(std::string_view text) {
    std::string id;
    return wrong(parse_command(text, id));
}

move_question read_move(std::string_view text) {
    std::string id;
    return std::get<move_question>(parse_command(text, id).value().what);
}

} // namespace

TEST_CASE("an object is read whole, not too deep, and nothing after it") {
    CHECK(parse_object("{}"));
    CHECK(parse_object(R"( {"a":[{"b":1}]} )"));
    for (const char* text : {"", "null", "[]", "{", "{}{}", "{\"a\":1,}", "{'a':1}", "{\"a\":nan}",
                             "\xef\xbb\xbf{}", "{\"a\":\"\xff\"}", "// {}"})
        CHECK(wrong(parse_object(text)) == "bad_json");
    auto nested = [](int n) { return R"({"a":)" + std::string(n, '[') + std::string(n, ']') + "}"; };
    CHECK(parse_object(nested(6)));
    CHECK(wrong(parse_object(nested(9))) == "bad_json");
    CHECK(wrong(parse_object(nested(100'000))) == "bad_json");
}

TEST_CASE("every command of the protocol is read") {
    std::string id;
    auto asked =
        parse_command(R"({"id":"c1","do":"ask","text":" 问\u200b？ ","talk":"s3","anonymous":true})", id);
    REQUIRE(asked);
    CHECK(id == "c1");
    const auto& a = std::get<ask>(asked->what);
    CHECK(a.text == "问？");
    CHECK(a.talk == "s3");
    CHECK(a.anonymous);
    CHECK(std::get<cast_vote>(parse_command(R"({"id":"c","do":"vote","question":"q1"})", id)->what).up);
    CHECK(!std::get<cast_vote>(parse_command(R"({"id":"c","do":"unvote","question":"q1"})", id)->what).up);
    for (const char* act : {"approve", "reject", "stage", "answer", "restore", "pin", "unpin", "withdraw"}) {
        auto m = read_move(R"({"id":"c","do":")" + std::string{act} + R"(","question":"q1","version":3})");
        CHECK(domain::name_of(m.act) == act);
        CHECK(m.question == "q1");
        CHECK(m.version == 3);
    }
    CHECK(!read_move(R"({"id":"c","do":"pin","question":"q1"})").version);
    CHECK(!read_move(R"({"id":"c","do":"pin","question":"q1","version":null})").version);
    CHECK(read_move(R"({"id":"c","do":"edit","question":"q1","text":"改"})").text == "改");
    CHECK(read_move(R"({"id":"c","do":"reply","question":"q1","text":"答"})").text == "答");
    CHECK(read_move(R"({"id":"c","do":"assign","question":"q1","talk":"s3"})").talk == "s3");
    CHECK(read_move(R"({"id":"c","do":"assign","question":"q1"})").talk.empty()); // to all
    CHECK(read_move(R"({"id":"c","do":"merge","question":"q1","into":"q2"})").into == "q2");
    CHECK(read_move(R"({"id":"c","do":"reject","question":"q1","reason":" 问过了 "})").reason == "问过了");
    CHECK(read_move(R"({"id":"c","do":"reject","question":"q1"})").reason.empty());
    CHECK(std::get<mute>(parse_command(R"({"id":"c","do":"mute","viewer":"v1"})", id)->what).on);
    auto heard = std::get<mute>(parse_command(R"({"id":"c","do":"unmute","viewer":"v1"})", id)->what);
    CHECK(!heard.on);
    CHECK(heard.viewer == "v1");
    auto open = parse_command(R"({"id":"c","do":"open","question":"q1"})", id);
    CHECK(std::get<open_question>(open->what).question == "q1");
    CHECK(std::get<open_question>(parse_command(R"({"id":"c","do":"close"})", id)->what).question.empty());
    CHECK(wrong_command(R"({"id":"c","do":"open","question":"<b>"})") == "invalid_field question");
}

TEST_CASE("the rules of asking and the words are read whole, within their bounds") {
    auto rules = parse_asking(R"({"version":3,"open":true,"anonymous":false,"moderation":"after",)"
                              R"("slow_seconds":30,"most_a_minute":60,"closed":["s4","s3","s4"]})");
    REQUIRE(rules);
    CHECK(rules->closed == std::vector<std::string>{"s3", "s4"});
    CHECK(json::serialize(asking_object(*rules)) == json::serialize(json::parse(sample("request_asking"))));
    auto refused = [](const char* changed, json::value to) {
        auto o = json::parse(sample("request_asking")).as_object();
        o[changed] = std::move(to);
        return wrong(parse_asking(json::serialize(o)));
    };
    CHECK(refused("moderation", "never") == "invalid_field moderation");
    CHECK(refused("slow_seconds", 3601) == "invalid_field slow_seconds");
    CHECK(refused("most_a_minute", -1) == "invalid_field most_a_minute");
    CHECK(refused("closed", json::array{1}) == "invalid_field closed");
    CHECK(refused("closed", json::array(201, json::value("s"))) == "invalid_field closed");
    CHECK(refused("version", "3") == "invalid_field version");

    auto words = parse_words(sample("request_words"));
    REQUIRE(words);
    CHECK(words->words.size() == 2);
    CHECK(words->words[1].effect == domain::word_effect::reject);
    CHECK(json::parse(sample("request_words")) == json::value(words_object(words->version, words->words)));
    CHECK(wrong(parse_words(R"({"version":1,"words":[{"text":"好","effect":"burn"}]})")) ==
          "invalid_field words[0].effect");
    CHECK(wrong(parse_words(R"({"version":1,"words":["好"]})")) == "invalid_field words[0]");
    CHECK(wrong(parse_words(R"({"version":1,"words":[{"text":"？","effect":"hold"}]})")) ==
          "invalid_field words[0]");
}

TEST_CASE("the sample commands and requests of the pages are read") {
    auto commands = json::parse(sample("commands")).as_array();
    CHECK(commands.size() == 30);
    for (const auto& c : commands) CHECK(wrong_command(json::serialize(c)) == "");
    CHECK(parse_registration(sample("request_registration")));
    CHECK(parse_change(sample("request_change")));
    CHECK(parse_walk_in(sample("request_walk_in")));
    CHECK(parse_undo(sample("request_undo")));
    CHECK(parse_check_in(sample("request_check_in")));
    CHECK(parse_event_edit(sample("request_event_edit"))->what.agenda.size() == 2);
}

TEST_CASE("a command that is wrong names the field, and its id where one could be read") {
    CHECK(wrong_command("nonsense") == "bad_json");
    CHECK(wrong_command(R"({"do":"ask","text":"a"})") == "missing_field id");
    CHECK(wrong_command(R"({"id":"","do":"ask","text":"a"})") == "missing_field id");
    CHECK(wrong_command(R"({"id":"a b","do":"ask","text":"a"})") == "invalid_field id");
    CHECK(wrong_command(R"({"id":1,"do":"ask","text":"a"})") == "invalid_field id");
    CHECK(wrong_command(R"({"id":"c"})") == "missing_field do");
    CHECK(wrong_command(R"({"id":"c","do":["ask"]})") == "invalid_field do");
    CHECK(wrong_command(R"({"id":"c","do":"dance"})") == "unknown_command do");
    CHECK(wrong_command(R"({"id":"c","do":"ask"})") == "missing_field text");
    CHECK(wrong_command(R"({"id":"c","do":"ask","text":{}})") == "invalid_field text");
    CHECK(wrong_command(R"({"id":"c","do":"ask","text":" \u200b"})") == "missing_field text");
    CHECK(wrong_command(R"({"id":"c","do":"ask","text":"a\u0000b"})") == "invalid_field text");
    CHECK(wrong_command(R"({"id":"c","do":"ask","text":"a","anonymous":"yes"})") ==
          "invalid_field anonymous");
    CHECK(wrong_command(R"({"id":"c","do":"vote"})") == "missing_field question");
    CHECK(wrong_command(R"({"id":"c","do":"pin","question":"q","version":"1"})") == "invalid_field version");
    CHECK(wrong_command(R"({"id":"c","do":"pin","question":"q","version":1.5})") == "invalid_field version");
    CHECK(wrong_command(R"({"id":"c","do":"pin","question":"q","version":1e300})") ==
          "invalid_field version");
    CHECK(wrong_command(R"({"id":"c","do":"edit","question":"q"})") == "missing_field text");
    CHECK(wrong_command(R"({"id":"c","do":"merge","question":"q"})") == "missing_field into");
    CHECK(wrong_command(R"({"id":"c","do":"merge","question":"q","into":"q"})") == "invalid_field into");
    std::string id;
    CHECK(!parse_command(R"({"id":"c9","do":"dance"})", id));
    CHECK(id == "c9");
    CHECK(!parse_command(R"({"id":"a b","do":"dance"})", id));
    CHECK(id.empty());
}

TEST_CASE("the same message has the same digest, another has another") {
    std::string id;
    auto digest = [&](const char* text) { return parse_command(text, id)->digest; };
    CHECK(digest(R"({"id":"c","do":"vote","question":"q1"})") ==
          digest(R"({"id":"c","do":"vote","question":"q1"})"));
    CHECK(digest(R"({"id":"c","do":"vote","question":"q1"})") !=
          digest(R"({"id":"c","do":"vote","question":"q2"})"));
}

TEST_CASE("a registration is read, and each wrong field is named") {
    const std::string good =
        R"({"id":"r-1","attendance":"in_person","name":" 林一帆 ","phone":"138 0013 8000",)"
        R"("organization":"百联","title":null,"consent":true})";
    auto r = parse_registration(good);
    REQUIRE(r);
    CHECK(r->who.name == "林一帆");
    CHECK(r->who.phone == "13800138000");
    CHECK(r->who.title.empty());
    auto replaced = [&](std::string_view what, std::string_view by) {
        auto text = good;
        text.replace(text.find(what), what.size(), by);
        return wrong(parse_registration(text));
    };
    CHECK(replaced(R"("in_person")", R"("by_boat")") == "invalid_field attendance");
    CHECK(replaced(R"("in_person")", "null") == "missing_field attendance");
    CHECK(replaced(R"(" 林一帆 ")", "5") == "invalid_field name");
    CHECK(replaced("138 0013 8000", "7") == "invalid_field phone");
    CHECK(replaced("true", "false") == "consent_required consent");
    CHECK(replaced("true", "1") == "invalid_field consent");
    CHECK(replaced("百联", std::string(20'000, 'x')) == "invalid_field organization");
    CHECK(wrong(parse_registration("[]")) == "bad_json");
}

TEST_CASE("a check-in names one ticket or one registration, at a time that can be") {
    auto scan = [](const std::string& what) {
        return parse_check_in(R"({"id":"c1","desk":"1 号台","scanned_at":1600747200000,)" + what + "}");
    };
    CHECK(scan(R"("ticket":"ABCDEFGHJK","offline":true)")->offline);
    CHECK(scan(R"("registration":"r1")")->registration == "r1");
    CHECK(wrong(scan(R"("offline":true)")) == "missing_field ticket");
    CHECK(wrong(scan(R"("ticket":"a","registration":"b")")) == "invalid_field registration");
    CHECK(wrong(scan(R"("ticket":")" + std::string(600, 'a') + "\"")) == "invalid_field ticket");
    CHECK(wrong(scan(R"("registration":")" + std::string(65, 'a') + "\"")) == "invalid_field registration");
    CHECK(wrong(parse_check_in(R"({"id":"c","ticket":"a","desk":"1","scanned_at":-1})")) ==
          "invalid_field scanned_at");
    CHECK(wrong(parse_check_in(R"({"id":"c","ticket":"a","desk":"1","scanned_at":99999999999999})")) ==
          "invalid_field scanned_at");
    CHECK(wrong(parse_check_in(R"({"id":"c","ticket":"a","desk":"1"})")) == "missing_field scanned_at");
    CHECK(wrong(parse_check_in(R"({"id":"c","ticket":"a","scanned_at":1})")) == "missing_field desk");
}

TEST_CASE("JSON that is no object is told apart from what is no JSON, in both languages") {
    for (const auto* text : {"[]", "\"x\"", "5", "null", "true", "[{}]"}) {
        const auto read = parse_object(text);
        REQUIRE(!read);
        CHECK(read.error().code() == "bad_json");
        CHECK(read.error().message().find("对象") != std::string_view::npos);
        CHECK(read.error().message_en().find("object is expected") != std::string_view::npos);
    }
    CHECK(parse_object("{").error().message_en().find("not valid JSON") != std::string_view::npos);
    CHECK(parse_object("{}"));
}

TEST_CASE("what the server writes of an event can be sent back as an edit") {
    auto body = event_object(event());
    auto edit = parse_event_edit(json::serialize(body));
    REQUIRE(edit);
    CHECK(edit->version == 4);
    CHECK(edit->what.agenda.size() == 3);
    CHECK(edit->what.agenda[1].speakers[0].compere);
    CHECK(edit->what.organizers[0].role == domain::unit_role::guidance);
    auto changed = [&](auto change) {
        auto o = body;
        change(o);
        return wrong(parse_event_edit(json::serialize(o)));
    };
    CHECK(changed([](json::object& o) { o.erase("version"); }) == "missing_field version");
    CHECK(changed([](json::object& o) { o["theme"] = 7; }) == "invalid_field theme");
    CHECK(changed([](json::object& o) { o["agenda"] = "none"; }) == "invalid_field agenda");
    CHECK(changed([](json::object& o) { o.erase("agenda"); }) == "missing_field agenda");
    CHECK(changed([](json::object& o) { o["organizers"] = json::array{7}; }) ==
          "invalid_field organizers[0]");
    CHECK(changed([](json::object& o) {
              o["organizers"].get_array().emplace_back(json::object{{"role", "guest"}, {"name", "a"}});
              o["organizers"].get_array()[0] = json::object{{"role", "organizer"}};
          }) == "missing_field organizers[0].name");
    CHECK(changed([](json::object& o) {
              o["organizers"] =
                  json::array{{{"role", "organizer"}, {"name", "a"}}, {{"role", "x"}, {"name", "b"}}};
          }) == "invalid_field organizers[1].role");
    CHECK(changed([](json::object& o) { o["agenda"].get_array()[1].get_object()["kind"] = "dance"; }) ==
          "invalid_field agenda[1].kind");
    CHECK(changed([](json::object& o) { o["agenda"].get_array()[2] = 5; }) == "invalid_field agenda[2]");
    const auto with_speakers = [&](json::array speakers) {
        return changed([&](json::object& o) {
            o["agenda"].get_array()[2].get_object()["speakers"] = std::move(speakers);
        });
    };
    CHECK(with_speakers({{{"name", "a"}}, {{"title", "b"}}}) == "missing_field agenda[2].speakers[1].name");
    CHECK(with_speakers({{{"name", "a"}}, 7}) == "invalid_field agenda[2].speakers[1]");
    CHECK(with_speakers({{{"name", "a"}}, {{"name", std::string(61, 'x')}}}) ==
          "invalid_field agenda[2].speakers[1].name");
    CHECK(with_speakers({{{"name", "a"}}, {{"name", "b"}, {"title", std::string(121, 'x')}}}) ==
          "invalid_field agenda[2].speakers[1].title");
    CHECK(changed([](json::object& o) { o["ends_at"] = 1; }) == "invalid_field ends_at");
}

TEST_CASE("the small bodies are read, and each wrong field is named") {
    CHECK(*parse_stream_act(R"({"do":"start"})") == domain::stream_act::start);
    CHECK(*parse_stream_act(R"({"do":"end"})") == domain::stream_act::end);
    CHECK(wrong(parse_stream_act(R"({"do":"dance"})")) == "invalid_field do");
    CHECK(wrong(parse_stream_act("{}")) == "missing_field do");
    CHECK(*parse_sign_in(R"({"token":"abc"})") == "abc");
    CHECK(wrong(parse_sign_in(R"({"token":"a b"})")) == "invalid_field token");
    CHECK(parse_viewer("")->name.empty());
    CHECK(parse_viewer(R"({"name":" 小陈 ","from":"hall"})")->from == domain::place::hall);
    CHECK(wrong(parse_viewer(R"({"from":"moon"})")) == "invalid_field from");
    CHECK(wrong(parse_viewer(R"({"name":")" + std::string(21, 'x') + "\"}")) == "invalid_field name");
    CHECK(wrong(parse_viewer(R"({"name":"陈\ue863"})")) == "invalid_field name");
    CHECK(parse_staff(R"({"id":"i","role":"desk","name":"2 号台"})")->as == domain::role::desk);
    CHECK(wrong(parse_staff(R"({"id":"i","role":"viewer","name":"a"})")) == "invalid_field role");
    CHECK(wrong(parse_staff(R"({"id":"i","role":"desk"})")) == "missing_field name");
    CHECK(wrong(parse_staff(R"({"id":"i","role":"desk","name":"王\ue863"})")) == "invalid_field name");
}

} // namespace jiangtang::wire::testing
