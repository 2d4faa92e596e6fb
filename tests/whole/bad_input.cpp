// What people and programs send wrongly: each gets one clear error with a stable code, and nothing is lost by it.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace jiangtang::test {
namespace {

/// The code of a problem answer, after looking whether it is one as documented.
std::string code_of(const http_answer& a) {
    INFO(a.body);
    CHECK(a.field("content-type") == "application/problem+json");
    auto p = parsed(a.body);
    CHECK(number_at(p, "status") == a.status);
    CHECK(!text_at(p, "message").empty());
    CHECK(!text_at(p, "message_en").empty());
    return text_at(p, "code");
}

std::string registration(const std::string& field, const json::value& value) {
    json::object o{{"id", "r1"},
                   {"attendance", "online"},
                   {"name", "林一帆"},
                   {"phone", "13800138000"},
                   {"consent", true}};
    if (value.is_null()) o.erase(field);
    else o[field] = value;
    return json::serialize(o);
}

} // namespace

TEST_CASE("an unknown address is a page for a person and a problem for a script") {
    hall h;
    browser anyone{h};
    auto script = anyone.get("/nothing/here");
    CHECK(script.status == 404);
    CHECK(text_at(parsed(script.body), "code") == "not_found");
    auto person = anyone.get("/nothing/here", {{"Accept", "text/html,*/*"}});
    CHECK(person.status == 404);
    CHECK(person.field("content-type") == "text/html; charset=utf-8");
    CHECK(anyone.get("/e/2020-3", {{"Accept", "text/html,*/*"}}).status == 200);
}

TEST_CASE("a wrong body gets the code that says what is wrong, and the connection goes on") {
    hall h;
    browser b{h};
    struct row {
        std::string body, code, field;
    };
    const json::string long_name(500, 'x');
    std::vector<row> rows{
        {"", "bad_json", ""},
        {"{", "bad_json", ""},
        {"[]", "bad_json", ""},
        {"\"text\"", "bad_json", ""},
        {"{\"id\":\"r1\"} x", "bad_json", ""},
        {std::string(20, '['), "bad_json", ""},
        {"{\"a\":" + std::string(200, '[') + std::string(200, ']') + "}", "bad_json", ""},
        {"{\"id\":\"\xff\xfe\"}", "bad_json", ""},
        {"{}", "missing_field", "id"},
        {registration("id", nullptr), "missing_field", "id"},
        {registration("id", 7), "invalid_field", "id"},
        {registration("id", "a b"), "invalid_field", "id"},
        {registration("id", json::string(65, 'a')), "invalid_field", "id"},
        {registration("attendance", nullptr), "missing_field", "attendance"},
        {registration("attendance", "by_boat"), "invalid_field", "attendance"},
        {registration("name", nullptr), "missing_field", "name"},
        {registration("name", "   "), "missing_field", "name"},
        {registration("name", "\u200b\u200d"), "missing_field", "name"},
        {registration("name", json::array{"a"}), "invalid_field", "name"},
        {registration("name", long_name), "invalid_field", "name"},
        {registration("name", json::string("a\0b", 3)), "invalid_field", "name"},
        {registration("phone", nullptr), "missing_field", "phone"},
        {registration("phone", "12345"), "invalid_field", "phone"},
        {registration("phone", "138001380001"), "invalid_field", "phone"},
        {registration("phone", 13800138000), "invalid_field", "phone"},
        {registration("organization", long_name), "invalid_field", "organization"},
        {registration("title", 1), "invalid_field", "title"},
        {registration("consent", nullptr), "consent_required", "consent"},
        {registration("consent", false), "consent_required", "consent"},
        {registration("consent", "yes"), "invalid_field", "consent"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.body);
        auto a = b.post(demo + "/registrations", r.body);
        CHECK(code_of(a) == r.code);
        if (!r.field.empty()) CHECK(text_at(parsed(a.body), "field") == r.field);
        CHECK(!a.closes());
    }
    CHECK(text_at(b.registers("r1", "林一帆", "13800138000"), "registration/status") == "confirmed");
}

TEST_CASE("unknown things, wrong types, methods and roles have a code each") {
    hall h;
    browser b{h}, desk{h}, organizer{h};
    desk.sign_in(h.token("desk"));
    organizer.sign_in(h.token("organizer"));
    const auto good = registration("id", "r9");
    CHECK(code_of(b.get("/api/events/1999-1")) == "unknown_event");
    CHECK(code_of(b.post("/api/events/1999-1/registrations", good)) == "unknown_event");
    CHECK(code_of(b.post("/api/events/1999-1/viewers", "{}")) == "unknown_event");
    CHECK(code_of(b.get("/api/tickets/ZZZZZZZZZZ")) == "unknown_ticket");
    CHECK(code_of(b.get("/api/tickets/x")) == "unknown_ticket");
    CHECK(code_of(b.post("/api/tickets/ZZZZZZZZZZ/cancel", "{}")) == "unknown_ticket");
    CHECK(code_of(b.post(demo + "/viewers", R"({"ticket":"ZZZZZZZZZZ"})")) == "unknown_ticket");
    CHECK(code_of(b.post(demo + "/viewers", R"({"from":"moon"})")) == "invalid_field");
    CHECK(code_of(b.get("/api/nothing")) == "not_found");
    CHECK(code_of(b.ask("DELETE", demo, "", {})) == "method_not_allowed");
    CHECK(code_of(b.ask("POST", demo + "/registrations", good, {{"Content-Type", "text/plain"}})) ==
          "unsupported_media_type");
    for (const auto* type : {"application/jsonp", "application/json5", "json", ""})
        CHECK(code_of(b.ask("POST", demo + "/viewers", "{}", {{"Content-Type", type}})) ==
              "unsupported_media_type");
    for (const auto* type :
         {"Application/JSON", "APPLICATION/JSON; charset=UTF-8", "application/json ;charset=utf-8"})
        CHECK(b.ask("POST", demo + "/viewers", "{}", {{"Content-Type", type}}).status == 201);
    CHECK(code_of(b.post(demo + "/registrations", std::string(9000, ' '))) == "body_too_large");
    CHECK(code_of(b.post(demo + "/registrations", good, {{"Origin", "http://evil.example"}})) ==
          "foreign_origin");
    CHECK(code_of(b.get(demo + "/registrations?q=lin")) == "sign_in_required");
    CHECK(code_of(b.post(demo + "/check-ins", "{}")) == "sign_in_required");
    CHECK(code_of(desk.post(demo + "/stream", R"({"do":"start"})")) == "forbidden");
    CHECK(code_of(desk.post(demo + "/check-ins", "{}")) == "missing_field");
    CHECK(code_of(desk.post(demo + "/check-ins", R"({"id":"c","desk":"1","scanned_at":1})")) ==
          "missing_field");
    CHECK(code_of(desk.post(demo + "/check-ins",
                            R"({"id":"c","ticket":"a","registration":"b","desk":"1","scanned_at":1})")) ==
          "invalid_field");
    CHECK(code_of(desk.post(demo + "/check-ins", R"({"id":"c","ticket":"a","desk":"1","scanned_at":-5})")) ==
          "invalid_field");
    CHECK(code_of(b.post("/api/sign-in", R"({"token":"AAAAAAAAAAAAAAAAAAAAAA"})")) == "invitation_invalid");
    CHECK(code_of(b.post("/api/sign-in", "{}")) == "missing_field");
    CHECK(code_of(organizer.post(demo + "/stream", R"({"do":"dance"})")) == "invalid_field");
    CHECK(code_of(organizer.post(demo + "/stream", R"({"do":"end"})")) == "wrong_state");
    CHECK(code_of(organizer.post(demo + "/segments/nothing/start", "{}")) == "unknown_segment");
    CHECK(code_of(organizer.put(demo, R"({"version":1})")) == "missing_field");
    CHECK(code_of(organizer.post(demo + "/staff", R"({"id":"x","role":"viewer","name":"a"})")) ==
          "invalid_field");
    CHECK(code_of(b.get("/live/2020-3/index.m3u8")) == "not_live");
    CHECK(code_of(b.get("/live/1999-1/index.m3u8")) == "unknown_event");
    CHECK(b.get("/api/tickets/%zz").status == 400);
    CHECK(h.stop() == 0);
}

TEST_CASE("a malformed message on the feed gets an error, and the connection stays") {
    hall h;
    browser asker{h}, console{h};
    asker.watch();
    console.sign_in(h.token("console"));
    feed a{asker}, m{console};
    auto q = text_at(a.command({{"id", "ok"}, {"do", "ask"}, {"text", "第一个问题"}}), "question/id");
    struct row {
        std::string message, code, re;
    };
    const std::string long_question(301, 'x');
    const auto marks = [](int n) {
        std::string all;
        for (int i = 0; i < n; ++i) all += "\u0301";
        return all;
    };
    std::vector<row> rows{
        {"{", "bad_json", ""},
        {"[1]", "bad_json", ""},
        {"{\"a\":" + std::string(50, '[') + std::string(50, ']') + "}", "bad_json", ""},
        {R"({"do":"ask","text":"?"})", "missing_field", ""},
        {R"({"id":5,"do":"ask","text":"?"})", "invalid_field", ""},
        {R"({"id":"b c","do":"ask","text":"?"})", "invalid_field", ""},
        {R"({"id":"x1"})", "missing_field", "x1"},
        {R"({"id":"x2","do":"dance"})", "unknown_command", "x2"},
        {R"({"id":"x3","do":"ask"})", "missing_field", "x3"},
        {R"({"id":"x4","do":"ask","text":7})", "invalid_field", "x4"},
        {R"({"id":"x5","do":"ask","text":")" + long_question + "\"}", "invalid_field", "x5"},
        {R"({"id":"x6","do":"ask","text":"?","talk":"nowhere"})", "unknown_segment", "x6"},
        {R"({"id":"x7","do":"vote","question":"nothing"})", "unknown_question", "x7"},
        {R"({"id":"x8","do":"vote"})", "missing_field", "x8"},
        {R"({"id":"y1","do":"ask","text":"  \t\u3000\u200b\n "})", "missing_field", "y1"},
        {R"({"id":"y0","do":"ask","text":")" + marks(1500) + "\"}", "missing_field", "y0"},
        {R"({"id":"y2","do":"ask","text":5e400})", "invalid_field", "y2"},
        {R"({"id":"y3","do":"unvote","question":["q"]})", "invalid_field", "y3"},
        {R"({"id":"y4","do":"stage","question":")" + q + "\"}", "forbidden", "y4"},
        {R"({"id":"y5","do":"mute","viewer":"v"})", "forbidden", "y5"},
        {R"({"id":"y6","do":"withdraw","question":"nothing"})", "unknown_question", "y6"},
        {R"({"id":"y7","do":"react","kind":"like"})", "wrong_state", "y7"},
        {R"({"id":"y8","do":"danmaku","text":"好"})", "wrong_state", "y8"},
        {R"({"id":"y9","do":"stage_read","message":"m"})", "forbidden", "y9"},
        {"", "bad_json", ""},
        {"null", "bad_json", ""},
        {R"({"id":"x9","do":"approve","question":")" + q + "\"}", "forbidden", "x9"},
        {R"({"id":"ok","do":"ask","text":"another text under an old id"})", "id_reused", "ok"},
    };
    for (const auto& r : rows) {
        CAPTURE(r.message);
        auto answer = a.send(r.message);
        CHECK(text_at(answer, "error/code") == r.code);
        CHECK(!text_at(answer, "error/message").empty());
        if (r.re.empty()) CHECK(at(answer, "re").is_null());
        else CHECK(text_at(answer, "re") == r.re);
    }
    CHECK(text_at(m.command({{"id", "m1"}, {"do", "ask"}, {"text", "?"}}), "error/code") == "forbidden");
    CHECK(text_at(m.command({{"id", "m2"}, {"do", "approve"}, {"question", "q0"}}), "error/code") ==
          "unknown_question");
    CHECK(text_at(m.command({{"id", "m3"}, {"do", "answer"}, {"question", q}}), "error/code") ==
          "wrong_state");
    CHECK(text_at(m.command({{"id", "m4"}, {"do", "merge"}, {"question", q}, {"into", q}}), "error/code") ==
          "invalid_field");
    CHECK(text_at(m.command({{"id", "m5"}, {"do", "approve"}, {"question", q}, {"version", "one"}}),
                  "error/code") == "invalid_field");
    CHECK(text_at(m.command({{"id", "m7"}, {"do", "edit"}, {"question", q}, {"text", "问" + marks(10'000)}}),
                  "error/code") == "invalid_field");
    CHECK(text_at(m.command({{"id", "m8"}, {"do", "edit"}, {"question", q}, {"text", "问" + marks(1000)}}),
                  "question/text") == "问" + marks(3));
    CHECK(text_at(m.command({{"id", "m9"}, {"do", "assign"}, {"question", q}, {"talk", "nowhere"}}),
                  "error/code") == "unknown_segment");
    CHECK(at(m.command({{"id", "m6"}, {"do", "approve"}, {"question", q}}), "ok").as_bool());
    CHECK(at(a.command({{"id", "x10"}, {"do", "vote"}, {"question", q}}), "ok").as_bool());
}

TEST_CASE("who asks faster than a person can is told when to try again, and may vote meanwhile") {
    hall h;
    browser asker{h}, console{h};
    asker.watch();
    console.sign_in(h.token("console"));
    feed a{asker}, m{console};
    auto q = text_at(a.command({{"id", "q0"}, {"do", "ask"}, {"text", "?"}}), "question/id");
    m.command({{"id", "m"}, {"do", "approve"}, {"question", q}});
    json::value refused;
    for (int i = 1; i < 20 && !has(refused, "error"); ++i)
        refused = a.command({{"id", "q" + std::to_string(i)}, {"do", "ask"}, {"text", "?"}});
    CHECK(text_at(refused, "error/code") == "rate_limited");
    CHECK(number_at(refused, "error/retry_after_ms") > 0);
    CHECK(at(a.command({{"id", "v"}, {"do", "vote"}, {"question", q}}), "ok").as_bool());
}

TEST_CASE("a feed is refused before the upgrade without a cookie, an event, a right role or our own origin") {
    hall h;
    browser viewer{h};
    viewer.watch();
    auto try_feed = [&](const std::string& query, http_fields fields) {
        return websocket_client{h.port(), "/feed" + query, std::move(fields)}.answer();
    };
    auto cookie = viewer.cookie_line();
    CHECK(try_feed("?event=2020-3", {}).status == 401);
    CHECK(try_feed("?event=2020-3", {{"Cookie", cookie}, {"Origin", "http://evil.example"}}).status == 403);
    CHECK(try_feed("?event=2020-3", {{"Cookie", cookie}, {"Origin", ""}}).status == 403);
    CHECK(try_feed("?event=2020-3&as=moderator", {{"Cookie", cookie}}).status == 401);
    CHECK(try_feed("?event=2020-3&as=king", {{"Cookie", cookie}}).status == 422);
    CHECK(try_feed("?event=2020-3&since=soon", {{"Cookie", cookie}}).status == 422);
    CHECK(try_feed("", {{"Cookie", cookie}}).status == 422);
    // Another person's name in a cookie that we did not sign.
    auto forged = cookie;
    forged[cookie.find('=') + 2] = forged[cookie.find('=') + 2] == 'a' ? 'b' : 'a';
    CHECK(try_feed("?event=2020-3", {{"Cookie", forged}}).status == 401);
    CHECK(try_feed("?event=2020-3", {{"Cookie", cookie}}).status == 101);
}

TEST_CASE("a viewer's message that is too long closes his own connection only") {
    hall h;
    browser one{h}, two{h};
    one.watch();
    two.watch();
    feed a{one}, b{two};
    a.socket().send_text(std::string(5000, 'x'));
    CHECK(a.socket().read_close() == 1009);
    CHECK(at(b.command({{"id", "q"}, {"do", "ask"}, {"text", "?"}}), "ok").as_bool());
}

TEST_CASE("a wrong key and a malformed stream are refused, and the good publisher goes on") {
    hall h;
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    auto key = run({"ingest-key", "--data", h.data(), "--event", "2020-3"}).out.substr(0, 22);
    auto push = [&](const std::string& track, const std::string& body, http_fields fields) {
        browser p{h};
        return p.ask("POST", "/ingest/2020-3/" + track, body, std::move(fields));
    };
    feed o{organizer};
    browser good{h};
    good.send("POST /ingest/2020-3/v HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(h.port()) +
              "\r\nAuthorization: Bearer " + key + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    // A 'styp' box: the head of a segment, nothing wrong so far.
    const std::string styp("\0\0\0\x10styp"
                           "cmfs\0\0\0\0",
                           16);
    good.send("10\r\n" + styp + "\r\n");
    CHECK(at(o.read_type("stream.connected"), "stream/connected").as_bool());

    CHECK(code_of(push("w", "x", {{"Authorization", "Bearer wrong"}})) == "bad_ingest_key");
    CHECK(code_of(push("w", "x", {})) == "bad_ingest_key");
    CHECK(code_of(push("w", std::string("\0\0\0\4moov", 8), {{"Authorization", "Bearer " + key}})) ==
          "stream_malformed");
    CHECK(code_of(push("w", std::string(5000, '\xff'), {{"Authorization", "Bearer " + key}})) ==
          "stream_malformed");
    auto elsewhere = browser{h}.ask("POST", "/ingest/1999-1/v", "x", {{"Authorization", "Bearer " + key}});
    CHECK(code_of(elsewhere) == "unknown_event");

    auto state = organizer.must_get(demo + "/stream");
    CHECK(at(state, "connected").as_bool());
    CHECK(!text_at(state, "problem").empty());
    good.send("10\r\n" + styp + "\r\n0\r\n\r\n");
    CHECK(good.read().status == 204);
    CHECK(!at(o.read_type("stream.disconnected"), "stream/connected").as_bool());
}

} // namespace jiangtang::test
