// The door as guests, desks and organizers live it, over real sockets against the real program.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

namespace jiangtang::test {

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

TEST_CASE(
    "a guest corrects the phone, the desk finds and marks by the new one, and nobody learns who has it") {
    hall h{9};
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    const auto lin = guest.registers("r1", "林一帆", "13800138000");
    const auto shan = guest.registers("r2", "单文", "13800138000"); // typed hers with his phone
    guest.registers("r3", "古丽娜尔", "13800138002");
    feed board{desk, "&as=desk"};
    const auto path = "/api/tickets/" + text_at(shan, "ticket/code");
    const auto with = [](const char* id, const char* phone) {
        return json::object{{"id", id}, {"attendance", "in_person"}, {"name", "单文"}, {"phone", phone}};
    };
    const auto slowly = [&](const json::object& to) { // known or not, the answer takes as long
        const auto begun = std::chrono::steady_clock::now();
        auto answer = guest.must_post(path + "/change", to);
        CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds{100});
        return answer;
    };
    const auto known = slowly(with("c1", "+86 138-0013-8002"));
    CHECK(json::serialize(known).find("same_phone") == std::string::npos);
    const auto heard = board.read_type("registration.changed");
    CHECK(text_at(heard, "guest/phone_last4") == "8002");
    CHECK(at(heard, "guest/same_phone").as_bool());
    const auto alone = board.read_type("registration.changed"); // who had the former one in common
    CHECK(text_at(alone, "guest/registration") == text_at(lin, "registration/id"));
    CHECK(!has(alone, "guest/same_phone"));
    CHECK(at(board.read_type("registration.changed"), "guest/same_phone")
              .as_bool()); // who has the new one in common
    CHECK(at(desk.must_get(demo + "/registrations?q=8000"), "registrations").as_array().size() == 1);
    CHECK(at(desk.must_get(demo + "/registrations?q=8002"), "registrations").as_array().size() == 2);

    const auto unknown = slowly(with("c2", "13800138003"));
    CHECK(unknown == known);
    CHECK(guest.must_post(path + "/change", with("c1", "+86 138-0013-8002")) ==
          known); // its answer, and nothing happens
    CHECK(text_at(guest.must_get(path + "/data"), "person/phone_last4") == "8003");
    CHECK(text_at(guest.must_post(path + "/change", with("c2", "13800138004"), 409), "code") == "id_reused");
    for (const auto* wrong : {"1380013800", "", " "})
        CHECK(text_at(guest.must_post(path + "/change", with("c3", wrong), 422), "field") == "phone");
    auto kept = with("c4", "");
    kept.erase("phone");
    guest.must_post(path + "/change", kept);
    CHECK(text_at(guest.must_get(path + "/data"), "person/phone_last4") == "8003");
    CHECK(number_in(h.database(),
                    "SELECT count(*) FROM done WHERE answer LIKE '%8003%' OR digest LIKE '%8003%'") == 0);
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

} // namespace jiangtang::test
