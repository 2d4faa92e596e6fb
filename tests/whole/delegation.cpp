// A unit registers its people: seats held while everybody else registers, names that come later, and the desk, over real
// sockets against the real program.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

namespace jiangtang::test {
namespace {

const std::string delegations = demo + "/delegations";

/// Whoever has a delegation's link.
class contact {
public:
    contact(const hall& h, const std::string& url) : browser_{h}, token_{url.substr(url.find('#') + 1)} {
        const std::string before = browser_.origin() + "/delegation/";
        REQUIRE(url.starts_with(before));
        path_ = "/api/delegations/" + url.substr(before.size(), url.find('#') - before.size());
    }
    http_answer get() { return browser_.get(path_, {{"Authorization", "Bearer " + token_}}); }
    json::value read() { return parsed(get().body); }
    http_answer post(const std::string& what, const json::value& body) {
        return browser_.post(path_ + "/delegates" + what, json::serialize(body),
                             {{"Authorization", "Bearer " + token_}});
    }
    /// Enters so many people, "周敏0", "周敏1" …
    http_answer enter(const std::string& id, int people, const std::string& name = "周敏") {
        json::array all;
        for (int i = 0; i < people; ++i) all.push_back(json::object{{"name", name + std::to_string(i)}});
        return post("", json::object{{"id", id}, {"consent", true}, {"people", all}});
    }
    const std::string& path() const { return path_; }

private:
    browser browser_;
    std::string path_;
    std::string token_;
};

std::string add_unit(browser& organizer, const std::string& id, const std::string& name, int quota) {
    return text_at(organizer.must_post(delegations, {{"id", id}, {"name", name}, {"quota", quota}}, 201),
                   "delegation/id");
}

contact contact_of(const hall& h, browser& organizer, const std::string& unit) {
    return {h, text_at(organizer.must_get(delegations + "/" + unit + "/link"), "url")};
}

std::string code_of(const http_answer& a) { return text_at(parsed(a.body), "code"); }

std::string scan(browser& desk, const std::string& id, const std::string& ticket) {
    return text_at(
        desk.must_post(
            demo + "/check-ins",
            {{"id", id}, {"ticket", ticket}, {"desk", "1号台"}, {"scanned_at", 1'600'754'400'000}}),
        "result");
}

} // namespace

TEST_CASE("ten seats are held while two thousand register, and the contact fills them afterwards") {
    hall h{120};
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    feed board{organizer, "&as=organizer"};
    const auto unit = add_unit(organizer, "d-1", "百联集团", 10);
    CHECK(number_at(board.read_type("delegation.created"), "seats/left") == 110);
    CHECK(add_unit(organizer, "d-1", "百联集团", 10) == unit); // again: the same one, and no more seats
    CHECK(number_at(organizer.must_get(demo), "event/seats/left") == 110);

    std::atomic<int> confirmed{0}, waiting{0};
    std::vector<std::thread> people;
    for (int t = 0; t < 20; ++t)
        people.emplace_back([&, t] {
            browser guest{h};
            for (int i = 0; i < 100; ++i) {
                const auto n = std::to_string(t * 100 + i);
                const auto a =
                    guest.registers("r" + n, "来宾" + n, std::to_string(13800000000 + t * 100 + i));
                ++(text_at(a, "registration/status") == "confirmed" ? confirmed : waiting);
            }
        });
    for (auto& p : people) p.join();
    CHECK(confirmed == 110);
    CHECK(waiting == 1890);

    auto bailian = contact_of(h, organizer, unit);
    const auto entered = bailian.enter("p-1", 10);
    REQUIRE(entered.status == 201);
    std::set<std::string> seats;
    const auto answer = parsed(entered.body);
    for (const auto& one : at(answer, "delegates").as_array()) {
        CHECK(text_at(one, "status") == "confirmed");
        CHECK(text_at(one, "organization") == "百联集团");
        seats.insert(text_at(one, "seat"));
    }
    CHECK(seats.size() == 10);
    CHECK(bailian.enter("p-1", 10).body == entered.body); // the answer was lost: nobody is entered twice
    CHECK(number_at(bailian.read(), "delegation/entered") == 10);
    const auto more = bailian.enter("p-2", 1);
    CHECK(more.status == 409);
    CHECK(code_of(more) == "not_enough_seats");
    CHECK(text_at(parsed(more.body), "message") == "名额还剩 0 个，这里有 1 人");
    CHECK(number_at(organizer.must_get(demo), "event/seats/waitlisted") == 1890);
}

TEST_CASE(
    "a smaller quota promotes the waiting list in order, a greater one needs free seats, and says how many") {
    hall h{4};
    browser organizer{h}, guest{h};
    organizer.sign_in(h.token("organizer"));
    const auto unit = add_unit(organizer, "d-1", "百联集团", 4);
    std::vector<json::value> waiting;
    for (int i = 0; i < 3; ++i)
        waiting.push_back(guest.registers("r" + std::to_string(i), "来宾", "1380013800" + std::to_string(i)));
    auto bailian = contact_of(h, organizer, unit);
    CHECK(bailian.enter("p-1", 1).status == 201);
    const auto path = delegations + "/" + unit;
    CHECK(
        number_at(organizer.must_post(path + "/change", {{"id", "q-1"}, {"name", "百联集团"}, {"quota", 2}}),
                  "delegation/quota") == 2);
    const auto ticket = [&](int i) {
        return guest.must_get("/api/tickets/" + text_at(waiting[i], "ticket/code"));
    };
    CHECK(text_at(ticket(0), "ticket/seat") == "1-3");
    CHECK(text_at(ticket(1), "ticket/seat") == "1-4");
    CHECK(number_at(ticket(2), "ticket/position") == 1);
    const auto greater =
        organizer.must_post(path + "/change", {{"id", "q-2"}, {"name", "百联集团"}, {"quota", 3}}, 409);
    CHECK(text_at(greater, "code") == "not_enough_seats");
    CHECK(text_at(greater, "message_en") == "Seats that are free: 0");
    CHECK(text_at(
              organizer.must_post(path + "/change", {{"id", "q-3"}, {"name", "百联集团"}, {"quota", 0}}, 422),
              "field") == "quota");
    const auto second =
        organizer.must_post(delegations, {{"id", "d-2"}, {"name", "申通"}, {"quota", 1}}, 409);
    CHECK(text_at(second, "message") == "空座还有 0 个");
    // Another name is its people's, too, and the desk finds them by it.
    organizer.must_post(path + "/change", {{"id", "q-4"}, {"name", "百联股份"}, {"quota", 2}});
    CHECK(text_at(bailian.read(), "delegates/0/organization") == "百联股份");
    CHECK(text_at(organizer.must_get(demo + "/registrations?q=%E8%82%A1%E4%BB%BD"), "registrations/0/name") ==
          "周敏0");
    // Removed: the one with a name stays, the other seat goes to who waits, the link is dead.
    organizer.must_post(path + "/remove", {{"id", "x-1"}});
    CHECK(text_at(ticket(2), "ticket/seat") == "1-2");
    CHECK(bailian.get().status == 401);
    CHECK(text_at(organizer.must_get(path + "/link", 404), "code") == "unknown_delegation");
}

TEST_CASE(
    "two contacts who paste at the same time never get more than the quota, and each list goes in whole or not") {
    hall h{40};
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    const auto unit = add_unit(organizer, "d-1", "百联集团", 20);
    std::atomic<int> whole{0};
    std::vector<std::thread> pasting;
    for (int t = 0; t < 2; ++t) {
        auto one = std::make_shared<contact>(contact_of(h, organizer, unit));
        pasting.emplace_back([&, t, one] {
            for (int i = 0; i < 5; ++i)
                whole += one->enter("p-" + std::to_string(t) + std::to_string(i), 6).status == 201;
        });
    }
    for (auto& p : pasting) p.join();
    CHECK(whole == 3);
    auto bailian = contact_of(h, organizer, unit);
    CHECK(number_at(bailian.read(), "delegation/entered") == 18);
    CHECK(at(bailian.read(), "delegates").as_array().size() == 18);
    CHECK(number_at(organizer.must_get(demo), "event/seats/left") == 20);
}

TEST_CASE("who is replaced does not get in any more, who comes instead sits on the same seat") {
    hall h{5};
    browser organizer{h}, desk{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    const auto unit = add_unit(organizer, "d-1", "百联集团", 3);
    auto bailian = contact_of(h, organizer, unit);
    bailian.enter("p-1", 2);
    feed board{desk, "&as=desk"};
    const auto before = bailian.read();
    const auto old = at(before, "delegates/1");
    const auto id = text_at(old, "registration");
    const auto replaced = bailian.post(
        "/" + id + "/replace",
        json::object{{"id", "p-2"}, {"name", "单文"}, {"phone", "138 0013 8001"}, {"consent", true}});
    REQUIRE(replaced.status == 200);
    const auto fresh = at(parsed(replaced.body), "delegate");
    CHECK(text_at(fresh, "seat") == text_at(old, "seat"));
    CHECK(text_at(fresh, "phone_last4") == "8001");
    CHECK(scan(desk, "c1", text_at(old, "code")) == "cancelled");
    CHECK(scan(desk, "c2", text_at(fresh, "code")) == "admitted");
    board.read_type("check_in.admitted");
    const auto told = board.read_type("delegation.changed");
    CHECK(number_at(told, "delegation/admitted") == 1);
    CHECK(text_at(told, "delegation/presence") == "partly");
    // Who is in the hall is neither replaced nor removed, and who is gone is not there.
    const auto in = text_at(fresh, "registration");
    CHECK(code_of(bailian.post("/" + in + "/remove", json::object{{"id", "p-3"}})) == "wrong_state");
    CHECK(code_of(bailian.post("/" + id + "/remove", json::object{{"id", "p-4"}})) == "unknown_registration");
    const auto first = text_at(before, "delegates/0/registration");
    CHECK(bailian.post("/" + first + "/remove", json::object{{"id", "p-5"}}).status == 200);
    const auto now = bailian.read();
    CHECK(number_at(now, "delegation/entered") == 1);
    CHECK(number_at(now, "delegation/quota") == 3);
    CHECK(has(now, "delegates/0/admitted_at"));
    const auto roster = desk.must_get(demo + "/roster");
    CHECK(text_at(roster, "guests/0/name") == "单文");
    CHECK(text_at(roster, "guests/0/delegation") == unit);
    CHECK(number_at(feed(desk, "&as=desk").hello(), "snapshot/delegations/0/admitted") == 1);
}

TEST_CASE(
    "who comes unannounced with a delegation takes one of its seats at the door, while the hall is full for others") {
    hall h{3};
    browser organizer{h}, desk{h}, guest{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    const auto unit = add_unit(organizer, "d-1", "百联集团", 2);
    guest.registers("r1", "林一帆", "13800138000");
    auto bailian = contact_of(h, organizer, unit);
    bailian.enter("p-1", 1);
    const auto comes = [&](const std::string& id, const json::value& delegation, int status = 200) {
        return desk.must_post(demo + "/walk-ins",
                              {{"id", id},
                               {"name", "欧阳明"},
                               {"consent", true},
                               {"desk", "1号台"},
                               {"delegation", delegation},
                               {"scanned_at", 1'600'754'400'000}},
                              status);
    };
    CHECK(text_at(comes("w1", nullptr), "result") == "waitlisted");
    const auto in = comes("w2", json::string{unit});
    CHECK(text_at(in, "result") == "admitted");
    CHECK(text_at(in, "guest/seat") == "1-2");
    CHECK(text_at(in, "guest/delegation") == unit);
    CHECK(comes("w2", json::string{unit}) == in);
    CHECK(text_at(comes("w3", json::string{unit}, 409), "code") == "not_enough_seats");
    CHECK(text_at(comes("w4", "nobody", 404), "code") == "unknown_delegation");
    CHECK(number_at(bailian.read(), "delegation/admitted") == 1);
    CHECK(number_at(bailian.read(), "delegation/entered") == 2);
}

TEST_CASE("a link opens one delegation, until a new one ends it, and is the organizer's to give") {
    hall h{9};
    browser organizer{h}, desk{h}, guest{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    const auto unit = add_unit(organizer, "d-1", "百联集团", 2),
               other = add_unit(organizer, "d-2", "申通地铁", 2);
    const auto path = delegations + "/" + unit;
    auto old = contact_of(h, organizer, unit);
    auto stranger = contact_of(h, organizer, other);
    CHECK(old.get().status == 200);
    CHECK(stranger.enter("p-1", 1).status == 201);
    const auto theirs = text_at(stranger.read(), "delegates/0/registration");
    CHECK(code_of(old.post("/" + theirs + "/remove", json::object{{"id", "p-2"}})) == "unknown_registration");

    const auto renewed = organizer.must_post(path + "/link", {{"id", "l-1"}});
    CHECK(organizer.must_post(path + "/link", {{"id", "l-1"}}) == renewed); // again: not one more
    CHECK(code_of(old.get()) == "link_invalid");
    CHECK(code_of(old.enter("p-3", 1)) == "link_invalid");
    contact fresh{h, text_at(renewed, "url")};
    CHECK(fresh.enter("p-3", 1).status == 201);
    for (const auto* token : {"", "Bearer", "Bearer x", "Bearer 0123456789012345678901"})
        CHECK(guest.get(fresh.path(), {{"Authorization", token}}).status == 401);
    CHECK(code_of(guest.get("/api/delegations/nobody")) == "link_invalid");

    CHECK(guest.get(path + "/link").status == 401);
    CHECK(desk.get(path + "/link").status == 403);
    CHECK(desk.post(delegations, R"({"id":"x","name":"x","quota":1})").status == 403);
}

TEST_CASE("nothing of a list goes in when one line is wrong, or its people have not agreed") {
    hall h{9};
    browser organizer{h}, guest{h};
    organizer.sign_in(h.token("organizer"));
    guest.registers("r1", "林一帆", "13800138000");
    const auto unit = add_unit(organizer, "d-1", "百联集团", 5);
    auto bailian = contact_of(h, organizer, unit);
    const auto enter = [&](const std::string& id, const json::array& people, bool consent = true) {
        return bailian.post("", json::object{{"id", id}, {"consent", consent}, {"people", people}});
    };
    const json::object zhou{{"name", "周敏"}}, lin{{"name", "林亦凡"}, {"phone", "13800138000"}};
    const auto wrong = enter("p-1", {zhou, json::object{{"name", "单文"}, {"phone", "12345"}}});
    CHECK(wrong.status == 422);
    CHECK(text_at(parsed(wrong.body), "field") == "people[1].phone");
    CHECK(code_of(enter("p-2", {zhou}, false)) == "consent_required");
    CHECK(number_at(bailian.read(), "delegation/entered") == 0);
    // A phone that is registered already is taken as any other: the contact learns of nobody.
    const auto taken = enter("p-3", {lin});
    CHECK(taken.status == 201);
    CHECK(taken.body.find("same_phone") == std::string::npos);
    CHECK(bailian.get().body.find("same_phone") == std::string::npos);
    browser desk{h};
    desk.sign_in(h.token("desk"));
    CHECK(at(desk.must_get(demo + "/registrations?q=linyifan"), "registrations/0/same_phone").as_bool());
}

} // namespace jiangtang::test
