// The afternoon as its people live it, over real sockets against the real program.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

namespace jiangtang::test {
namespace {

std::string check_in(browser& desk, const std::string& id, const std::string& ticket,
                     const std::string& table, json::value* whole = nullptr) {
    auto a =
        desk.must_post(demo + "/check-ins",
                       {{"id", id}, {"ticket", ticket}, {"desk", table}, {"scanned_at", 1'600'754'400'000}});
    if (whole) *whole = a;
    return text_at(a, "result");
}

std::vector<std::int64_t> numbers(std::int64_t from, std::int64_t to) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(to - from + 1));
    std::iota(all.begin(), all.end(), from);
    return all;
}

/// Of what an organizer heard: the notices that everybody hears, which are those about questions already published.
std::vector<std::string> public_part(const std::vector<std::string>& heard) {
    std::vector<std::string> out;
    for (const auto& n : heard) {
        auto type = text_at(parsed(n), "type");
        if (type.starts_with("question.") && type != "question.asked") out.push_back(n);
    }
    return out;
}

} // namespace

TEST_CASE("two seats are given to the first two of three, and a cancelled seat goes to who waits") {
    hall h;
    browser guest{h};
    auto lin = guest.registers("reg-1", "林一帆", "138 0013 8000");
    auto shan = guest.registers("reg-2", "单文", "13800138001");
    auto gu = guest.registers("reg-3", "古丽娜尔·买买提江", "13800138002");
    CHECK(text_at(lin, "registration/status") == "confirmed");
    CHECK(text_at(lin, "ticket/seat") == "1-1");
    CHECK(text_at(shan, "ticket/seat") == "1-2");
    CHECK(text_at(gu, "registration/status") == "waitlisted");
    CHECK(number_at(gu, "registration/position") == 1);
    CHECK(!has(gu, "ticket/seat"));
    CHECK(text_at(lin, "ticket/url") == guest.origin() + "/ticket/" + text_at(lin, "ticket/code"));

    CHECK(guest.registers("reg-1", "林一帆", "138 0013 8000") == lin);
    auto other = guest.post(
        demo + "/registrations",
        R"({"id":"reg-1","attendance":"online","name":"林一帆","phone":"13800138000","consent":true})");
    CHECK(other.status == 409);
    CHECK(text_at(parsed(other.body), "code") == "id_reused");

    auto seats = guest.must_get(demo);
    CHECK(number_at(seats, "event/seats/left") == 0);
    CHECK(number_at(seats, "event/seats/waitlisted") == 1);

    auto path = "/api/tickets/" + text_at(lin, "ticket/code");
    CHECK(text_at(guest.must_post(path + "/cancel", json::object{}), "ticket/status") == "cancelled");
    CHECK(text_at(guest.must_post(path + "/cancel", json::object{}), "ticket/status") == "cancelled");
    auto promoted = guest.must_get("/api/tickets/" + text_at(gu, "ticket/code"));
    CHECK(text_at(promoted, "ticket/status") == "confirmed");
    CHECK(text_at(promoted, "ticket/seat") == "1-1");
    CHECK(!has(promoted, "ticket/position"));
}

TEST_CASE("a guest corrects a name and moves between hall and stream, and the desk hears of it") {
    hall h;
    browser guest{h};
    browser desk{h};
    desk.sign_in(h.token("desk"));
    feed board{desk, "&as=desk"};
    const auto lin = guest.registers("reg-1", "林一帆", "13800138000");
    guest.registers("reg-2", "单文", "13800138001");
    const auto gu = guest.registers("reg-3", "古丽娜尔·买买提江", "13800138002");
    const auto path = "/api/tickets/" + text_at(lin, "ticket/code");
    const json::object online{
        {"id", "chg-1"}, {"attendance", "online"}, {"name", "林亦凡"}, {"organization", "百联集团"}};
    const auto changed = guest.must_post(path + "/change", online);
    CHECK(text_at(changed, "ticket/attendance") == "online");
    CHECK(text_at(changed, "ticket/name") == "林亦凡");
    CHECK(text_at(changed, "ticket/organization") == "百联集团");
    CHECK(!has(changed, "ticket/seat"));
    const auto heard = board.read_type("registration.changed");
    CHECK(text_at(heard, "guest/pinyin") == "lin yi fan");
    CHECK(number_at(heard, "online") == number_at(board.hello(), "snapshot/event/online") + 1);
    CHECK(text_at(board.read_type("registration.promoted"), "guest/registration") ==
          text_at(gu, "registration/id"));
    CHECK(text_at(desk.must_get(demo + "/registrations?q=%E6%9E%97%E4%BA%A6%E5%87%A1"),
                  "registrations/0/attendance") == "online");

    const json::object back{{"id", "chg-2"}, {"attendance", "in_person"}, {"name", "林亦凡"}};
    CHECK(number_at(guest.must_post(path + "/change", back), "ticket/position") == 1);
    CHECK(guest.must_post(path + "/change", online) ==
          changed); // the first again: its answer, and nothing happens
    CHECK(number_at(guest.must_get(path), "ticket/position") == 1);

    guest.must_post(path + "/cancel", json::object{});
    CHECK(
        text_at(guest.must_post(path + "/change",
                                json::object{{"id", "chg-3"}, {"attendance", "online"}, {"name", "x"}}, 409),
                "code") == "wrong_state");
    CHECK(
        text_at(guest.must_post(path + "/change",
                                json::object{{"id", "chg-4"}, {"attendance", "online"}, {"name", " "}}, 422),
                "field") == "name");
    CHECK(text_at(guest.must_post("/api/tickets/2222222222/change", back, 404), "code") == "unknown_ticket");
}

TEST_CASE("a ticket admits once, and the second scan says when and at which desk the first was") {
    hall h;
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    auto lin = guest.registers("r1", "林一帆", "13800138000");
    guest.registers("r2", "单文", "13800138001");
    auto waiting = guest.registers("r3", "古丽娜尔", "13800138002");
    auto online = guest.registers("r4", "欧阳明", "13800138003", "online");
    auto code = text_at(lin, "ticket/code");

    json::value first, second;
    CHECK(check_in(desk, "c1", code, "1 号台", &first) == "admitted");
    CHECK(text_at(first, "guest/seat") == "1-1");
    CHECK(number_at(first, "arrivals/admitted") == 1);
    CHECK(number_at(first, "arrivals/expected") == 2);
    // The scanner read the address of the ticket page; the desk is another.
    CHECK(check_in(desk, "c2", text_at(lin, "ticket/url"), "2 号台", &second) == "already_in");
    CHECK(text_at(second, "first/desk") == "1 号台");
    CHECK(number_at(second, "first/at") == number_at(first, "at"));
    // The answer was lost and the desk sends again: not a second scan.
    CHECK(check_in(desk, "c1", code, "1 号台") == "admitted");
    CHECK(check_in(desk, "c3", text_at(waiting, "ticket/code"), "1 号台") == "waitlisted");
    CHECK(check_in(desk, "c4", text_at(online, "ticket/code"), "1 号台") == "online_only");
    CHECK(check_in(desk, "c5", "ZZZZZZZZZZ", "1 号台") == "unknown");

    auto found = desk.must_get(demo + "/registrations?q=lyf");
    CHECK(text_at(found, "registrations/0/name") == "林一帆");
    CHECK(text_at(found, "registrations/0/desk") == "1 号台");
    CHECK(text_at(desk.must_get(demo + "/registrations?q=8001"), "registrations/0/pinyin") == "shan wen");
    CHECK(guest.get(demo + "/registrations?q=lyf").status == 401);
    auto cancel = guest.post("/api/tickets/" + code + "/cancel", "{}");
    CHECK(text_at(parsed(cancel.body), "code") == "wrong_state");
}

TEST_CASE(
    "who comes without a registration goes in while there are seats, and waits behind the others after that") {
    hall h;
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    feed board{desk, "&as=desk"};
    guest.registers("r1", "林一帆", "13800138000");
    json::object zhou{
        {"id", "w1"}, {"name", "周敏"}, {"consent", true}, {"desk", "1号台"}, {"scanned_at", 1600753200000}};
    const auto path = demo + "/walk-ins";
    CHECK(guest.post(path, json::serialize(zhou)).status == 401);
    const auto in = desk.must_post(path, zhou);
    CHECK(text_at(in, "result") == "admitted");
    CHECK(text_at(in, "guest/seat") == "1-2");
    CHECK(text_at(in, "guest/desk") == "1号台");
    CHECK(number_at(in, "arrivals/admitted") == 1);
    CHECK(text_at(board.read_type("registration.created"), "guest/name") == "林一帆");
    CHECK(text_at(board.read_type("registration.created"), "guest/name") == "周敏");
    CHECK(text_at(board.read_type("check_in.admitted"), "guest/name") == "周敏");
    CHECK(desk.must_post(path, zhou) == in); // again: the same guest

    zhou["id"] = "w2";
    zhou["name"] = "单文";
    zhou["phone"] = "138 0013 8009";
    const auto late = desk.must_post(path, zhou);
    CHECK(text_at(late, "result") == "waitlisted");
    CHECK(number_at(late, "guest/position") == 1);
    CHECK(text_at(late, "guest/phone_last4") == "8009");
    zhou["id"] = "w3";
    zhou["consent"] = false;
    CHECK(text_at(desk.must_post(path, zhou, 422), "field") == "consent");
}

TEST_CASE(
    "a phone that is registered already gets the same answer as a new one, and only the desk learns of it") {
    hall h;
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    const auto first = guest.registers("r1", "林一帆", "13800138000", "online");
    const auto second = guest.registers("r2", "林亦凡", "+86 138-0013-8000", "online");
    const auto third = guest.registers("r3", "单文", "13800138001", "online");
    const auto shape = [](const json::value& answer) {
        std::string names;
        for (const auto& part : answer.as_object()) {
            names += std::string{part.key()} + ":";
            for (const auto& member : part.value().as_object()) names += std::string{member.key()} + " ";
        }
        return names;
    };
    CHECK(shape(second) == shape(third));
    CHECK(shape(second) == shape(first));
    const auto ticket = guest.must_get("/api/tickets/" + text_at(second, "ticket/code"));
    CHECK(!has(ticket, "ticket/same_phone"));
    const auto found = desk.must_get(demo + "/registrations?q=lyf");
    CHECK(at(found, "registrations/0/same_phone").as_bool());
    CHECK(at(found, "registrations/1/same_phone").as_bool());
    CHECK(!has(desk.must_get(demo + "/registrations?q=8001"), "registrations/0/same_phone"));
}

TEST_CASE("an admission is taken back with a reason, once, and only the one that the desk saw") {
    hall h;
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    feed board{desk, "&as=desk"};
    const auto lin = guest.registers("r1", "林一帆", "13800138000");
    const auto code = text_at(lin, "ticket/code");
    json::value first, second;
    CHECK(check_in(desk, "c1", code, "1 号台", &first) == "admitted");
    json::object undo{{"id", "u1"},
                      {"registration", at(lin, "registration/id")},
                      {"desk", "2 号台"},
                      {"reason", "认错了人"},
                      {"admitted_at", at(first, "at")}};
    const auto path = demo + "/check-ins/undo";
    CHECK(guest.post(path, json::serialize(undo)).status == 401);
    const auto done = desk.must_post(path, undo);
    CHECK(number_at(done, "arrivals/admitted") == 0);
    CHECK(!has(done, "guest/admitted_at"));
    const auto heard = board.read_type("check_in.undone");
    CHECK(text_at(heard, "desk") == "1 号台");
    CHECK(number_at(heard, "arrivals/admitted") == 0);
    CHECK(desk.must_post(path, undo) == done); // again: the same answer

    // The guest comes back; whoever still saw the first admission does not take the second away.
    CHECK(check_in(desk, "c2", code, "2 号台", &second) == "admitted");
    undo["id"] = "u2";
    CHECK(text_at(desk.must_post(path, undo, 409), "code") == "wrong_state");
    CHECK(check_in(desk, "c3", code, "2 号台") == "already_in");
    undo["id"] = "u3";
    undo["reason"] = " ";
    CHECK(text_at(desk.must_post(path, undo, 422), "field") == "reason");
    undo["reason"] = "x";
    undo["registration"] = "nobody";
    CHECK(text_at(desk.must_post(path, undo, 404), "code") == "unknown_registration");
}

TEST_CASE("a question goes from the asker over the console to the stage, and every feed is complete") {
    hall h;
    browser guest{h}, desk{h}, console{h}, stage{h}, organizer{h}, asker{h}, other{h};
    desk.sign_in(h.token("desk"));
    console.sign_in(h.token("console"));
    stage.sign_in(h.token("stage"));
    organizer.sign_in(h.token("organizer"));
    asker.watch("小陈");
    other.watch();
    feed m{console}, s{stage}, o{organizer}, a{asker}, v{other};
    CHECK(text_at(m.hello(), "role") == "moderator");
    CHECK(text_at(s.hello(), "role") == "speaker");
    CHECK(text_at(o.hello(), "role") == "organizer");
    CHECK(text_at(v.hello(), "role") == "viewer");
    const auto start = o.seq();

    guest.registers("r1", "林一帆", "13800138000");
    auto asked = a.command({{"id", "q1"}, {"do", "ask"}, {"text", "数字化之后，门店的人还做什么？"}});
    auto q = text_at(asked, "question/id");
    CHECK(text_at(asked, "question/status") == "pending");
    CHECK(text_at(asked, "question/name") == "小陈");
    m.read_to(number_at(asked, "seq"));
    CHECK(text_at(parsed(m.notices().back()), "question/text") == text_at(asked, "question/text"));
    CHECK(text_at(v.command({{"id", "v0"}, {"do", "vote"}, {"question", q}}), "error/code") ==
          "unknown_question");

    auto approved = m.command({{"id", "m1"}, {"do", "approve"}, {"question", q}, {"version", 1}});
    CHECK(text_at(approved, "question/status") == "published");
    v.read_type("question.published");
    CHECK(number_at(v.command({{"id", "v1"}, {"do", "vote"}, {"question", q}}), "votes") == 1);
    CHECK(number_at(a.command({{"id", "v1"}, {"do", "vote"}, {"question", q}}), "votes") == 2);
    CHECK(number_at(v.command({{"id", "v1"}, {"do", "vote"}, {"question", q}}), "votes") ==
          1); // the same answer again
    CHECK(number_at(v.command({{"id", "v2"}, {"do", "vote"}, {"question", q}}), "votes") ==
          2); // counted once
    while (m.read_votes(q) != 2) {}

    auto stale = o.command({{"id", "o1"}, {"do", "edit"}, {"question", q}, {"text", "改"}, {"version", 1}});
    CHECK(text_at(stale, "error/code") == "version_conflict");
    CHECK(number_at(stale, "error/question/version") == 2);
    m.command({{"id", "m2"}, {"do", "stage"}, {"question", q}, {"version", 2}});
    CHECK(text_at(s.read_type("question.staged"), "question/id") == q);
    auto done = m.command({{"id", "m3"}, {"do", "answer"}, {"question", q}});
    CHECK(text_at(done, "question/status") == "answered");
    const auto last = number_at(done, "seq");
    for (feed* f : {&m, &s, &o, &a, &v}) f->read_to(last);

    CHECK(o.seqs() == numbers(start + 1, last));
    CHECK(v.notices() == public_part(o.notices()));
    CHECK(s.notices() == public_part(o.notices()));
    CHECK(a.types() == std::vector<std::string>{"question.asked", "question.published", "question.staged",
                                                "question.answered"});
    CHECK(m.types() == a.types());

    // Everybody comes back with what he knew, and gets the very bytes that he would have got.
    auto since = "&since=" + std::to_string(start) + "&epoch=" + o.epoch();
    for (auto [person, before] :
         {std::pair{&console, &m}, {&stage, &s}, {&organizer, &o}, {&asker, &a}, {&other, &v}}) {
        feed again{*person, since};
        CHECK(at(again.hello(), "recovered").as_bool());
        CHECK(again.seq() == last);
        again.read_to(last);
        CHECK(again.notices() == before->notices());
    }
    // A part is missing only: a part is sent. Nothing is missing: nothing.
    feed part{organizer, "&since=" + std::to_string(last - 2) + "&epoch=" + o.epoch()};
    part.read_to(last);
    CHECK(part.seqs() == numbers(last - 1, last));
    feed current{organizer, "&since=" + std::to_string(last) + "&epoch=" + o.epoch()};
    CHECK(current.seq() == last);
    // Another database's epoch, and a seq of the future: a snapshot, never a hole.
    for (const auto& wrong : {"&since=" + std::to_string(start) + "&epoch=other",
                              "&since=" + std::to_string(last + 1) + "&epoch=" + o.epoch()}) {
        feed anew{other, wrong};
        CHECK(!has(anew.hello(), "recovered"));
        CHECK(text_at(anew.hello(), "snapshot/questions/0/status") == "answered");
        CHECK(text_at(anew.hello(), "mine/votes/0") == q);
    }
}

TEST_CASE(
    "what a moderator takes back is forgotten by the public but not by the asker's page or the console") {
    hall h;
    browser console{h}, asker{h}, other{h};
    console.sign_in(h.token("console"));
    asker.watch("小陈");
    other.watch();
    feed m{console}, a{asker}, v{other};
    auto asked = a.command({{"id", "q1"}, {"do", "ask"}, {"text", "广告"}, {"anonymous", true}});
    auto q = text_at(asked, "question/id");
    CHECK(!has(asked, "question/name"));
    m.command({{"id", "m1"}, {"do", "approve"}, {"question", q}});
    CHECK(text_at(v.read_type("question.published"), "question/text") == "广告");
    m.command({{"id", "m2"}, {"do", "reject"}, {"question", q}});
    auto gone = v.read_type("question.rejected");
    CHECK(text_at(gone, "question/status") == "rejected");
    CHECK(!has(gone, "question/text"));
    feed late{other};
    CHECK(at(late.hello(), "snapshot/questions").as_array().empty());
    feed own{asker};
    CHECK(text_at(own.hello(), "mine/questions/0/status") == "rejected");
    CHECK(text_at(m.command({{"id", "m3"}, {"do", "restore"}, {"question", q}}), "question/status") ==
          "pending");
    CHECK(text_at(v.command({{"id", "x"}, {"do", "withdraw"}, {"question", q}}), "error/code") ==
          "unknown_question");
    CHECK(text_at(a.command({{"id", "w"}, {"do", "withdraw"}, {"question", q}}), "question/status") ==
          "withdrawn");
}

TEST_CASE("the organizer edits, starts a segment and the stream, and all pages hear it") {
    hall h;
    browser organizer{h}, other{h};
    organizer.sign_in(h.token("organizer"));
    other.watch();
    feed v{other};
    auto event = at(organizer.must_get(demo), "event");
    auto edit = event.as_object();
    edit["theme"] = "质量强国";
    auto answer = organizer.put(demo, json::serialize(edit));
    REQUIRE(answer.status == 200);
    CHECK(text_at(v.read_type("event.updated"), "event/theme") == "质量强国");
    auto again = organizer.put(demo, json::serialize(edit));
    CHECK(text_at(parsed(again.body), "code") == "version_conflict");

    auto segment = text_at(event, "agenda/3/id");
    organizer.must_post(demo + "/segments/" + segment + "/start", json::object{});
    CHECK(text_at(v.read_type("segment.started"), "segment") == segment);
    CHECK(text_at(organizer.must_get(demo), "event/current") == segment);
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    CHECK(number_at(v.read_type("stream.started"), "live_since") > 0);
    CHECK(number_at(organizer.must_post(demo + "/stream", {{"do", "start"}}), "event/live_since") >
          0); // once more
    organizer.must_post(demo + "/stream", {{"do", "end"}});
    CHECK(number_at(v.read_type("stream.ended"), "ended_at") > 0);
    auto late = v.command({{"id", "q"}, {"do", "ask"}, {"text", "还来得及吗？"}});
    CHECK(text_at(late, "error/code") == "event_ended");
}

TEST_CASE("who joins after a vote, or comes back after it, is told the sum") {
    hall h;
    browser asker{h}, moderator{h}, late{h};
    asker.watch();
    late.watch();
    moderator.sign_in(h.token("console"));
    feed a{asker}, m{moderator};
    auto q = text_at(a.command({{"id", "c1"}, {"do", "ask"}, {"text", "门店的人还做什么？"}}), "question/id");
    m.command({{"id", "m1"}, {"do", "approve"}, {"question", q}});
    feed before{late}; // the snapshot that is kept from here on has no vote
    a.command({{"id", "c2"}, {"do", "vote"}, {"question", q}});
    CHECK(before.read_votes(q) == 1);
    feed joined{late};
    CHECK(joined.read_votes(q) == 1);
    auto since = "&since=" + std::to_string(before.seq()) + "&epoch=" + before.epoch();
    CHECK(feed{late, since}.read_votes(q) == 1);
    h.kill();
    h.start();
    browser again{h};
    again.watch();
    CHECK(feed{again, since}.read_votes(q) == 1);
}

TEST_CASE("an invitation signs in once, for one role, and signing out closes the feed") {
    hall h;
    browser organizer{h}, helper{h}, thief{h};
    organizer.sign_in(h.token("organizer"));
    json::object wanted{{"id", "i1"}, {"role", "moderator"}, {"name", "周敏"}};
    auto invited = organizer.must_post(demo + "/staff", wanted, 201);
    CHECK(organizer.must_post(demo + "/staff", wanted, 201) == invited);
    auto url = text_at(invited, "url");
    auto token = url.substr(url.find('#') + 1);
    helper.sign_in(token);
    auto second = thief.post("/api/sign-in", json::serialize(json::object{{"token", token}}));
    CHECK(second.status == 401);
    CHECK(text_at(parsed(second.body), "code") == "invitation_invalid");
    CHECK(text_at(helper.must_get("/api/session"), "staff/0/name") == "周敏");
    CHECK(helper.get(demo + "/registrations?q=lin").status == 403);
    CHECK(helper.get(demo + "/staff").status == 403);
    feed m{helper, "&as=moderator"};
    CHECK(helper.post("/api/sign-out", "{}").status == 204);
    CHECK(m.socket().read_close() == 4002);
    CHECK(at(helper.must_get("/api/session"), "staff").as_array().empty());
}

TEST_CASE("a signal ends the program and says to every feed that it comes back") {
    hall h;
    browser other{h};
    other.watch();
    feed v{other};
    CHECK(h.stop() == 0);
    CHECK(v.socket().read_close() == 1012);
}

} // namespace jiangtang::test
