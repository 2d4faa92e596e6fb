// Who may do what: signing in, viewers, the desk, and the limits of asking.

#include "app/feed.hpp"
#include "app/test_hall.hpp"

#include <doctest/doctest.h>

#include <fstream>

namespace jiangtang::app::testing {
namespace {

using domain::role;

std::string token_in(const std::string& answer) {
    auto url = std::string{json::parse(answer).at("url").as_string()};
    return url.substr(url.find('#') + 1);
}

template <class T>
std::string wrong(const result<T>& r) {
    return r ? "" : std::string{r.error().code()};
}

} // namespace

TEST_CASE("an invitation is one link however often it is asked for, works once and in time") {
    test_hall t;
    auto o = t.staff(role::organizer);
    auto ask = [&](const std::string& id, const std::string& digest) {
        return t.run(invite(*t.h, o.member, {id, role::moderator, "周敏"}, digest, "http://h"));
    };
    auto first = ask("i1", "d").value();
    CHECK(ask("i1", "d").value() == first);
    CHECK(wrong(ask("i1", "other")) == "id_reused");
    auto in = t.run(sign_in(*t.h, token_in(first), ""));
    REQUIRE(in);
    CHECK(in->who.as == role::moderator);
    CHECK(wrong(t.run(sign_in(*t.h, token_in(first), ""))) == "invitation_invalid");
    auto late = ask("i2", "d").value();
    t.now += t.h->how.invitation_valid;
    CHECK(wrong(t.run(sign_in(*t.h, token_in(late), ""))) == "invitation_invalid");
}

TEST_CASE("a session holds what it signed in for, until it ends or expires") {
    test_hall t;
    auto o = t.staff(role::organizer);
    auto token = [&](const std::string& id, role as) {
        return token_in(t.run(invite(*t.h, o.member, {id, as, "周敏"}, "d", "http://h")).value());
    };
    auto session = t.run(sign_in(*t.h, token("i1", role::desk), ""))->session;
    auto again = t.run(sign_in(*t.h, token("i2", role::moderator), session));
    CHECK(again->session.empty()); // the browser's session goes on and holds both
    auto is = [&](std::optional<role> wanted, const std::string& event = slug) {
        auto found = t.run(identify_staff(*t.h, session, event, wanted));
        return found ? std::string{domain::name_of(found->as)} : wrong(found);
    };
    CHECK(is(role::desk) == "desk");
    CHECK(is(role::moderator) == "moderator");
    CHECK(is({}) == "moderator");
    CHECK(is(role::organizer) == "forbidden");
    CHECK(is(role::desk, "1999-1") == "unknown_event");
    CHECK(wrong(t.run(identify_staff(*t.h, "", slug, {}))) == "sign_in_required");
    CHECK(wrong(t.run(identify_staff(*t.h, "forged", slug, {}))) == "sign_in_required");
    auto boss = t.run(sign_in(*t.h, token("i3", role::organizer), ""))->session;
    CHECK(t.run(identify_staff(*t.h, boss, slug, role::desk))->as == role::desk);
    CHECK(t.run(sign_out(*t.h, session))->size() == 2);
    CHECK(is({}) == "sign_in_required");
    t.now += t.h->how.session_valid;
    CHECK(wrong(t.run(identify_staff(*t.h, boss, slug, {}))) == "sign_in_required");
}

TEST_CASE(
    "who is taken off holds no role and opens no link any more, and hears nothing of a feed that was being opened") {
    test_hall t;
    auto o = t.staff(role::organizer);
    auto asked = [&](const std::string& id, role as) {
        return t.run(invite(*t.h, o.member, {id, as, "周敏"}, "d", "http://h")).value();
    };
    auto id_in = [](const std::string& answer) {
        return std::string{json::parse(answer).at("staff").at("id").as_string()};
    };
    auto joined = asked("i1", role::desk), waits = asked("i2", role::desk);
    auto by = t.run(sign_in(*t.h, token_in(asked("i3", role::organizer)), ""))->who;
    auto remove = [&](const std::string& member, const std::string& id) {
        return t.run(dismiss(*t.h, by, member, id, "d"));
    };
    auto session = t.run(sign_in(*t.h, token_in(joined), ""))->session;
    auto opening = t.run(identify_staff(*t.h, session, slug, role::desk)).value();
    CHECK(t.run(join(*t.h, {.who = opening, .since = {}, .epoch = {}})));
    auto first = remove(id_in(joined), "r1");
    REQUIRE(first);
    CHECK(remove(id_in(joined), "r1").value() == first.value());
    CHECK(wrong(remove(id_in(joined), "r2")) == "not_found");
    CHECK(wrong(t.run(identify_staff(*t.h, session, slug, role::desk))) == "sign_in_required");
    CHECK(wrong(t.run(join(*t.h, {.who = opening, .since = {}, .epoch = {}}))) ==
          "sign_in_required"); // identified before, joining after
    CHECK(remove(id_in(waits), "r3"));
    CHECK(asked("i2", role::desk) == waits); // the same answer, whose link opens nothing any more
    CHECK(wrong(t.run(sign_in(*t.h, token_in(waits), ""))) == "invitation_invalid");
    CHECK(wrong(remove(by.id, "r4")) == "wrong_state"); // the other organizer has not opened the link
}

TEST_CASE("staff of one event are nobody at another, and a ticket of another event opens no door") {
    test_hall t;
    t.add_event("2020-2");
    auto o = t.staff(role::organizer);
    auto answer = t.run(invite(*t.h, o.member, {"i1", role::organizer, "周敏"}, "d", "http://h")).value();
    auto session = t.run(sign_in(*t.h, token_in(answer), ""))->session;
    CHECK(t.run(identify_staff(*t.h, session, slug, role::desk)));
    CHECK(wrong(t.run(identify_staff(*t.h, session, "2020-2", role::desk))) == "forbidden");
    CHECK(wrong(t.run(identify_staff(*t.h, session, "2020-2", {}))) == "forbidden");

    auto code = std::string{t.guest("r1").at("ticket").at("code").as_string()};
    auto elsewhere = t.staff(role::desk).member;
    elsewhere.event = "2020-2";
    auto seen = json::parse(
        t.run(check_in(*t.h, elsewhere, {{"s1", "1 号台", noon, false, false, "", 0}, code, ""})).value());
    CHECK(seen.at("result").as_string() == "wrong_event");
    CHECK(seen.at("event").at("slug").as_string() == slug);
    CHECK(!seen.as_object().contains("guest")); // another event's guests are not this desk's business
    wire::viewer_request r;
    r.ticket = code;
    CHECK(wrong(t.run(become_viewer(*t.h, "2020-2", r, ""))) == "unknown_ticket");
    auto q = ask_for_id(t, t.viewer(), "c1");
    auto m = t.staff(role::moderator);
    m.member.event = "2020-2";
    CHECK(code_of(t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", q}})) == "unknown_question");
}

TEST_CASE("a viewer is known by a cookie that we signed for this event, and by no other") {
    test_hall t;
    wire::viewer_request r;
    r.name = "小陈";
    auto made = t.run(become_viewer(*t.h, slug, r, "")).value();
    CHECK(t.run(identify_viewer(*t.h, made.cookie, slug))->person.name == "小陈");
    CHECK(wrong(t.run(identify_viewer(*t.h, made.cookie, "2020-2"))) == "sign_in_required");
    CHECK(wrong(t.run(identify_viewer(*t.h, made.cookie + "x", slug))) == "sign_in_required");
    CHECK(wrong(t.run(identify_viewer(*t.h, "v123.abc", slug))) == "sign_in_required");
    CHECK(wrong(t.run(identify_viewer(*t.h, "", slug))) == "sign_in_required");

    r.name = "陈";
    auto again = t.run(become_viewer(*t.h, slug, r, made.cookie)).value();
    CHECK(again.who.id == made.who.id);
    CHECK(again.who.name == "陈");
    CHECK(again.cookie.empty());
    auto g = t.guest("r1");
    r.ticket = std::string{g.at("ticket").at("url").as_string()};
    auto seated = t.run(become_viewer(*t.h, slug, r, made.cookie)).value();
    CHECK(seated.who.seat == "1-1");
    CHECK(seated.who.from == domain::place::hall);
    r.ticket = "ZZZZZZZZZZ";
    CHECK(wrong(t.run(become_viewer(*t.h, slug, r, ""))) == "unknown_ticket");
    CHECK(wrong(t.run(become_viewer(*t.h, "1999-1", {}, ""))) == "unknown_event");
}

TEST_CASE("a scan that was made while the network was gone is recorded once when it comes") {
    test_hall t;
    auto desk = t.staff(role::desk).member, second = t.staff(role::desk).member;
    auto code = std::string{t.guest("r1").at("ticket").at("code").as_string()};
    wire::check_in_request scan{{"s1", "1 号台", noon - 5000, true, true, "d1", 1}, code, ""};
    auto first = t.run(check_in(*t.h, desk, scan)).value();
    CHECK(json::parse(first).at("result").as_string() == "admitted");
    CHECK(t.run(check_in(*t.h, desk, scan)).value() == first);
    auto reused = scan;
    reused.desk = "2 号台";
    CHECK(wrong(t.run(check_in(*t.h, desk, reused))) == "id_reused");
    // Another who signed in at the same device sends it again: it is the same scan.
    CHECK(t.run(check_in(*t.h, second, scan)).value() == first);
    scan.id = "s2";
    CHECK(json::parse(t.run(check_in(*t.h, second, scan)).value()).at("result").as_string() == "already_in");
}

TEST_CASE("everybody does his own commands only") {
    test_hall t;
    auto asker = t.viewer(), other = t.viewer("另一位");
    auto q = ask_for_id(t, asker, "c1");
    auto try_it = [&](const domain::caller& who, const char* what) {
        static int n = 0;
        return code_of(t.command(
            who, {{"id", "t" + std::to_string(++n)}, {"do", what}, {"question", q}, {"text", "x"}}));
    };
    for (const char* act :
         {"approve", "reject", "stage", "answer", "restore", "pin", "unpin", "edit", "reply", "assign"}) {
        CHECK(try_it(asker, act) == "forbidden");
        CHECK(try_it(t.staff(role::desk), act) == "forbidden");
        CHECK(try_it(t.staff(role::speaker), act) == "forbidden");
    }
    for (const char* act : {"ask", "vote", "unvote", "withdraw"}) {
        CHECK(try_it(t.staff(role::moderator), act) == "forbidden");
        CHECK(try_it(t.staff(role::organizer), act) == "forbidden");
    }
    CHECK(try_it(other, "withdraw") == "unknown_question");
    CHECK(try_it(other, "vote") == "unknown_question"); // not public yet
}

TEST_CASE("asking too fast and too much is refused, and a refusal takes no number") {
    hall_settings how;
    how.most_questions = 12;
    test_hall t{2, how};
    auto asker = t.viewer();
    int asked = 0;
    json::value last;
    for (int i = 0; i < 20; ++i) {
        last = t.command(asker, {{"id", "c" + std::to_string(i)}, {"do", "ask"}, {"text", "?"}});
        if (last.as_object().contains("ok")) ++asked;
    }
    CHECK(asked == 8);
    CHECK(code_of(last) == "rate_limited");
    auto again = t.command(asker, {{"id", "c0"}, {"do", "ask"}, {"text", "?"}});
    // What was answered is answered again, limit or not.
    CHECK(again.at("question").at("number").as_int64() == 1);
    t.now += last.at("error").at("retry_after_ms").as_int64();
    CHECK(t.command(asker, {{"id", "c19"}, {"do", "ask"}, {"text", "?"}})
              .at("question")
              .at("number")
              .as_int64() == 9);
    for (int i = 0; i < 3; ++i) ask_for_id(t, t.viewer(), "c");
    CHECK(code_of(t.command(t.viewer(), {{"id", "c"}, {"do", "ask"}, {"text", "?"}})) ==
          "too_many_questions");
}

TEST_CASE("putting a question on stage takes the one there down, in one step for everybody") {
    test_hall t;
    auto asker = t.viewer();
    auto m = t.staff(role::moderator);
    auto one = ask_for_id(t, asker, "c1"), two = ask_for_id(t, asker, "c2");
    t.command(m, {{"id", "m1"}, {"do", "stage"}, {"question", one}});
    auto before = t.join(m).seq;
    t.command(m, {{"id", "m2"}, {"do", "stage"}, {"question", two}});
    auto told = t.join(t.viewer(), before, t.h->epoch).messages;
    REQUIRE(told.size() == 3);
    CHECK(json::parse(told[1]).at("type").as_string() == "question.answered");
    CHECK(json::parse(told[1]).at("question").at("id").as_string() == one);
    CHECK(json::parse(told[2]).at("type").as_string() == "question.staged");
    CHECK(json::parse(told[2]).at("question").at("id").as_string() == two);
}

TEST_CASE("a merge gives the votes on, and cannot go into what is merged or elsewhere") {
    test_hall t;
    auto a = t.viewer(), b = t.viewer("另一位");
    auto m = t.staff(role::moderator);
    auto one = ask_for_id(t, a, "c1"), two = ask_for_id(t, b, "c1"), three = ask_for_id(t, b, "c2");
    int n = 0;
    auto act = [&](const char* what, const std::string& q, json::object more = {}) {
        json::object c{{"id", "m" + std::to_string(++n)}, {"do", what}, {"question", q}};
        for (auto& [k, v] : more) c[k] = v;
        return t.command(m, c);
    };
    for (const auto& q : {one, two, three}) act("approve", q);
    t.command(a, {{"id", "v1"}, {"do", "vote"}, {"question", one}});
    t.command(a, {{"id", "v2"}, {"do", "vote"}, {"question", two}});
    t.command(b, {{"id", "v1"}, {"do", "vote"}, {"question", one}});
    CHECK(code_of(act("merge", one, {{"into", "nothing"}})) == "unknown_question");
    auto merged = act("merge", one, {{"into", two}});
    CHECK(merged.at("question").at("merged_into").as_string() == two);
    CHECK(code_of(act("merge", three, {{"into", one}})) == "wrong_state");
    // The public hears that it is gone and where its votes went, the asker the whole question.
    CHECK(t.join(a, 0, t.h->epoch).messages.back().find("\"text\"") != std::string::npos);
    const auto stub = t.join(t.viewer("第三位"), 0, t.h->epoch).messages.back();
    CHECK(stub.find("\"merged_into\":\"" + two) != std::string::npos);
    CHECK(stub.find("\"text\"") == std::string::npos);
    auto shown = t.hello(a).at("snapshot").at("questions").as_array();
    REQUIRE(shown.size() == 2);
    CHECK(shown[0].at("votes").as_int64() == 2);
    act("restore", one);
    CHECK(t.hello(a).at("snapshot").at("questions").as_array()[0].at("votes").as_int64() == 1);
    CHECK(act("reject", three).at("ok").as_bool());
    CHECK(code_of(act("merge", one, {{"into", three}})) == "wrong_state");
    CHECK(code_of(act("assign", two, {{"talk", "nowhere"}})) == "unknown_segment");
    CHECK(act("edit", two, {{"text", "改"}}).at("question").at("original").as_string() ==
          "门店的人还做什么？");
    CHECK(act("edit", two, {{"text", "再改"}}).at("question").at("original").as_string() ==
          "门店的人还做什么？");
}

TEST_CASE("the keys of a folder are made once, readable by nobody else, and a damaged file is said to be") {
    test_hall t;
    auto folder = t.h->how.data;
    auto again = secrets::load(folder);
    CHECK(again.viewer_key == t.h->keys.viewer_key);
    CHECK(again.phone_key.size() == 32);
    CHECK(again.phone_key != again.viewer_key.substr(0, 32));
    using std::filesystem::perms;
    auto rights = std::filesystem::status(folder / "secret").permissions();
    CHECK((rights & (perms::group_all | perms::others_all)) == perms::none);
    std::ofstream{folder / "secret"} << "short";
    CHECK_THROWS_WITH_AS(secrets::load(folder), doctest::Contains("secret"), std::runtime_error);
}

} // namespace jiangtang::app::testing
