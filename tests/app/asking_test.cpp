// Asking under an event's rules: closed, named, slowly, after the fact; and what words do to a question.

#include "app/asking.hpp"
#include "app/test_hall.hpp"
#include "store/asking.hpp"

#include <doctest/doctest.h>

namespace jiangtang::app::testing {
namespace {

using domain::role;

/// Sets the rules as they are but for `change`.
template <class Change>
std::int64_t set_rules(test_hall& t, Change change) {
    domain::asking rules;
    auto look = [&](store::transaction& tx) -> result<int> {
        rules = store::find_asking(tx.db(), slug);
        return 0;
    };
    t.h->writer.run_now<int>(look);
    change(rules);
    auto set = json::parse(t.run(set_asking(*t.h, slug, rules)).value());
    return set.at("asking").at("version").as_int64();
}

void set_list(test_hall& t, std::vector<domain::word> words) {
    auto there = json::parse(t.run(read_words(*t.h, slug)).value());
    t.run(set_words(*t.h, slug, {there.at("version").as_int64(), std::move(words)})).value();
}

int asked_so_far = 0;

json::value asks(test_hall& t, const domain::caller& who, const std::string& text, json::object more = {}) {
    more["id"] = "a" + std::to_string(++asked_so_far);
    more["do"] = "ask";
    more["text"] = text;
    return t.command(who, more);
}

std::string status_asked(const json::value& answer) {
    return std::string{answer.at("question").at("status").as_string()};
}

std::string heard_text(test_hall& t, const domain::caller& who) {
    std::string all;
    for (const auto& m : t.join(who, 0, t.h->epoch).messages) all += m + "\n";
    return all;
}

} // namespace

TEST_CASE("rules are told to everybody at once, change once, and never undo another's unseen") {
    test_hall t;
    auto viewer = t.viewer();
    CHECK(t.hello(viewer).at("snapshot").at("asking").at("open").as_bool());
    CHECK(set_rules(t, [](auto& r) { r.open = false; }) == 2);
    CHECK(!t.hello(viewer).at("snapshot").at("asking").at("open").as_bool());
    CHECK(heard_text(t, viewer).find("asking.changed") != std::string::npos);
    CHECK(code_of(asks(t, viewer, "还能问吗？")) == "asking_closed");
    domain::asking late; // saw version 1
    late.slow_seconds = 30;
    CHECK(t.run(set_asking(*t.h, slug, late)).error().value == errc::version_conflict);
    late = {};
    late.open = false;
    CHECK(t.run(set_asking(*t.h, slug, late)).has_value()); // the same again
    CHECK(set_rules(t, [](auto& r) { r.open = true; }) == 3);
    CHECK(status_asked(asks(t, viewer, "还能问吗？")) == "pending");
    domain::asking wrong;
    wrong.version = 3;
    wrong.closed = {"nothing"};
    CHECK(t.run(set_asking(*t.h, slug, wrong)).error().value == errc::unknown_segment);
    CHECK(t.run(set_asking(*t.h, "nowhere", wrong)).error().value == errc::unknown_event);
}

TEST_CASE("a talk can be closed, and a name be asked for") {
    test_hall t;
    auto named = t.viewer("小陈"), nameless = t.viewer("");
    auto talk =
        std::string{t.hello(named).at("snapshot").at("event").at("agenda").at(4).at("id").as_string()};
    set_rules(t, [&](auto& r) {
        r.closed = {talk};
        r.anonymous = false;
    });
    CHECK(code_of(asks(t, named, "问", {{"talk", talk}})) == "talk_closed");
    CHECK(status_asked(asks(t, named, "问")) == "pending");
    CHECK(code_of(asks(t, named, "问", {{"anonymous", true}})) == "anonymous_not_allowed");
    CHECK(code_of(asks(t, nameless, "问")) == "anonymous_not_allowed");
}

TEST_CASE("slow mode and the cap of the room say how long to wait; a refusal takes nothing") {
    test_hall t;
    auto one = t.viewer("一"), two = t.viewer("二"), three = t.viewer("三");
    set_rules(t, [](auto& r) { r.slow_seconds = 30; });
    CHECK(status_asked(asks(t, one, "问")) == "pending");
    t.now += 10'000;
    auto refused = asks(t, one, "问");
    CHECK(code_of(refused) == "rate_limited");
    CHECK(refused.at("error").at("retry_after_ms").as_int64() == 20'000);
    CHECK(status_asked(asks(t, two, "问")) == "pending"); // another person
    t.now += 20'000;
    CHECK(status_asked(asks(t, one, "问")) == "pending");

    set_rules(t, [](auto& r) {
        r.slow_seconds = 0;
        r.most_a_minute = 3;
    });
    t.now += 15'000;
    refused = asks(t, three, "问"); // the three were asked 45, 35 and 15 seconds ago
    CHECK(code_of(refused) == "rate_limited");
    CHECK(refused.at("error").at("retry_after_ms").as_int64() == 15'000);
    t.now += 15'000;
    CHECK(status_asked(asks(t, three, "问")) == "pending");
}

TEST_CASE("who is muted fills no room") {
    test_hall t;
    auto loud = t.viewer("吵闹"), calm = t.viewer("安静");
    auto m = t.staff(role::moderator);
    set_rules(t, [](auto& r) { r.most_a_minute = 2; });
    t.command(m, {{"id", "m"}, {"do", "mute"}, {"viewer", loud.id()}});
    for (int i = 0; i < 5; ++i) CHECK(status_asked(asks(t, loud, "问")) == "pending");
    CHECK(status_asked(asks(t, calm, "问")) == "pending");
}

TEST_CASE("published at once and reviewed after: but for who is muted and for a word that holds") {
    test_hall t;
    auto asker = t.viewer("小陈"), other = t.viewer("另一位"), loud = t.viewer("吵闹");
    auto m = t.staff(role::moderator);
    set_rules(t, [](auto& r) { r.moderation = domain::moderation::after; });
    set_list(t, {{"投诉", domain::word_effect::hold}, {"加微信", domain::word_effect::reject}});
    t.command(m, {{"id", "m"}, {"do", "mute"}, {"viewer", loud.id()}});

    auto open = asks(t, asker, "门店的人还做什么？");
    CHECK(status_asked(open) == "published");
    CHECK(t.hello(other).at("snapshot").at("questions").as_array().size() == 1);
    auto acts = json::parse(
        t.run(read_history(*t.h, slug, std::string{open.at("question").at("id").as_string()})).value());
    CHECK(acts.at("acts").at(1).at("by").as_string() == "rules");

    CHECK(status_asked(asks(t, asker, "我要 投-诉")) == "pending");
    CHECK(status_asked(asks(t, asker, "請加微信")) == "published"); // as it seems to him
    CHECK(status_asked(asks(t, loud, "为什么没有人理我？")) == "published");
    CHECK(t.hello(other).at("snapshot").at("questions").as_array().size() == 1);
    auto seen = t.hello(m).at("snapshot").at("questions").as_array();
    REQUIRE(seen.size() == 4);
    CHECK(seen[1].at("held").as_string() == "投诉");
    CHECK(!seen[1].as_object().contains("blocked"));
    CHECK(seen[2].at("held").as_string() == "加微信");
    CHECK(seen[2].at("blocked").as_bool());
    CHECK(!seen[3].as_object().contains("held"));
    // The asker is not told: not in the answers, not by the feed, not in the snapshot.
    auto told = heard_text(t, asker) + json::serialize(t.hello(asker));
    CHECK(told.find("held") == std::string::npos);
    CHECK(told.find("blocked") == std::string::npos);
    CHECK(told.find("投-诉") != std::string::npos);
    // Once it is published, the word is nobody's business but the moderators'.
    auto id = std::string{seen[1].at("id").as_string()};
    t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", id}});
    CHECK(heard_text(t, other).find("held") == std::string::npos);
}

TEST_CASE("a word in the name that is shown holds the question, too") {
    test_hall t;
    auto advert = t.viewer("加微信");
    auto m = t.staff(role::moderator);
    set_list(t, {{"加微信", domain::word_effect::reject}});
    asks(t, advert, "你好");
    asks(t, advert, "你好", {{"anonymous", true}}); // the name is not shown
    auto seen = t.hello(m).at("snapshot").at("questions").as_array();
    CHECK(seen[0].at("blocked").as_bool());
    CHECK(!seen[1].as_object().contains("held"));
}

TEST_CASE("a list that changed is the one that counts from then on, and an event has its own") {
    test_hall t;
    auto asker = t.viewer();
    auto m = t.staff(role::moderator);
    set_list(t, {{"旧词", domain::word_effect::hold}});
    asks(t, asker, "旧词");
    auto there = json::parse(t.run(read_words(*t.h, slug)).value());
    set_list(t, {{"新词", domain::word_effect::hold}});
    CHECK(t.run(set_words(*t.h, slug, {there.at("version").as_int64(), {}})).error().value ==
          errc::version_conflict);
    asks(t, asker, "旧词");
    asks(t, asker, "新词");
    auto seen = t.hello(m).at("snapshot").at("questions").as_array();
    CHECK(seen[0].as_object().contains("held"));
    CHECK(!seen[1].as_object().contains("held"));
    CHECK(seen[2].as_object().contains("held"));
    // Rules and words are set by themselves: none takes the other's version away.
    there = json::parse(t.run(read_words(*t.h, slug)).value());
    CHECK(set_rules(t, [](auto& r) { r.open = false; }) == 2);
    CHECK(t.run(set_words(*t.h, slug, {there.at("version").as_int64(), {}})));
    CHECK(set_rules(t, [](auto& r) { r.open = true; }) == 3);
    t.add_event("other");
    CHECK(json::parse(t.run(read_words(*t.h, "other")).value()).at("words").as_array().empty());
}

TEST_CASE("moderators see which question another has open, viewers do not") {
    test_hall t;
    auto m = t.staff(role::moderator);
    const auto asked = ask_for_id(t, t.viewer(), "a");
    listener others, public_ones;
    auto with_others = t.rooms.join(0, slug, others, topic_public | topic_moderators, "m2", false);
    auto as_viewer = t.rooms.join(0, slug, public_ones, topic_public, "v", true);
    with_others.release(0);
    as_viewer.release(0);
    CHECK(t.h->presence.message(slug).empty());
    CHECK(t.command(m, {{"id", "1"}, {"do", "open"}, {"question", asked}}).at("ok").as_bool());
    t.command(m, {{"id", "2"}, {"do", "open"}, {"question", asked}}); // no news
    REQUIRE(others.heard.size() == 1);
    auto told = json::parse(others.heard[0]);
    CHECK(told.at("type").as_string() == "presence");
    CHECK(told.at("open").at(0).at("question").as_string() == asked);
    CHECK(told.at("open").at(0).at("name").as_string() == "李静");
    CHECK(t.h->presence.message(slug) == others.heard[0]);
    t.command(m, {{"id", "3"}, {"do", "close"}});
    CHECK(json::parse(others.heard.back()).at("open").as_array().empty());
    CHECK(t.h->presence.message(slug).empty());
    CHECK(public_ones.heard.empty());
    CHECK(code_of(t.command(t.viewer(), {{"id", "1"}, {"do", "open"}, {"question", asked}})) == "forbidden");
    CHECK(code_of(t.command(t.staff(role::desk), {{"id", "1"}, {"do", "close"}})) == "forbidden");
}

TEST_CASE(
    "a moderator who opens a question that the event does not have is told so, and nobody else is told") {
    test_hall t;
    auto m = t.staff(role::moderator);
    t.add_event("other");
    wire::viewer_request r;
    r.name = "小陈";
    domain::caller elsewhere;
    elsewhere.person = t.run(become_viewer(*t.h, "other", r, "")).value().who;
    const auto others_question = ask_for_id(t, elsewhere, "a"), own = ask_for_id(t, t.viewer(), "a");
    listener others;
    auto joined = t.rooms.join(0, slug, others, topic_public | topic_moderators, "m2", false);
    joined.release(1000);
    for (const auto& unknown : {std::string{"nope"}, others_question}) {
        const auto told = t.command(m, {{"id", "1"}, {"do", "open"}, {"question", unknown}});
        CHECK(code_of(told) == "unknown_question");
        CHECK(told.at("error").at("field").as_string() == "question");
    }
    CHECK(others.heard.empty());
    CHECK(t.h->presence.message(slug).empty());
    t.command(m, {{"id", "2"}, {"do", "open"}, {"question", own}});
    const auto open = t.h->presence.message(slug);
    t.command(m, {{"id", "3"}, {"do", "open"}, {"question", "nope"}}); // what was open stays so
    CHECK(others.heard == std::vector<std::string>{open});
}

} // namespace jiangtang::app::testing
