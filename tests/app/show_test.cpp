// Around the questions: reactions, 弹幕, the message to the stage, the next question.

#include "app/test_hall.hpp"

#include "app/show.hpp"
#include "store/danmaku.hpp"
#include "store/reactions.hpp"

#include <doctest/doctest.h>

#include <set>

namespace jiangtang::app::testing {
namespace {

using domain::role;

void go_live(test_hall& t) {
    auto done = t.h->writer.run_now<int>([](store::transaction& tx) -> result<int> {
        tx.db().run("UPDATE event SET status = 'live', live_since = $2 WHERE slug = $1", slug, tx.now());
        return 0;
    });
    REQUIRE(done);
    t.h->settle_stream(slug);
}

/// Somebody in the room, and what the ticks tell there.
class ear_in_room {
public:
    ear_in_room(test_hall& t, const domain::caller& who)
        : t_{t}, subscription_{
                     t.rooms.join(0, slug, ear, topics_of(who.as), who.id(), who.as == role::viewer)} {
        subscription_.release(t.join(who).seq);
    }
    std::vector<json::value> ticks(unix_ms later = 250) {
        ear.heard.clear();
        t_.now += later;
        t_.h->tick();
        t_.io.poll();
        std::vector<json::value> all;
        for (const auto& text : ear.heard) all.push_back(json::parse(text));
        return all;
    }
    listener ear;

private:
    test_hall& t_;
    hub::subscription subscription_;
};

json::object words(const std::string& id, const std::string& text) {
    return {{"id", id}, {"do", "danmaku"}, {"text", text}};
}

} // namespace

TEST_CASE(
    "reactions of many are one sum in a tick, each command counted once, and the sums are in the database") {
    test_hall t;
    go_live(t);
    ear_in_room room{t, t.viewer()};
    room.ticks();
    for (int i = 0; i < 40; ++i) {
        auto who = t.viewer("v" + std::to_string(i));
        CHECK(t.command(who, {{"id", "r1"}, {"do", "react"}, {"kind", "like"}, {"times", 3}})
                  .at("ok")
                  .as_bool());
        CHECK(t.command(who, {{"id", "r1"}, {"do", "react"}, {"kind", "like"}, {"times", 3}})
                  .at("ok")
                  .as_bool());
    }
    auto told = room.ticks();
    REQUIRE(told.size() == 1);
    CHECK(told[0].at("reactions").at("like").as_int64() == 120);
    CHECK(room.ticks().empty()); // nothing changed
    const auto kept = [&] {
        store::database db{t.h->how.data, store::access_mode::read_only};
        return store::list_reactions(db);
    };
    CHECK(kept().empty());
    t.h->save_counts();
    t.h->save_counts(); // nothing is added twice
    REQUIRE(kept().size() == 1);
    CHECK(kept()[0].total == 120);
    app::reactions after_a_restart;
    after_a_restart.load(kept());
    CHECK(after_a_restart.of(slug).at("like") == 120);
}

TEST_CASE("who touches too often is told so, and only viewers touch") {
    test_hall t;
    CHECK(code_of(t.command(t.viewer("早到的"), {{"id", "r"}, {"do", "react"}, {"kind", "like"}})) ==
          "wrong_state"); // not live yet
    go_live(t);
    auto who = t.viewer();
    int taken = 0;
    for (int i = 0; i < 20; ++i) {
        auto a = t.command(who, {{"id", "r" + std::to_string(i)}, {"do", "react"}, {"kind", "like"}});
        if (a.as_object().contains("ok")) ++taken;
        else CHECK(code_of(a) == "rate_limited");
    }
    CHECK(taken == 5);
    CHECK(code_of(t.command(t.viewer("二"), {{"id", "r"}, {"do", "react"}, {"kind", "🤡"}})) ==
          "invalid_field");
    CHECK(
        code_of(t.command(t.viewer("三"), {{"id", "r"}, {"do", "react"}, {"kind", "like"}, {"times", 11}})) ==
        "invalid_field");
    CHECK(code_of(t.command(t.staff(role::moderator), {{"id", "r"}, {"do", "react"}, {"kind", "like"}})) ==
          "forbidden");
}

TEST_CASE(
    "弹幕 run for everybody at once where moderators look after, and after their yes where they look before") {
    test_hall t;
    auto a = t.viewer("甲"), b = t.viewer("乙"), c = t.viewer("丙");
    auto m = t.staff(role::moderator);
    CHECK(code_of(t.command(a, words("d0", "还没有开始"))) == "wrong_state");
    go_live(t);
    CHECK(code_of(t.command(a, words("d1", "没有打开"))) == "wrong_state");
    CHECK(code_of(t.command(a, {{"id", "s"}, {"do", "switch_danmaku"}, {"mode", "after"}})) == "forbidden");
    t.command(m, {{"id", "s1"}, {"do", "switch_danmaku"}, {"mode", "after"}});
    CHECK(t.hello(a).at("snapshot").at("danmaku").at("mode").as_string() == "after");

    ear_in_room room{t, b};
    room.ticks();
    auto sent = t.command(a, words("d2", " 画面\n很清楚 "));
    CHECK(sent.at("status").as_string() == "shown");
    CHECK(t.command(a, words("d2", " 画面\n很清楚 ")) == sent); // the same once more
    auto told = room.ticks();
    REQUIRE(told.size() == 1);
    REQUIRE(told[0].at("danmaku").as_array().size() == 1);
    CHECK(told[0].at("danmaku").at(0).at("text").as_string() == "画面 很清楚");
    CHECK(!told[0].at("danmaku").at(0).as_object().contains("viewer"));
    CHECK(room.ticks().empty());

    t.command(m, {{"id", "s2"}, {"do", "switch_danmaku"}, {"mode", "before"}});
    auto waits = t.command(c, words("d3", "等一等"));
    CHECK(waits.at("status").as_string() == "waiting");
    auto waiting = t.hello(m).at("snapshot").at("danmaku").at("waiting").as_array();
    REQUIRE(waiting.size() == 1);
    CHECK(!t.hello(b).at("snapshot").at("danmaku").as_object().contains("waiting"));
    for (const auto& tick : room.ticks()) CHECK(!tick.as_object().contains("danmaku"));
    const auto id = waiting[0].at("id").as_string();
    t.command(m, {{"id", "y"}, {"do", "show_danmaku"}, {"danmaku", id}});
    CHECK(room.ticks().back().at("danmaku").at(0).at("id").as_string() == id);
    CHECK(t.hello(m).at("snapshot").at("danmaku").at("waiting").as_array().empty());
    room.ear.heard.clear();
    t.command(m, {{"id", "n"}, {"do", "drop_danmaku"}, {"danmaku", id}});
    REQUIRE(room.ear.heard.size() == 1);
    CHECK(json::parse(room.ear.heard[0]).at("type").as_string() == "danmaku.dropped");
    CHECK(code_of(t.command(m, {{"id", "y2"}, {"do", "show_danmaku"}, {"danmaku", id}})) == "wrong_state");
}

TEST_CASE("弹幕 are limited for each person and for the room") {
    test_hall t;
    go_live(t);
    t.command(t.staff(role::moderator), {{"id", "s"}, {"do", "switch_danmaku"}, {"mode", "after"}});
    auto who = t.viewer();
    for (int i = 0; i < 3; ++i)
        CHECK(t.command(who, words("d" + std::to_string(i), "好")).at("ok").as_bool());
    CHECK(code_of(t.command(who, words("d3", "好"))) == "rate_limited");
    int taken = 0;
    for (int i = 0; i < 60; ++i)
        taken += t.command(t.viewer("v" + std::to_string(i)), words("d", "好")).as_object().contains("ok");
    CHECK(taken == 17); // of the room's twenty
}

TEST_CASE(
    "a message stands at the stage until it is cleared, those there say they read it, and viewers never hear it") {
    test_hall t;
    auto m = t.staff(role::moderator), s = t.staff(role::speaker), v = t.viewer();
    ear_in_room stage{t, s}, hall{t, v};
    auto told = t.command(m, {{"id", "t1"}, {"do", "tell_stage"}, {"text", "再答两题就收尾"}});
    const auto id = told.at("message").at("id").as_string();
    CHECK(json::parse(stage.ear.heard.back()).at("message").at("by").as_string() == "李静");
    CHECK(hall.ear.heard.empty());
    CHECK(t.hello(s).at("snapshot").at("stage_message").at("id").as_string() == id);
    CHECK(!t.hello(v).at("snapshot").as_object().contains("stage_message"));
    CHECK(code_of(t.command(m, {{"id", "x"}, {"do", "stage_read"}, {"message", id}})) == "forbidden");
    t.now += 4000;
    t.command(s, {{"id", "x"}, {"do", "stage_read"}, {"message", id}});
    t.now += 1000;
    t.command(s, {{"id", "x2"}, {"do", "stage_read"}, {"message", id}}); // the first time stays
    CHECK(t.hello(m).at("snapshot").at("stage_message").at("read_at").as_int64() == noon + 4000);
    t.command(m, {{"id", "t2"}, {"do", "tell_stage"}, {"text", "请看时间"}});
    CHECK(code_of(t.command(s, {{"id", "x3"}, {"do", "stage_read"}, {"message", id}})) == "wrong_state");
    t.command(m, {{"id", "t3"}, {"do", "clear_stage"}});
    CHECK(json::parse(stage.ear.heard.back()).at("type").as_string() == "stage.cleared");
    CHECK(!t.hello(m).at("snapshot").as_object().contains("stage_message"));
    CHECK(code_of(t.command(s, {{"id", "t4"}, {"do", "tell_stage"}, {"text", "我"}})) == "forbidden");
}

TEST_CASE("one published question is next, and no more when it leaves the published ones") {
    test_hall t;
    auto v = t.viewer();
    auto m = t.staff(role::moderator);
    auto q = ask_for_id(t, v, "c1"), other = ask_for_id(t, v, "c2");
    const auto next = [&] {
        auto s = t.hello(t.staff(role::speaker)).at("snapshot").as_object();
        return s.contains("next") ? std::string{s.at("next").as_string()} : std::string{};
    };
    CHECK(code_of(t.command(m, {{"id", "n0"}, {"do", "next"}, {"question", q}})) == "wrong_state");
    for (const auto& id : {q, other}) t.command(m, {{"id", "a" + id}, {"do", "approve"}, {"question", id}});
    t.command(m, {{"id", "n1"}, {"do", "next"}, {"question", q}});
    t.command(m, {{"id", "n2"}, {"do", "next"}, {"question", other}});
    CHECK(next() == other);
    t.command(m, {{"id", "g"}, {"do", "stage"}, {"question", other}});
    CHECK(next().empty());
    t.command(m, {{"id", "n3"}, {"do", "next"}, {"question", q}});
    t.command(m, {{"id", "n4"}, {"do", "unnext"}});
    CHECK(next().empty());
}

TEST_CASE(
    "a question to all that goes on stage during a talk belongs to that talk, and to none during another item") {
    test_hall t;
    go_live(t);
    auto v = t.viewer();
    auto m = t.staff(role::moderator);
    const auto agenda =
        store::find_event(*std::make_unique<store::database>(t.h->how.data, store::access_mode::read_only),
                          slug)
            ->what.agenda;
    const auto begin = [&](domain::segment_kind kind) {
        const auto item = std::ranges::find(agenda, kind, &domain::segment::kind);
        REQUIRE(item != agenda.end());
        REQUIRE(t.run(start_segment(*t.h, slug, item->id)));
        return item->id;
    };
    const auto staged = [&](const std::string& id) {
        auto q = ask_for_id(t, v, id);
        auto a =
            t.command(m, {{"id", "s" + id}, {"do", "stage"}, {"question", q}}).at("question").as_object();
        return a.contains("talk") ? std::string{a.at("talk").as_string()} : std::string{};
    };
    CHECK(staged("c1").empty()); // nothing has begun
    const auto talk = begin(domain::segment_kind::talk);
    CHECK(staged("c2") == talk);
    begin(domain::segment_kind::questions);
    CHECK(staged("c3").empty());
}

TEST_CASE("a question from the time-shift says which picture it is about, and no other one does") {
    test_hall t;
    go_live(t);
    t.now += 60'000;
    auto who = t.viewer();
    auto asked =
        t.command(who, {{"id", "c1"}, {"do", "ask"}, {"text", "刚才那页？"}, {"about", noon + 20'000}});
    CHECK(asked.at("question").at("about").as_int64() == noon + 20'000);
    CHECK(t.hello(who).at("mine").at("questions").at(0).at("about").as_int64() == noon + 20'000);
    auto future =
        t.command(who, {{"id", "c2"}, {"do", "ask"}, {"text", "明天？"}, {"about", noon + 999'000}});
    CHECK(future.at("question").at("about").as_int64() == noon + 60'000);
    CHECK(!t.command(who, {{"id", "c3"}, {"do", "ask"}, {"text", "现在？"}})
               .at("question")
               .as_object()
               .contains("about"));
}

} // namespace jiangtang::app::testing
