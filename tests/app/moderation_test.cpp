// Moderating: who did what is kept, everything can be undone, and who is muted does not notice.

#include "app/asking.hpp"
#include "app/question_export.hpp"
#include "app/test_hall.hpp"
#include "wire/sheet.hpp"

#include <doctest/doctest.h>

#include <set>

namespace jiangtang::app::testing {
namespace {

using domain::role;

std::vector<std::string> acts_of(test_hall& t, const std::string& question) {
    std::vector<std::string> told;
    auto read = json::parse(t.run(read_history(*t.h, slug, question)).value());
    for (const auto& a : read.at("acts").as_array()) {
        auto line = std::string{a.at("act").as_string()} + " " + std::string{a.at("by").as_string()};
        if (a.as_object().contains("name")) line += " " + std::string{a.at("name").as_string()};
        if (a.as_object().contains("reason")) line += ": " + std::string{a.at("reason").as_string()};
        told.push_back(line);
    }
    return told;
}

/// Somebody's commands on questions, each with an id of its own.
struct commands {
    test_hall& t;
    domain::caller by;
    int n = 0;
    json::value operator()(const std::string& what, const std::string& question, json::object more = {}) {
        more["id"] = "m" + std::to_string(++n);
        more["do"] = what;
        more["question"] = question;
        return t.command(by, more);
    }
};

std::string status_of(const json::value& answer) {
    return std::string{answer.at("question").at("status").as_string()};
}

/// The messages that somebody missed since the start.
std::vector<json::object> heard_by(test_hall& t, const domain::caller& who) {
    std::vector<json::object> told;
    for (const auto& m : t.join(who, 0, t.h->epoch).messages) told.push_back(json::parse(m).as_object());
    told.erase(told.begin()); // the hello
    return told;
}

} // namespace

TEST_CASE("the history of a question says who did what, in the same transaction as it was done") {
    test_hall t;
    auto asker = t.viewer();
    auto m = t.staff(role::moderator);
    auto q = ask_for_id(t, asker, "c1"), other = ask_for_id(t, asker, "c2");
    auto act = [&](const char* id, const char* what, const std::string& question) {
        return t.command(m, {{"id", id}, {"do", what}, {"question", question}});
    };
    act("m1", "stage", q);
    act("m1", "stage", q);     // once
    act("m2", "stage", other); // the one there becomes answered
    act("m3", "approve", q);   // not possible
    t.command(m, {{"id", "m4"}, {"do", "reject"}, {"question", q}, {"reason", "时间不够"}});
    act("m5", "restore", q); // answered, as it was
    act("m6", "restore", q);
    t.command(asker, {{"id", "w"}, {"do", "withdraw"}, {"question", q}});
    CHECK(acts_of(t, q) == std::vector<std::string>{"ask asker", "stage staff 李静", "answer staff 李静",
                                                    "reject staff 李静: 时间不够", "restore staff 李静",
                                                    "restore staff 李静", "withdraw asker"});
    CHECK(acts_of(t, other) == std::vector<std::string>{"ask asker", "stage staff 李静"});
    CHECK(t.run(read_history(*t.h, slug, "nothing")).error().value == errc::unknown_question);
    t.add_event("other");
    CHECK(t.run(read_history(*t.h, "other", q)).error().value == errc::unknown_question);
}

TEST_CASE("whatever became of a question, it can be brought back") {
    test_hall t;
    auto asker = t.viewer();
    auto m = t.staff(role::moderator);
    auto into = ask_for_id(t, asker, "c0");
    commands act{t, m};
    auto fresh = [&] { return ask_for_id(t, asker, "q" + std::to_string(++act.n)); };
    auto q = fresh();
    act("approve", q);
    CHECK(status_of(act("restore", q)) == "pending");
    CHECK(code_of(act("restore", q)) == "wrong_state");
    act("stage", q);
    CHECK(status_of(act("restore", q)) == "published");
    act("answer", q);
    CHECK(status_of(act("restore", q)) == "published");
    act("reject", q);
    CHECK(status_of(act("restore", q)) == "pending");
    act("merge", q, {{"into", into}});
    CHECK(status_of(act("restore", q)) == "pending");
    t.command(asker, {{"id", "w"}, {"do", "withdraw"}, {"question", q}});
    CHECK(status_of(act("restore", q)) == "pending");
    t.now += 60'000; // his next question
}

TEST_CASE("the asker is told why a question was rejected, and the public is not") {
    test_hall t;
    auto asker = t.viewer(), other = t.viewer("另一位");
    auto m = t.staff(role::moderator);
    auto q = ask_for_id(t, asker, "c1");
    t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", q}});
    t.command(m, {{"id", "m2"}, {"do", "reject"}, {"question", q}, {"reason", "<b>问过了</b>"}});
    auto own = heard_by(t, asker).back();
    CHECK(own.at("question").at("reason").as_string() == "<b>问过了</b>"); // as it was written
    CHECK(t.hello(asker).at("mine").at("questions").at(0).at("reason").as_string() == "<b>问过了</b>");
    CHECK(heard_by(t, m).back().at("question").at("reason").as_string() == "<b>问过了</b>");
    auto seen = heard_by(t, other).back();
    CHECK(seen.at("type").as_string() == "question.rejected");
    CHECK(seen.at("question").as_object().size() == 3);
}

TEST_CASE(
    "who is muted asks and votes as before and notices nothing; moderators know, sums do not count it") {
    test_hall t;
    auto loud = t.viewer("吵闹"), calm = t.viewer("安静");
    auto m = t.staff(role::moderator), o = t.staff(role::organizer);
    auto q = ask_for_id(t, calm, "c1");
    t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", q}});
    t.command(calm, {{"id", "v1"}, {"do", "vote"}, {"question", q}});
    t.command(loud, {{"id", "v1"}, {"do", "vote"}, {"question", q}});
    CHECK(t.h->sums.votes(slug).at(q) == 2);

    auto muted = t.command(m, {{"id", "m2"}, {"do", "mute"}, {"viewer", loud.id()}});
    CHECK(muted.at("seq").is_int64());
    CHECK(t.command(m, {{"id", "m2"}, {"do", "mute"}, {"viewer", loud.id()}}) == muted);
    CHECK(!t.command(o, {{"id", "o1"}, {"do", "mute"}, {"viewer", loud.id()}}).as_object().contains("seq"));
    CHECK(t.h->sums.votes(slug).at(q) == 1);
    CHECK(t.hello(m).at("snapshot").at("muted").at(0).as_string() == loud.id());
    CHECK(heard_by(t, m).back().at("type").as_string() == "viewer.muted");

    auto asked = t.command(loud, {{"id", "c2"}, {"do", "ask"}, {"text", "为什么没有人理我？"}});
    CHECK(status_of(asked) == "pending");
    auto voted = t.command(loud, {{"id", "v2"}, {"do", "unvote"}, {"question", q}});
    CHECK(voted.at("votes").as_int64() == 1);
    CHECK(t.command(loud, {{"id", "v3"}, {"do", "vote"}, {"question", q}}).at("votes").as_int64() == 2);
    CHECK(t.h->sums.votes(slug).at(q) == 1);
    for (const auto& told : heard_by(t, loud)) CHECK(!told.at("type").as_string().starts_with("viewer."));
    auto hello = t.hello(loud);
    CHECK(hello.at("mine").at("votes").at(0).as_string() == q);
    CHECK(!hello.at("snapshot").as_object().contains("muted"));
    CHECK(json::serialize(hello).find("muted") == std::string::npos);

    t.command(m, {{"id", "m3"}, {"do", "unmute"}, {"viewer", loud.id()}});
    CHECK(t.h->sums.votes(slug).at(q) == 2);
    CHECK(t.hello(m).at("snapshot").at("muted").as_array().empty());
}

TEST_CASE(
    "who is muted, or uses a word that rejects, sees a question published that all others do not, and can vote for it") {
    test_hall t;
    auto calm = t.viewer("安静"), loud = t.viewer("吵闹"), advert = t.viewer("广告");
    auto m = t.staff(role::moderator);
    t.run(set_asking(*t.h, slug, {.moderation = domain::moderation::after})).value();
    t.run(set_words(*t.h, slug,
                    {1, {{"加微信", domain::word_effect::reject}, {"投诉", domain::word_effect::hold}}}))
        .value();
    t.command(m, {{"id", "m1"}, {"do", "mute"}, {"viewer", loud.id()}});
    int n = 0;
    auto ask = [&](const domain::caller& who, const std::string& text) {
        return t.command(who, {{"id", "c" + std::to_string(++n)}, {"do", "ask"}, {"text", text}});
    };
    const auto open = ask(calm, "门店的人还做什么？");
    // The names of the fields: what somebody who reads the wire could compare.
    auto with_fields = [](const json::value& q) {
        std::set<std::string> names;
        for (const auto& [name, value] : q.as_object()) names.insert(name);
        return names;
    };
    auto news_of = [&](const domain::caller& who, const json::value& question) {
        std::vector<std::pair<std::string, std::set<std::string>>> news;
        for (const auto& told : heard_by(t, who))
            if (told.contains("question") && told.at("question").at("id") == question.at("id"))
                news.emplace_back(std::string{told.at("type").as_string()} + " " +
                                      std::string{told.at("question").at("status").as_string()} + " " +
                                      std::to_string(told.at("question").at("version").as_int64()),
                                  with_fields(told.at("question")));
        return news;
    };
    const auto usual = news_of(calm, open.at("question"));
    REQUIRE(usual.size() == 2);
    t.command(m, {{"id", "e0"}, {"do", "edit"}, {"question", open.at("question").at("id")}, {"text", "店员还做什么？"}});
    t.command(calm, {{"id", "w"}, {"do", "withdraw"}, {"question", open.at("question").at("id")}});
    const auto in_the_end = news_of(calm, open.at("question"));
    for (const auto& who : {loud, advert}) {
        auto asked = ask(who, who.id() == loud.id() ? "门店的人还做什么？" : "加微信");
        const auto id = asked.at("question").at("id");
        CHECK(status_of(asked) == "published");
        CHECK(with_fields(asked.at("question")) == with_fields(open.at("question")));
        CHECK(news_of(who, asked.at("question")) == usual);
        auto mine = t.hello(who).at("mine").at("questions").at(0);
        CHECK(mine.at("status").as_string() == "published");
        CHECK(json::serialize(t.hello(who)).find("blocked") == std::string::npos);
        // Nobody else sees it; moderators have it waiting, without a time of publication.
        CHECK(json::serialize(t.hello(calm)).find(std::string{id.as_string()}) == std::string::npos);
        const auto waiting = t.hello(m).at("snapshot").at("questions").as_array();
        for (const auto& q : waiting)
            if (q.at("id") == id) {
                CHECK(q.at("status").as_string() == "pending");
                CHECK(!q.as_object().contains("published_at"));
            }
        CHECK(t.command(who, {{"id", "v"}, {"do", "vote"}, {"question", id}}).at("votes").as_int64() == 1);
        CHECK(code_of(t.command(calm, {{"id", "v"}, {"do", "vote"}, {"question", id}})) ==
              "unknown_question");
        CHECK(!t.h->sums.votes(slug).contains(std::string{id.as_string()}));
        t.command(m, {{"id", "e" + who.id()}, {"do", "edit"}, {"question", id}, {"text", "店员还做什么？"}});
        t.command(who, {{"id", "w"}, {"do", "withdraw"}, {"question", id}});
        CHECK(news_of(who, asked.at("question")) == in_the_end);
    }
    CHECK(status_of(ask(calm, "投诉")) == "pending"); // a word that holds is told to everybody
    CHECK(status_of(ask(loud, "投诉")) == "pending");
}

TEST_CASE("who is muted finds his votes counted when he comes again, and nobody else does") {
    test_hall t;
    auto calm = t.viewer("安静"), loud = t.viewer("吵闹");
    auto m = t.staff(role::moderator);
    auto q = ask_for_id(t, calm, "c1"), other = ask_for_id(t, calm, "c2");
    for (const auto& id : {q, other}) t.command(m, {{"id", "m" + id}, {"do", "approve"}, {"question", id}});
    t.command(m, {{"id", "m2"}, {"do", "mute"}, {"viewer", loud.id()}});
    t.command(loud, {{"id", "v1"}, {"do", "vote"}, {"question", q}});
    t.command(calm, {{"id", "v2"}, {"do", "vote"}, {"question", other}});
    auto first = [&](const domain::caller& who, std::optional<std::int64_t> since = {}) {
        auto tick = json::parse(first_tick(*t.h, slug, t.join(who, since, t.h->epoch)));
        auto votes = tick.as_object().contains("votes") ? tick.at("votes") : json::value(json::object{});
        return votes.as_object();
    };
    CHECK(first(loud).at(q).as_int64() == 1);
    CHECK(first(loud, 0).at(q).as_int64() == 1); // a resume
    CHECK(first(loud).at(other).as_int64() == 1);
    CHECK(!first(calm).contains(q));
}

TEST_CASE("a sum that changed while a question was hidden is told to who comes once it is shown again") {
    test_hall t;
    auto asker = t.viewer("甲"), voter = t.viewer("乙");
    auto m = t.staff(role::moderator);
    const auto q = ask_for_id(t, asker, "c1");
    t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", q}});
    for (const auto& who : {asker, voter}) t.command(who, {{"id", "v1"}, {"do", "vote"}, {"question", q}});
    t.command(m, {{"id", "m2"}, {"do", "reject"}, {"question", q}});
    t.command(m, {{"id", "m3"}, {"do", "mute"}, {"viewer", voter.id()}});
    t.command(m, {{"id", "m4"}, {"do", "restore"}, {"question", q}});
    t.command(m, {{"id", "m5"}, {"do", "approve"}, {"question", q}});
    const auto tick = json::parse(first_tick(*t.h, slug, t.join(asker, {}, t.h->epoch)));
    CHECK(tick.at("votes").at(q).as_int64() == 1);
}

TEST_CASE("who follows a merged question hears of every step, and of what was never public nobody does") {
    test_hall t;
    auto asker = t.viewer("甲"), voter = t.viewer("乙");
    auto m = t.staff(role::moderator);
    commands act{t, m};
    const auto shown = ask_for_id(t, asker, "c1"), waiting = ask_for_id(t, asker, "c2"),
               last = ask_for_id(t, asker, "c3"), never = ask_for_id(t, asker, "c4");
    act("approve", shown);
    act("approve", last);
    act("merge", shown, {{"into", waiting}});
    act("merge", waiting, {{"into", last}}); // not public itself, but what is public is in it
    CHECK(heard_by(t, voter).back().at("question").at("merged_into").as_string() == last);
    act("restore", waiting);
    CHECK(heard_by(t, voter).back().at("question").at("id").as_string() == waiting);
    auto other = t.viewer("丙");
    const auto own = ask_for_id(t, other, "c5");
    act("merge", own, {{"into", never}});
    act("merge", never, {{"into", last}});
    CHECK(heard_by(t, other).back().at("question").at("merged_into").as_string() == last);
    act("restore", never);
    CHECK(heard_by(t, other).back().at("question").at("id").as_string() == never);
    for (const auto& told : heard_by(t, voter))
        CHECK(json::serialize(told).find(never) == std::string::npos);
}

TEST_CASE("merged through two steps and brought back in any order, everybody is told the sums as they were") {
    test_hall t;
    auto asker = t.viewer(), voter = t.viewer("另一位");
    auto m = t.staff(role::moderator);
    std::vector<std::string> q;
    commands act{t, m};
    for (const char* id : {"c1", "c2", "c3"}) {
        q.push_back(ask_for_id(t, asker, id));
        act("approve", q.back());
    }
    t.command(voter, {{"id", "v1"}, {"do", "vote"}, {"question", q[0]}});
    t.command(asker, {{"id", "v1"}, {"do", "vote"}, {"question", q[2]}});
    act("merge", q[0], {{"into", q[1]}});
    act("merge", q[1], {{"into", q[2]}});
    CHECK(t.h->sums.votes(slug).at(q[2]) == 2);
    CHECK(t.hello(voter).at("mine").at("votes").as_array().size() == 1);
    CHECK(t.hello(voter).at("mine").at("merged").as_object().size() == 2); // where his vote counts
    CHECK(status_of(act("restore", q[0])) == "pending");
    CHECK(t.h->sums.votes(slug).at(q[2]) == 1);
    act("restore", q[1]);
    CHECK(t.h->sums.votes(slug).at(q[2]) == 1);
    CHECK(act("approve", q[0]).at("question").at("votes").as_int64() == 1);
    CHECK(act("approve", q[1]).at("question").at("votes").as_int64() == 0);
}

TEST_CASE("the rejection of a question that was answered is taken back to the very moments of its answer") {
    test_hall t;
    auto asker = t.viewer();
    auto m = t.staff(role::moderator);
    auto q = ask_for_id(t, asker, "c1");
    auto act = [&](const std::string& what) {
        t.now += 1000;
        return t.command(m, {{"id", what}, {"do", what}, {"question", q}});
    };
    act("stage");
    const auto answered = act("answer").at("question");
    act("reject");
    const auto again = act("restore").at("question");
    CHECK(again.at("status").as_string() == "answered");
    for (const char* moment : {"published_at", "staged_at", "answered_at"})
        CHECK(again.at(moment) == answered.at(moment));
}

TEST_CASE(
    "the workbook of all questions says the same as the table, and what nobody saw was never published") {
    test_hall t;
    auto loud = t.viewer("=SUM(A1)");
    auto m = t.staff(role::moderator), o = t.staff(role::organizer);
    t.run(set_asking(*t.h, slug, {.moderation = domain::moderation::after})).value();
    ask_for_id(t, loud, "c1");
    t.command(m, {{"id", "m1"}, {"do", "mute"}, {"viewer", loud.id()}});
    ask_for_id(t, loud, "c2"); // is shown as published to its asker
    const auto csv = t.run(export_questions(*t.h, o.member, wire::table_format::csv, domain::language::en));
    const auto xlsx = t.run(export_questions(*t.h, o.member, wire::table_format::xlsx, domain::language::en));
    const auto lines = wire::read_sheet(csv.value()).value().rows,
               rows = wire::read_sheet(xlsx.value()).value().rows;
    REQUIRE(lines.size() == 3);
    REQUIRE(rows.size() == 3);
    constexpr int asker = 2, status = 8, published_at = 10;
    CHECK(rows[0].cells == lines[0].cells);
    CHECK(lines[1].cells.at(asker) == "'=SUM(A1)");
    CHECK(rows[1].cells.at(asker) == "=SUM(A1)"); // a text, not a formula
    for (const auto& table : {lines, rows}) {
        CHECK(table[1].cells.at(status) == "Published");
        CHECK(!table[1].cells.at(published_at).empty());
        CHECK(table[2].cells.at(status) == "To review");
        CHECK((table[2].cells.size() <= published_at || table[2].cells[published_at].empty()));
    }
}

TEST_CASE("only moderators mute, and only viewers of their own event") {
    test_hall t;
    auto viewer = t.viewer();
    auto mute = [&](const domain::caller& who, const std::string& whom) {
        return t.command(who, {{"id", "m"}, {"do", "mute"}, {"viewer", whom}});
    };
    for (auto as : {role::desk, role::speaker}) CHECK(code_of(mute(t.staff(as), viewer.id())) == "forbidden");
    CHECK(code_of(mute(viewer, viewer.id())) == "forbidden");
    CHECK(code_of(mute(t.staff(role::moderator), "nobody")) == "unknown_viewer");
    auto elsewhere = t.staff(role::moderator);
    elsewhere.member.event = "other";
    CHECK(code_of(mute(elsewhere, viewer.id())) == "unknown_viewer");
}

} // namespace jiangtang::app::testing
