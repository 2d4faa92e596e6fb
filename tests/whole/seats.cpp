// Reserved seats, VIPs, and the time to accept a seat, over real sockets against the real program.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <thread>

namespace jiangtang::test {
namespace {

std::string phone_of(int i) { return std::to_string(13'900'000'000 + i); }

/// An organizer who has moved the event to tomorrow.
browser organizer_of(const hall& h) {
    browser b{h};
    b.sign_in(h.token("organizer"));
    auto edit = at(b.must_get(demo), "event").as_object();
    const auto tomorrow = std::chrono::duration_cast<std::chrono::milliseconds>(
                              std::chrono::system_clock::now().time_since_epoch())
                              .count() +
                          24 * 3'600'000;
    const auto shift = tomorrow - edit.at("starts_at").as_int64();
    for (const auto* member : {"starts_at", "ends_at"}) edit[member] = edit.at(member).as_int64() + shift;
    for (auto& segment : edit.at("agenda").as_array())
        for (const auto* member : {"starts_at", "ends_at"})
            segment.as_object()[member] = segment.at(member).as_int64() + shift;
    const auto done = b.put(demo, json::serialize(edit));
    if (done.status != 200) throw std::runtime_error{"the event stays: " + done.body};
    return b;
}

std::string put_code(browser& b, const std::string& path, const json::object& body) {
    const auto done = b.put(path, json::serialize(body));
    return done.status == 200 ? "" : text_at(parsed(done.body), "code");
}

std::string path_of(const json::value& registered) {
    return "/api/tickets/" + text_at(registered, "ticket/code");
}

} // namespace

TEST_CASE(
    "reserved seats go to no one of those who register over many connections, and given free to the first who wait") {
    hall h{10};
    auto organizer = organizer_of(h);
    const auto seats = demo + "/seats";
    organizer.must_post(seats + "/reserve",
                        json::object{{"id", "k1"}, {"places", json::array{0, 4, 9}}, {"reserved", true}});
    std::vector<std::thread> people;
    for (int t = 0; t < 8; ++t)
        people.emplace_back([&, t] {
            browser guest{h};
            for (int i = 0; i < 5; ++i) {
                const auto n = t * 5 + i;
                guest.registers("r" + std::to_string(n), "来宾", phone_of(n));
            }
        });
    for (auto& p : people) p.join();
    const auto list = organizer.must_get(seats);
    int taken = 0;
    for (const auto& seat : at(list, "list").as_array()) {
        if (has(seat, "reserved")) CHECK(!has(seat, "registration"));
        else taken += has(seat, "registration");
    }
    CHECK(taken == 7);
    CHECK(number_at(organizer.must_get(demo), "event/seats/left") == 0);
    CHECK(number_at(organizer.must_get(demo), "event/seats/waitlisted") == 33);
    const auto answer = organizer.must_post(
        seats + "/reserve",
        json::object{{"id", "k2"}, {"places", json::array{0, 4, 9}}, {"reserved", false}});
    CHECK(number_at(answer, "seats/waitlisted") == 30);
}

TEST_CASE(
    "an organizer marks a VIP, whom the desk knows at the scan, in the search, on the list and in the table") {
    hall h;
    auto organizer = organizer_of(h);
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    feed board{desk, "&as=desk"};
    const auto lin = guest.registers("r1", "林一帆", "13800138000");
    const auto greeting = demo + "/registrations/" + text_at(lin, "registration/id") + "/greeting";
    const json::object how{{"id", "v1"}, {"vip", true}, {"note", "请从贵宾通道引导"}};
    organizer.must_post(greeting, how);
    CHECK(at(board.read_type("registration.created"), "guest").as_object().contains("vip") == false);
    CHECK(text_at(board.read_type("registration.changed"), "guest/note") == "请从贵宾通道引导");
    json::value scanned;
    CHECK(check_in(desk, "c1", text_at(lin, "ticket/code"), "1号台", &scanned) == "admitted");
    CHECK(text_at(scanned, "guest/note") == "请从贵宾通道引导");
    CHECK(at(scanned, "guest/vip").as_bool());
    CHECK(has(desk.must_get(demo + "/registrations?q=lyf"), "registrations/0/vip"));
    CHECK(has(desk.must_get(demo + "/roster"), "guests/0/note"));
    CHECK(organizer.get(demo + "/registrations.csv").body.find("请从贵宾通道引导") != std::string::npos);
    CHECK(text_at(guest.must_get(path_of(lin) + "/data"), "person/note") == "请从贵宾通道引导");
    CHECK(guest.must_get(path_of(lin)).at("ticket").as_object().contains("vip") == false);
    CHECK(desk.must_post(greeting, how, 403).is_object());
    CHECK(text_at(
              organizer.must_post(greeting, json::object{{"id", "v2"}, {"note", std::string(121, 'x')}}, 422),
              "field") == "note");
    CHECK(text_at(organizer.must_post(demo + "/registrations/nobody/greeting", how, 409), "code") ==
          "id_reused");
    CHECK(
        text_at(organizer.must_post(demo + "/registrations/nobody/greeting", json::object{{"id", "v3"}}, 404),
                "code") == "unknown_registration");
}

TEST_CASE("offers are accepted over many connections at once, and kill -9 loses none") {
    hall h{20};
    auto organizer = organizer_of(h);
    CHECK(put_code(organizer, demo + "/seating", {{"version", 0}, {"accept_minutes", 60}}) == "");
    CHECK(put_code(organizer, demo + "/seating", {{"version", 0}, {"accept_minutes", 30}}) ==
          "version_conflict");
    browser guest{h};
    std::vector<std::string> seated, waiting;
    for (int i = 0; i < 20; ++i)
        seated.push_back(path_of(guest.registers("s" + std::to_string(i), "来宾", phone_of(i))));
    for (int i = 0; i < 30; ++i)
        waiting.push_back(path_of(guest.registers("w" + std::to_string(i), "候补", phone_of(100 + i))));
    for (int i = 0; i < 10; ++i) guest.must_post(seated[i] + "/cancel", json::object{});
    h.kill();
    h.start(h.port());
    browser after{h};
    for (int i = 10; i < 20; ++i) after.must_post(seated[i] + "/cancel", json::object{});
    for (int i = 0; i < 30; ++i) CHECK(has(after.must_get(waiting[i]), "ticket/offer") == (i < 20));
    // Each is sent three times, over connections of its own, by everybody: those without an offer, too.
    std::vector<std::thread> people;
    for (int i = 0; i < 30; ++i)
        people.emplace_back([&, i] {
            for (int n = 0; n < 3; ++n) {
                browser own{h};
                own.must_post(waiting[i] + "/accept", json::object{{"id", "a" + std::to_string(i)}},
                              i < 20 ? 200 : 409);
            }
        });
    for (auto& p : people) p.join();
    h.kill();
    h.start(h.port());
    browser last{h};
    std::set<std::string> taken;
    for (int i = 0; i < 20; ++i) {
        const auto now = last.must_get(waiting[i]);
        CHECK(text_at(now, "ticket/status") == "confirmed");
        taken.insert(text_at(now, "ticket/seat"));
    }
    CHECK(taken.size() == 20);
    CHECK(number_at(last.must_get(waiting[20]), "ticket/position") == 1);
}

TEST_CASE(
    "what an organizer may not do with seats is refused with one clear problem, and nothing is half done") {
    hall h;
    auto organizer = organizer_of(h);
    browser desk{h};
    desk.sign_in(h.token("desk"));
    const auto seats = demo + "/seats";
    CHECK(desk.get(seats).status == 403);
    CHECK(browser{h}.get(seats).status == 401);
    const auto problem_of = [&](const std::string& path, const std::string& body) {
        const auto done = organizer.post(path, body);
        const auto p = parsed(done.body);
        return text_at(p, "code") + (has(p, "field") ? " " + text_at(p, "field") : "");
    };
    CHECK(problem_of(seats, "[") == "bad_json");
    CHECK(problem_of(seats, R"({"id":"x"})") == "invalid_field labels");
    CHECK(problem_of(seats, R"({"id":"x","labels":[1]})") == "invalid_field labels[0]");
    CHECK(problem_of(seats, R"({"id":"x","labels":["3-1","\u200b"]})") == "missing_field labels[1]");
    CHECK(problem_of(seats, R"({"id":"x","labels":["3-1","1-1"]})") == "invalid_field labels[1]");
    CHECK(problem_of(seats, R"({"id":"x","labels":["3-1","a\u0000b"]})") == "invalid_field labels[1]");
    CHECK(problem_of(seats + "/remove", R"({"id":"x","places":[]})") == "invalid_field places");
    CHECK(problem_of(seats + "/remove", R"({"id":"x","places":["0"]})") == "invalid_field places");
    CHECK(problem_of(seats + "/remove", R"({"id":"x","places":[99]})") == "not_found");
    CHECK(problem_of(seats + "/0/rename", R"({"id":"x","label":"1-2"})") == "invalid_field label");
    CHECK(problem_of(seats + "/0/rename", R"({"id":"x","label":"12345678901234567"})") ==
          "invalid_field label");
    CHECK(problem_of(seats + "/0/give", R"({"id":"x","registration":"nobody"})") == "unknown_registration");
    CHECK(put_code(organizer, demo + "/seating", {{"version", 0}, {"accept_minutes", 4}}) == "invalid_field");
    CHECK(put_code(organizer, demo + "/seating", {{"version", 0}, {"accept_minutes", "x"}}) ==
          "invalid_field");
    CHECK(at(organizer.must_get(seats), "list").as_array().size() == 2);
    json::array many;
    for (int i = 0; i < 9997; ++i) many.push_back(json::string{"n" + std::to_string(i)});
    CHECK(number_at(organizer.must_post(seats, json::object{{"id", "m1"}, {"labels", many}}, 201),
                    "seats/total") == 9999);
    CHECK(problem_of(seats, R"({"id":"y","labels":["more"]})") == "invalid_field labels");
}

} // namespace jiangtang::test
