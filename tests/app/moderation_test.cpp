// Moderating: who did what is kept, everything can be undone, and who is muted does not notice.

#include "app/test_hall.hpp"

#include <doctest/doctest.h>

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
    act("m5", "restore", q);
    t.command(asker, {{"id", "w"}, {"do", "withdraw"}, {"question", q}});
    CHECK(acts_of(t, q) == std::vector<std::string>{"ask asker", "stage staff 李静", "answer staff 李静",
                                                    "reject staff 李静: 时间不够", "restore staff 李静",
                                                    "withdraw asker"});
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
    int n = 0;
    auto act = [&](const std::string& what, const std::string& question, json::object more = {}) {
        more["id"] = "m" + std::to_string(++n);
        more["do"] = what;
        more["question"] = question;
        return t.command(m, more);
    };
    auto fresh = [&] { return ask_for_id(t, asker, "q" + std::to_string(++n)); };
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
