// Events that are not open to all: who registers, watches and asks, and who is refused, over real sockets against the real
// program.

#include "whole/publisher.hpp"

#include <doctest/doctest.h>

#include <set>

namespace jiangtang::test {
namespace {

const std::string password = "质量月2020";

std::string code_in(const http_answer& a) {
    return a.status < 400 ? std::string{} : text_at(parsed(a.body), "code");
}

json::value choose(browser& organizer, const std::string& kind, const std::string& secret = {},
                   int status = 200) {
    const auto now = organizer.must_get(demo + "/access");
    json::object edit{{"version", at(now, "access/version")}, {"kind", kind}};
    if (!secret.empty()) edit["password"] = secret;
    const auto a = organizer.put(demo + "/access", json::serialize(edit));
    REQUIRE(a.status == status);
    return parsed(a.body);
}

http_answer try_key(browser& b, const std::string& name, const std::string& key) {
    return b.post(demo + "/pass", json::serialize(json::object{{name, key}}));
}

/// An event on air, its organizer, and every address of its stream that a playlist names.
class on_air {
public:
    explicit on_air(hall& h) : hall_{h}, organizer{h} {
        organizer.sign_in(h.token("organizer"));
        organizer.must_post(demo + "/stream", {{"do", "start"}});
        publish(h, ingest_key(h), now_ms() - 8000, 20);
        paths_ = {"index.m3u8", "index.plain.m3u8", "video.m3u8", "video.event.m3u8", "audio.m3u8"};
        for (const auto* list : {"video.m3u8", "audio.m3u8"}) {
            const auto text = organizer.get("/live/2020-3/" + std::string{list}).body;
            for (auto at = text.find("#EXTINF"); at != std::string::npos; at = text.find("#EXTINF", at + 1))
                take(text, text.find('\n', at) + 1, '\n');
            for (auto at = text.find("URI=\""); at != std::string::npos; at = text.find("URI=\"", at + 1))
                if (text.compare(text.rfind('\n', at) + 1, 14, "#EXT-X-PRELOAD") != 0)
                    take(text, at + 5, '"');
        }
        REQUIRE(paths_.size() > 20);
    }
    /// The codes with which a browser's requests for the live stream are answered; "200" for what is served.
    std::set<std::string> live(browser& b) const { return answers(b, "/live/2020-3/"); }
    std::set<std::string> replay(browser& b) const {
        auto all = answers(b, "/replay/2020-3/", ".m3u8");
        const auto add = [&](const std::string& path) { all.insert(word(b.get(path))); };
        add("/replay/2020-3/download.mp4");
        add(demo + "/replay");
        add(demo + "/replay/danmaku?from=0&until=1000");
        return all;
    }
    std::string feed_of(browser& b) const {
        websocket_client socket{hall_.port(), "/feed?event=2020-3&as=viewer", {{"Cookie", b.cookie_line()}}};
        return socket.open() ? "200" : code_in(socket.answer());
    }

    hall& hall_;
    browser organizer;

private:
    static std::string word(const http_answer& a) { return a.status < 400 ? "200" : code_in(a); }
    void take(const std::string& text, std::size_t from, char end) {
        const auto name = text.substr(from, text.find(end, from) - from);
        if (name.find(':') == std::string::npos) paths_.insert(name);
    }
    std::set<std::string> answers(browser& b, const std::string& folder, const std::string& only = {}) const {
        std::set<std::string> all;
        for (const auto& path : paths_)
            if (path.ends_with(only) && (only.empty() || path.find(".event") == std::string::npos))
                all.insert(word(b.get(folder + path)));
        return all;
    }
    std::set<std::string> paths_;
};

using words = std::set<std::string>;
const words served{"200"};

json::object form(const std::string& id, const std::string& phone,
                  const std::string& attendance = "in_person") {
    return {{"id", id}, {"attendance", attendance}, {"name", "林一帆"}, {"phone", phone}, {"consent", true}};
}

http_answer register_at(browser& b, const json::object& body) {
    return b.post(demo + "/registrations", json::serialize(body));
}

} // namespace

TEST_CASE(
    "an event is open to all until its organizer says otherwise, and nothing about its answers changes") {
    hall h;
    on_air event{h};
    browser guest{h};
    CHECK(event.live(guest) == served);
    const auto list = guest.get("/live/2020-3/index.m3u8");
    CHECK(list.field("cache-control").find("private") == std::string::npos);
    CHECK(list.field("access-control-allow-origin") == "*");
    CHECK(!has(guest.must_get(demo), "event/access"));
    CHECK(text_at(event.organizer.must_get(demo + "/access"), "access/kind") == "open");
    CHECK(text_at(event.organizer.must_get(demo + "/join"), "path") == "/j/2020-3");
    CHECK(text_at(guest.must_get(demo + "/pass"), "pass/scope") == "all");
    CHECK(code_in(try_key(guest, "password", password)) == "wrong_state");
    const auto viewer = guest.must_post(demo + "/viewers", json::object{}, 201);
    CHECK(!has(viewer, "pass"));
    CHECK(event.feed_of(guest) == "200");
}

TEST_CASE("a password opens form, stream, questions and replay, and before it nothing of them is to be had") {
    hall h{4};
    on_air event{h};
    CHECK(text_at(choose(event.organizer, "password", {}, 422), "field") == "password");
    const auto chosen = choose(event.organizer, "password", password);
    CHECK(json::serialize(chosen) == R"({"access":{"kind":"password","version":2}})");
    browser guest{h};
    const words closed{"password_required"};
    CHECK(event.live(guest) == closed);
    CHECK(code_in(guest.post(demo + "/viewers", "{}")) == "password_required");
    CHECK(event.feed_of(guest) == "sign_in_required");
    CHECK(code_in(register_at(guest, form("r1", "13800138001"))) == "password_required");
    CHECK(code_in(guest.get(demo + "/pass")) == "password_required");
    const auto told = guest.must_get(demo);
    CHECK(text_at(told, "event/access/kind") == "password");
    CHECK(at(told, "event/agenda").as_array().size() > 3); // the programme is for everybody

    CHECK(code_in(try_key(guest, "password", "质量月2021")) == "wrong_password");
    CHECK(event.live(guest) == closed);
    // Typed with another form of white space around it.
    const auto in = try_key(guest, "password", "　" + password + " ");
    REQUIRE(in.status == 200);
    CHECK(text_at(parsed(in.body), "pass/scope") == "all");
    CHECK(event.live(guest) == served);
    const auto list = guest.get("/live/2020-3/index.m3u8");
    CHECK(list.field("cache-control").starts_with("private, "));
    CHECK(list.field("access-control-allow-origin").empty());
    CHECK(has(guest.must_post(demo + "/viewers", json::object{}, 201), "pass/valid_ms"));
    CHECK(register_at(guest, form("r1", "13800138001")).status == 201);
    feed asking{guest};
    CHECK(has(asking.command({{"id", "c1"}, {"do", "ask"}, {"text", "损耗率是多少？"}}), "ok"));

    event.organizer.must_post(demo + "/stream", {{"do", "end"}});
    browser other{h};
    CHECK(event.replay(other) == closed);
    CHECK(event.live(other) == closed); // the time-shift that stays after the end
    CHECK(event.replay(guest) == served);
    CHECK(event.replay(event.organizer) == served); // its staff need none
}

TEST_CASE(
    "a new password ends the passes given before, who is connected comes back to the door, and staff stay") {
    hall h;
    on_air event{h};
    choose(event.organizer, "password", password);
    browser guest{h};
    REQUIRE(try_key(guest, "password", password).status == 200);
    guest.watch();
    feed connected{guest}, board{event.organizer, "&as=organizer"};
    choose(event.organizer, "password", "另一个密码1");
    CHECK(connected.socket().read_close() == 1012);
    CHECK(number_at(board.read_type("event.updated"), "event/access/version") == 3);
    CHECK(event.feed_of(guest) == "password_required");
    CHECK(event.live(guest) == words{"password_required"});
    CHECK(code_in(try_key(guest, "password", password)) == "wrong_password");
    CHECK(try_key(guest, "password", "另一个密码1").status == 200);
    CHECK(event.live(guest) == served);
    // The same again is no change: nobody is sent away.
    choose(event.organizer, "password");
    CHECK(event.live(guest) == served);
    // After a restart the pass holds, and the password is still known by its hash alone.
    h.kill();
    h.start(h.port());
    browser late{h};
    CHECK(code_in(try_key(late, "password", password)) == "wrong_password");
    CHECK(try_key(late, "password", "另一个密码1").status == 200);
    browser again{h};
    again.cookies() = guest.cookies();
    CHECK(again.get(demo + "/pass").status == 200);
    // Another's edit in between is noticed.
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    const auto stale = organizer.put(demo + "/access", R"({"version":1,"kind":"open"})");
    CHECK(code_in(stale) == "version_conflict");
    choose(organizer, "open");
    browser anybody{h};
    CHECK(anybody.get(demo + "/pass").status == 200);
}

TEST_CASE("an altered pass, one of an older password, and one of another browser's making open nothing") {
    hall h;
    on_air event{h};
    choose(event.organizer, "password", password);
    browser guest{h};
    REQUIRE(try_key(guest, "password", password).status == 200);
    const auto pass = guest.cookies().at("pass-2020-3");
    browser thief{h};
    const auto opens = [&](const std::string& cookie) {
        return thief.get("/live/2020-3/index.m3u8", {{"Cookie", "pass-2020-3=" + cookie}}).status == 200;
    };
    REQUIRE(opens(pass)); // the control: it is the cookie alone that opens
    for (std::size_t i = 0; i < pass.size(); ++i) {
        auto altered = pass;
        altered[i] = altered[i] == 'A' ? 'B' : 'A';
        CHECK_MESSAGE(!opens(altered), altered);
    }
    for (const auto& other :
         {std::string{}, std::string{"."}, std::string{"all.2.9999999999999.."}, pass + "A",
          pass.substr(0, pass.size() - 1), pass + "." + pass, std::string(5000, 'A'),
          "all.2.9999999999999." + pass.substr(pass.rfind('.')), "questions" + pass.substr(3)})
        CHECK_MESSAGE(!opens(other), other);
    choose(event.organizer, "password", "另一个密码1");
    CHECK(!opens(pass));
}

TEST_CASE(
    "a thousand wrong passwords of one browser, and a thousand without a cookie, lock nobody else out") {
    hall h;
    on_air event{h};
    choose(event.organizer, "password", password);
    browser guesser{h};
    int limited = 0;
    for (int i = 0; i < 1000; ++i) {
        const auto a = try_key(guesser, "password", "猜的密码" + std::to_string(i));
        limited += a.status == 429;
        if (a.status == 429) CHECK(!a.field("retry-after").empty());
    }
    CHECK(limited >= 985);
    CHECK(code_in(try_key(guesser, "password", password)) == "rate_limited"); // for itself it is closed
    browser careless{h};
    for (int i = 0; i < 1000; ++i) {
        careless.cookies().clear();
        CHECK(code_in(try_key(careless, "password", "猜的密码" + std::to_string(i))) == "wrong_password");
    }
    for (int i = 0; i < 30; ++i) {
        browser guest{h};
        CHECK(code_in(try_key(guest, "password", "打错了一次")) == "wrong_password");
        CHECK(try_key(guest, "password", password).status == 200);
    }
}

TEST_CASE(
    "with registered only, everybody registers and a ticket watches, until it is cancelled or replaced") {
    hall h{1};
    on_air event{h};
    choose(event.organizer, "registered");
    browser guest{h};
    CHECK(event.live(guest) == words{"ticket_required"});
    CHECK(code_in(try_key(guest, "password", password)) == "ticket_required");
    std::vector<std::string> tickets;
    for (const auto* attendance : {"in_person", "in_person", "online"}) {
        const auto n = std::to_string(tickets.size());
        const auto a = register_at(guest, form("r" + n, "1380013800" + n, attendance));
        REQUIRE(a.status == 201);
        tickets.push_back(text_at(parsed(a.body), "ticket/code"));
    }
    CHECK(event.live(guest) == words{"ticket_required"}); // having registered on a device is no ticket shown
    for (const auto& ticket : tickets) {
        browser holder{h};
        REQUIRE(try_key(holder, "ticket", ticket).status == 200);
        CHECK(event.live(holder) == served);
    }
    CHECK(code_in(try_key(guest, "ticket", "ABCDEFGHJK")) == "unknown_ticket");
    CHECK(code_in(try_key(guest, "ticket", "<b>")) == "unknown_ticket");

    browser holder{h};
    try_key(holder, "ticket", tickets[2]);
    holder.watch("林一帆");
    feed asking{holder};
    CHECK(has(asking.command({{"id", "c1"}, {"do", "ask"}, {"text", "甲"}}), "ok"));
    holder.must_post("/api/tickets/" + tickets[2] + "/cancel", json::object{});
    CHECK(text_at(asking.command({{"id", "c2"}, {"do", "ask"}, {"text", "乙"}}), "error/code") ==
          "ticket_cancelled");
    CHECK(code_in(try_key(holder, "ticket", tickets[2])) == "ticket_cancelled");
    const auto fresh =
        holder.must_post("/api/tickets/" + tickets[0] + "/replace", json::object{{"id", "x1"}});
    CHECK(code_in(try_key(holder, "ticket", tickets[0])) == "ticket_replaced");
    CHECK(try_key(holder, "ticket", text_at(fresh, "ticket/code")).status == 200);
}

TEST_CASE(
    "with units only, the form is closed, and the people whom a unit entered watch, wherever they sit") {
    hall h{6};
    on_air event{h};
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    const auto before = text_at(guest.registers("r0", "单文", "13800138000"), "ticket/code");
    choose(event.organizer, "delegates");
    CHECK(code_in(register_at(guest, form("r1", "13800138001"))) == "delegates_only");
    CHECK(event.live(guest) == words{"delegate_required"});
    CHECK(code_in(try_key(guest, "ticket", before)) == "delegate_required");

    const auto unit =
        text_at(event.organizer.must_post(demo + "/delegations",
                                          {{"id", "d-1"}, {"name", "百联集团"}, {"quota", 3}}, 201),
                "delegation/id");
    const auto url = text_at(event.organizer.must_get(demo + "/delegations/" + unit + "/link"), "url");
    const auto entered =
        guest.post("/api/delegations/" + unit + "/delegates",
                   R"({"id":"p-1","consent":true,"people":[{"name":"周敏"},{"name":"单文"}]})",
                   {{"Authorization", "Bearer " + url.substr(url.find('#') + 1)}});
    REQUIRE(entered.status == 201);
    const auto of_unit = text_at(parsed(entered.body), "delegates/0/code");
    browser delegate{h};
    CHECK(try_key(delegate, "ticket", of_unit).status == 200);
    CHECK(event.live(delegate) == served);
    delegate.must_post("/api/tickets/" + of_unit + "/change",
                       {{"id", "t1"}, {"attendance", "online"}, {"name", "周敏"}});
    CHECK(try_key(delegate, "ticket", of_unit).status == 200); // has given the seat up, not the unit
    // Who was let in at the door is in the hall.
    CHECK(check_in(desk, "c1", before, "1号台") == "admitted");
    CHECK(try_key(guest, "ticket", before).status == 200);
}

TEST_CASE("the code on the big screen opens the questions to the hall, and not the stream to the world") {
    hall h;
    on_air event{h};
    browser screen{h}, guest{h}, stranger{h};
    screen.sign_in(h.token("stage"));
    CHECK(stranger.get(demo + "/join").status == 401);
    for (const auto* kind : {"password", "registered", "delegates"}) {
        CAPTURE(kind);
        choose(event.organizer, kind, std::string{kind} == "password" ? password : "");
        const auto path = text_at(screen.must_get(demo + "/join"), "path");
        REQUIRE(path.starts_with("/j/2020-3#"));
        const auto code = path.substr(path.find('#') + 1);
        CHECK(code.size() == 8);
        const auto in = try_key(guest, "join", code);
        REQUIRE(in.status == 200);
        CHECK(text_at(parsed(in.body), "pass/scope") == "questions");
        guest.must_post(demo + "/viewers", {{"from", "hall"}}, 201);
        feed asking{guest};
        CHECK(has(asking.command({{"id", "c" + std::string{kind}}, {"do", "ask"}, {"text", "丙"}}), "ok"));
        CHECK(event.live(guest).count("200") == 0);
        CHECK(code_in(guest.get(demo + "/pass")) != "");
        choose(event.organizer, "open");
        choose(event.organizer, kind, std::string{kind} == "password" ? password : "");
        CHECK(code_in(try_key(stranger, "join", code)) == "link_invalid"); // of before
    }
    CHECK(register_at(guest, form("r1", "13800138001")).status == 403);
}

TEST_CASE("whatever is sent to the door has one clear answer, and only organizers choose") {
    hall h;
    browser organizer{h}, desk{h}, guest{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    choose(organizer, "password", password);
    const std::vector<std::pair<std::string, std::string>> passes{
        {"", "bad_json"},
        {"[]", "bad_json"},
        {"{}", "missing_field"},
        {R"({"password":""})", "missing_field"},
        {R"({"password":7})", "invalid_field"},
        {R"({"password":"x","ticket":"y"})", "invalid_field"},
        {R"({"ticket":"x","join":"y"})", "invalid_field"},
        {R"({"password":"short"})", "wrong_password"},
        {R"({"password":"a\u0000b"})", "wrong_password"},
        {R"({"password":")" + std::string(3000, 'x') + R"("})", "wrong_password"},
        {R"({"join":"<script>"})", "link_invalid"},
        {R"({"password":")" + std::string(9000, 'x') + R"("})", "body_too_large"}};
    for (const auto& [body, code] : passes) {
        browser fresh{h};
        const auto a = fresh.post(demo + "/pass", body);
        CHECK_MESSAGE(code_in(a) == code, body.substr(0, 80));
        CHECK(!has(parsed(a.body), "pass"));
    }
    const std::vector<std::pair<std::string, std::string>> edits{
        {R"({"version":2})", "missing_field kind"},
        {R"({"kind":"open"})", "missing_field version"},
        {R"({"version":2,"kind":"members"})", "invalid_field kind"},
        {R"({"version":"2","kind":"open"})", "invalid_field version"},
        {R"({"version":2,"kind":"open","password":"123456"})", "invalid_field password"},
        {R"({"version":2,"kind":"password","password":"12345"})", "invalid_field password"},
        {R"({"version":2,"kind":"password","password":" \u200b "})", "missing_field password"},
        {R"({"version":2,"kind":"password","password":")" + std::string(101, 'x') + R"("})",
         "invalid_field password"}};
    for (const auto& [body, complaint] : edits) {
        const auto a = organizer.put(demo + "/access", body);
        const auto p = parsed(a.body);
        CHECK_MESSAGE(text_at(p, "code") + " " + text_at(p, "field") == complaint, body);
    }
    CHECK(guest.get(demo + "/access").status == 401);
    CHECK(desk.get(demo + "/access").status == 403);
    CHECK(desk.put(demo + "/access", R"({"version":2,"kind":"open"})").status == 403);
    CHECK(code_in(guest.post("/api/events/nothing/pass", R"({"password":"123456"})")) == "unknown_event");
    CHECK(code_in(guest.get("/api/events/nothing/pass")) == "unknown_event");
    CHECK(organizer.get(demo + "/access").body.find("scrypt") == std::string::npos);
}

} // namespace jiangtang::test
