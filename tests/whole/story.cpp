// The afternoon as its people live it, over real sockets against the real program.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <numeric>

namespace jiangtang::test {
namespace {

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

TEST_CASE(
    "an organizer takes off who lost a phone or got a wrong link, at once, but never the last organizer") {
    hall h;
    browser organizer{h}, other{h}, helper{h}, late{h};
    organizer.sign_in(h.token("organizer"));
    const auto invite = [&](const char* id, const char* role) {
        return organizer.must_post(demo + "/staff",
                                   json::object{{"id", id}, {"role", role}, {"name", "周敏"}}, 201);
    };
    const auto token_in = [](const json::value& invited) {
        auto url = text_at(invited, "url");
        return url.substr(url.find('#') + 1);
    };
    const auto remove = [&](browser& by, const std::string& member, const char* id) {
        return by.post(demo + "/staff/" + member + "/remove", json::serialize(json::object{{"id", id}}));
    };
    const auto moderator = invite("i1", "moderator"), unopened = invite("i2", "desk");
    helper.sign_in(token_in(moderator));
    helper.sign_in(h.token("stage")); // one session, two roles
    feed m{helper, "&as=moderator"}, s{helper, "&as=speaker"};

    const auto gone = text_at(moderator, "staff/id");
    CHECK(remove(helper, gone, "r0").status == 403);
    const auto first = remove(organizer, gone, "r1");
    CHECK(first.status == 200);
    CHECK(remove(organizer, gone, "r1").body == first.body);
    CHECK(remove(organizer, gone, "r2").status == 404);
    const auto reused =
        remove(organizer, text_at(unopened, "staff/id"), "r1"); // the same id about somebody else
    CHECK(text_at(parsed(reused.body), "code") == "id_reused");
    CHECK(remove(organizer, text_at(unopened, "staff/id"), "r3").status == 200);
    CHECK(m.socket().read_close() == 4002);
    CHECK(helper.get(demo + "/questions/q1/acts").status == 403); // a speaker still, a moderator no more
    CHECK(at(helper.must_get("/api/session"), "staff").as_array().size() == 1);
    CHECK(late.post("/api/sign-in", json::serialize(json::object{{"token", token_in(unopened)}})).status ==
          401);
    const auto stay = organizer.must_get(demo + "/staff");
    for (const auto& one : at(stay, "staff").as_array()) CHECK(text_at(one, "name") != "周敏");

    const auto me = text_at(organizer.must_get("/api/session"), "staff/0/id");
    const auto second = invite("i3", "organizer");
    CHECK(remove(organizer, me, "r4").status == 409); // nobody has opened the other's link yet
    other.sign_in(token_in(second));
    CHECK(remove(organizer, me, "r5").status == 200);
    CHECK(organizer.get(demo + "/staff").status == 401);
    CHECK(other.get(demo + "/staff").status == 200);
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
