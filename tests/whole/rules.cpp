// The organizer's rules of registration, over real sockets: windows, places online, and approval.

#include "whole/hall.hpp"
#include "whole/mail_server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace jiangtang::test {
namespace {

const std::string rules_path = demo + "/rules", requests_path = demo + "/requests";

json::object free_rules(std::int64_t version) {
    return {{"version", version},         {"hall_opens_at", nullptr},    {"hall_closes_at", nullptr},
            {"online_opens_at", nullptr}, {"online_closes_at", nullptr}, {"online_limit", nullptr},
            {"approval", "none"}};
}

/// Saves rules that differ from the free ones by `with`.
json::value set_rules(browser& organizer, const json::object& with) {
    auto body = free_rules(number_at(organizer.must_get(rules_path), "rules/version"));
    for (const auto& [name, value] : with) body[name] = value;
    auto answer = organizer.put(rules_path, json::serialize(body));
    INFO(answer.body);
    REQUIRE(answer.status == 200);
    return parsed(answer.body);
}

json::object applies(const std::string& id, const std::string& phone, const std::string& attendance,
                     const std::string& name = "林一帆") {
    return {{"id", id}, {"attendance", attendance}, {"name", name}, {"phone", phone}, {"consent", true}};
}

json::object verdict(const std::string& id, const std::string& what, std::vector<std::string> who,
                     const std::string& reason = {}) {
    json::object o{{"id", id}, {"do", what}};
    auto& all = o["registrations"].emplace_array();
    for (const auto& one : who) all.emplace_back(one);
    if (!reason.empty()) o["reason"] = reason;
    return o;
}

std::int64_t clock_of(browser& b) { return number_at(b.must_get(demo), "server_time"); }

/// The demo event is of 2020 and runs on its own clock: here it is moved to begin in an hour.
void hold_today(browser& organizer) {
    auto event = at(organizer.must_get(demo), "event").as_object();
    const auto start = clock_of(organizer) + 3'600'000;
    json::object edit{
        {"version", event["version"]},  {"series", event["series"]},         {"issue", event["issue"]},
        {"theme", event["theme"]},      {"venue", event["venue"]},           {"starts_at", start},
        {"ends_at", start + 3'600'000}, {"organizers", event["organizers"]}, {"agenda", json::array{}}};
    REQUIRE(organizer.put(demo, json::serialize(edit)).status == 200);
}

} // namespace

TEST_CASE(
    "nobody registers before it opens or after it closes, but desks do, and cancelling is always possible") {
    hall h{3};
    browser guest{h}, organizer{h}, desk{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    hold_today(organizer);
    const auto lin = guest.registers("r1", "林一帆", "13800138000");
    const auto online = guest.registers("r2", "单文", "13800138001", "online");
    const auto now = clock_of(guest);
    feed page{guest.watch(), ""};
    set_rules(organizer, {{"hall_opens_at", now + 3'000'000}, {"online_closes_at", now - 1000}});
    CHECK(number_at(page.read_type("event.updated"), "event/registration/in_person/opens_at") ==
          now + 3'000'000);

    const auto early =
        guest.must_post(demo + "/registrations", applies("r3", "13800138002", "in_person"), 409);
    CHECK(text_at(early, "code") == "registration_not_open");
    CHECK(text_at(early, "field") == "attendance");
    CHECK(number_at(early, "opens_at") == now + 3'000'000);
    const auto late = guest.must_post(demo + "/registrations", applies("r3", "13800138002", "online"), 409);
    CHECK(text_at(late, "code") == "registration_closed");
    CHECK(at(guest.must_get(demo), "open").as_array().empty());
    CHECK(guest.registers("r1", "林一帆", "13800138000") == lin); // sent again: it was taken

    const auto ticket = "/api/tickets/" + text_at(lin, "ticket/code");
    const json::object go{{"id", "m1"}, {"attendance", "online"}, {"name", "林一帆"}};
    CHECK(text_at(guest.must_post(ticket + "/change", go, 409), "code") == "registration_closed");
    const json::object rename{{"id", "m2"}, {"attendance", "in_person"}, {"name", "林亦凡"}};
    CHECK(text_at(guest.must_post(ticket + "/change", rename), "ticket/name") == "林亦凡");
    const json::object come{{"id", "m3"}, {"attendance", "in_person"}, {"name", "单文"}};
    CHECK(text_at(guest.must_post("/api/tickets/" + text_at(online, "ticket/code") + "/change", come, 409),
                  "code") == "registration_not_open");
    CHECK(text_at(guest.must_post(ticket + "/cancel", json::object{}), "ticket/status") == "cancelled");

    const json::object walk{
        {"id", "w1"}, {"name", "周敏"}, {"consent", true}, {"desk", "1号台"}, {"scanned_at", now}};
    CHECK(text_at(desk.must_post(demo + "/walk-ins", walk), "result") == "admitted");
    set_rules(organizer, {});
    CHECK(at(guest.must_get(demo), "open").as_array().size() == 2);
    CHECK(text_at(guest.registers("r3", "古丽", "13800138002"), "registration/status") == "confirmed");
}

TEST_CASE("what is open changes by the clock alone, without anybody doing anything") {
    hall h;
    browser guest{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    hold_today(organizer);
    set_rules(organizer, {{"hall_opens_at", clock_of(guest) + 700}});
    CHECK(at(guest.must_get(demo), "open").as_array().size() == 1);
    wait_until("the hall opens", [&] { return at(guest.must_get(demo), "open").as_array().size() == 2; });
    CHECK(text_at(guest.registers("r1", "林一帆", "13800138000"), "registration/status") == "confirmed");
}

TEST_CASE(
    "two hundred register at once for forty places online: forty get one, and one given back goes to the next") {
    hall h;
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    set_rules(organizer, {{"online_limit", 40}});
    std::atomic<int> taken{0}, full{0}, other{0};
    std::string code;
    std::vector<std::thread> people;
    for (int t = 0; t < 8; ++t)
        people.emplace_back([&, t] {
            browser b{h};
            for (int i = 0; i < 25; ++i) {
                const auto n = t * 25 + i;
                const auto answer =
                    b.post(demo + "/registrations",
                           json::serialize(applies("o" + std::to_string(n),
                                                   std::to_string(13'800'138'000 + n), "online")));
                if (answer.status == 201) ++taken;
                else if (answer.body.find("online_full") != std::string::npos) ++full;
                else ++other;
            }
        });
    for (auto& p : people) p.join();
    CHECK(taken == 40);
    CHECK(full == 160);
    CHECK(other == 0);
    browser guest{h};
    CHECK(number_at(guest.must_get(demo), "event/online") == 40);
    CHECK(at(guest.must_get(demo), "event/registration/online/full").as_bool());
    CHECK(text_at(guest.registers("h1", "林一帆", "13900138000"), "registration/status") == "confirmed");

    set_rules(organizer, {{"online_limit", 41}});
    const auto last = guest.registers("o-last", "单文", "13900138001", "online");
    guest.must_post(demo + "/registrations", applies("o-more", "13900138002", "online"), 409);
    guest.must_post("/api/tickets/" + text_at(last, "ticket/code") + "/cancel", json::object{});
    CHECK(text_at(guest.registers("o-next", "古丽", "13900138003", "online"), "registration/status") ==
          "confirmed");
    const json::object go{{"id", "m1"}, {"attendance", "online"}, {"name", "林一帆"}};
    const auto seat =
        "/api/tickets/" + text_at(guest.registers("h1", "林一帆", "13900138000"), "ticket/code");
    CHECK(text_at(guest.must_post(seat + "/change", go, 409), "code") == "online_full");
}

TEST_CASE(
    "a request holds no seat and opens no door until an organizer approves it, in the order of the answers") {
    hall h{1};
    browser guest{h}, organizer{h}, desk{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    feed board{desk, "&as=desk"};
    set_rules(organizer, {{"approval", "in_person"}});
    const auto lin = guest.registers("r1", "林一帆", "13800138000");
    const auto shan = guest.registers("r2", "单文", "13800138001");
    const auto gu = guest.registers("r3", "古丽娜尔", "13800138002");
    CHECK(text_at(lin, "registration/status") == "requested");
    CHECK(!has(lin, "registration/position"));
    CHECK(text_at(guest.registers("r4", "欧阳明", "13800138003", "online"), "registration/status") ==
          "confirmed");
    CHECK(number_at(guest.must_get(demo), "event/seats/left") == 1);
    const auto ticket = "/api/tickets/" + text_at(lin, "ticket/code");
    CHECK(text_at(guest.must_get(ticket), "ticket/status") == "requested");
    CHECK(!has(guest.must_get(ticket), "ticket/signed_url"));
    json::value scan;
    CHECK(check_in(desk, "c1", text_at(lin, "ticket/code"), "1号台", &scan) == "requested");
    CHECK(number_at(scan, "arrivals/admitted") == 0);
    CHECK(text_at(desk.must_get(demo + "/registrations?q=lyf"), "registrations/0/status") == "requested");
    CHECK(text_at(board.read_type("registration.created"), "guest/status") == "requested");
    CHECK(text_at(at(desk.must_get(demo + "/roster"), "guests").as_array()[0], "status") == "requested");
    CHECK(at(desk.must_get(demo + "/roster"), "closed").as_object().empty());

    CHECK(guest.get(requests_path).status == 401);
    CHECK(desk.get(requests_path).status == 403);
    CHECK(
        desk.post(requests_path, json::serialize(verdict("v0", "approve", {text_at(lin, "registration/id")})))
            .status == 403);
    const auto waiting = organizer.must_get(requests_path);
    CHECK(number_at(waiting, "count") == 3);
    CHECK(text_at(waiting, "requests/0/guest/name") == "林一帆");
    CHECK(text_at(waiting, "requests/0/guest/phone_last4") == "8000");
    CHECK(!has(waiting, "requests/0/guest/phone"));

    const auto lin_id = text_at(lin, "registration/id"), shan_id = text_at(shan, "registration/id"),
               gu_id = text_at(gu, "registration/id");
    const auto yes = verdict("v1", "approve", {gu_id, lin_id});
    const auto done = organizer.must_post(requests_path, yes);
    CHECK(text_at(done, "decided/0/status") == "confirmed");
    CHECK(number_at(done, "decided/1/position") == 1);
    CHECK(organizer.must_post(requests_path, yes) == done); // again: the same, once
    CHECK(text_at(board.read_type("registration.changed"), "guest/seat") == "1-1");
    CHECK(number_at(guest.must_get(ticket), "ticket/position") == 1);
    CHECK(check_in(desk, "c2", text_at(gu, "ticket/code"), "1号台") == "admitted");

    organizer.must_post(requests_path,
                        verdict("v2", "decline", {shan_id, gu_id, "r-none"}, "这次名额留给会员"));
    const auto refused = guest.must_get("/api/tickets/" + text_at(shan, "ticket/code"));
    CHECK(text_at(refused, "ticket/status") == "declined");
    CHECK(text_at(refused, "ticket/reason") == "这次名额留给会员");
    CHECK(check_in(desk, "c3", text_at(shan, "ticket/code"), "1号台") == "declined");
    const auto list = organizer.must_get(requests_path);
    CHECK(number_at(list, "count") == 0);
    CHECK(text_at(list, "declined/0/reason") == "这次名额留给会员");
    CHECK(has(list, "declined/0/staff"));
    const json::object change{{"id", "m1"}, {"attendance", "online"}, {"name", "单文"}};
    CHECK(text_at(guest.must_post("/api/tickets/" + text_at(shan, "ticket/code") + "/change", change, 409),
                  "code") == "wrong_state");

    // The no is taken back: behind who waits already.
    const auto after_all = organizer.must_post(requests_path, verdict("v3", "approve", {shan_id, lin_id}));
    CHECK(number_at(after_all, "decided/0/position") == 2);
    CHECK(text_at(after_all, "left/0/code") == "wrong_state");
    CHECK(!has(guest.must_get("/api/tickets/" + text_at(shan, "ticket/code")), "ticket/reason"));
    const auto csv = organizer.get(demo + "/registrations.csv").body;
    CHECK(csv.find("古丽娜尔") != std::string::npos);
}

TEST_CASE("who asks may move, take it back, or be erased, and the limit online holds for who is approved") {
    hall h{2};
    browser guest{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    set_rules(organizer, {{"approval", "all"}, {"online_limit", 1}});
    const auto lin = guest.registers("r1", "林一帆", "13800138000", "online");
    const auto shan = guest.registers("r2", "单文", "13800138001", "online");
    const auto gu = guest.registers("r3", "古丽娜尔", "13800138002");
    CHECK(text_at(shan, "registration/status") == "requested");
    CHECK(number_at(guest.must_get(demo), "event/online") == 0);
    const auto id = [](const json::value& r) { return text_at(r, "registration/id"); };
    const auto both = organizer.must_post(requests_path, verdict("v1", "approve", {id(lin), id(shan)}));
    CHECK(at(both, "decided").as_array().size() == 1);
    CHECK(text_at(both, "left/0/code") == "online_full");
    CHECK(number_at(guest.must_get(demo), "event/online") == 1);

    // From the stream to the hall is a new request, and gives the place online back.
    const auto path = "/api/tickets/" + text_at(lin, "ticket/code");
    const json::object come{{"id", "m1"}, {"attendance", "in_person"}, {"name", "林一帆"}};
    CHECK(text_at(guest.must_post(path + "/change", come), "ticket/status") == "requested");
    CHECK(number_at(guest.must_get(demo), "event/online") == 0);
    organizer.must_post(requests_path, verdict("v2", "approve", {id(lin)}));
    CHECK(text_at(guest.must_get(path), "ticket/seat") == "1-1");
    // Who has been approved for the hall is for the stream.
    const json::object go{{"id", "m2"}, {"attendance", "online"}, {"name", "林一帆"}};
    CHECK(text_at(guest.must_post(path + "/change", go), "ticket/status") == "confirmed");
    CHECK(number_at(guest.must_get(demo), "event/online") == 1);

    const auto other = "/api/tickets/" + text_at(gu, "ticket/code");
    CHECK(text_at(guest.must_post(other + "/cancel", json::object{}), "ticket/status") == "cancelled");
    const auto late = organizer.must_post(requests_path, verdict("v3", "approve", {id(gu)}));
    CHECK(text_at(late, "left/0/code") == "wrong_state");
    const auto csv = organizer.get(demo + "/registrations.csv").body;
    CHECK(csv.find("线上,待审核,") != std::string::npos);
    organizer.must_post(requests_path, verdict("v4", "decline", {id(shan)}, "秘密的原因"));
    guest.must_post("/api/tickets/" + text_at(shan, "ticket/code") + "/erase", json::object{{"id", "e1"}});
    const auto list = organizer.must_get(requests_path);
    CHECK(json::serialize(list).find("秘密的原因") == std::string::npos);
    CHECK(json::serialize(list).find("单文") == std::string::npos);
}

TEST_CASE(
    "rules that cannot be meant are refused at their field, and a second editor does not overwrite the first") {
    hall h;
    browser organizer{h}, desk{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    hold_today(organizer);
    const auto now = clock_of(organizer);
    struct row {
        std::string name;
        json::value value;
        std::string code;
    };
    const std::vector<row> rows{{"online_limit", 0, "invalid_field"},
                                {"online_limit", -3, "invalid_field"},
                                {"online_limit", 10'000'000, "invalid_field"},
                                {"online_limit", "many", "invalid_field"},
                                {"online_limit", 2.5, "invalid_field"},
                                {"hall_opens_at", -1, "invalid_field"},
                                {"hall_opens_at", "soon", "invalid_field"},
                                {"hall_closes_at", 9'000'000'000'000'000, "invalid_field"},
                                {"hall_opens_at", now + 24 * 3'600'000, "invalid_field"},
                                {"online_opens_at", now + 24 * 3'600'000, "invalid_field"},
                                {"approval", "perhaps", "invalid_field"},
                                {"approval", nullptr, "missing_field"},
                                {"version", nullptr, "missing_field"}};
    for (const auto& r : rows) {
        auto body = free_rules(0);
        body[r.name] = r.value;
        const auto answer = organizer.put(rules_path, json::serialize(body));
        INFO(json::serialize(body), answer.body);
        CHECK(answer.status == 422);
        CHECK(text_at(parsed(answer.body), "code") == r.code);
        CHECK(text_at(parsed(answer.body), "field") == r.name);
    }
    auto reversed = free_rules(0);
    reversed["online_opens_at"] = now + 1000;
    reversed["online_closes_at"] = now;
    CHECK(text_at(parsed(organizer.put(rules_path, json::serialize(reversed)).body), "field") ==
          "online_closes_at");
    CHECK(desk.put(rules_path, json::serialize(free_rules(0))).status == 403);
    CHECK(number_at(organizer.must_get(rules_path), "rules/version") == 0);

    auto first = free_rules(0), second = free_rules(0);
    first["online_limit"] = 5;
    second["online_limit"] = 6;
    CHECK(organizer.put(rules_path, json::serialize(first)).status == 200);
    CHECK(organizer.put(rules_path, json::serialize(first)).status == 200); // the answer was lost
    const auto conflict = organizer.put(rules_path, json::serialize(second));
    CHECK(conflict.status == 409);
    CHECK(text_at(parsed(conflict.body), "code") == "version_conflict");
    CHECK(number_at(organizer.must_get(rules_path), "rules/online_limit") == 5);
    CHECK(number_at(organizer.must_get(rules_path), "rules/version") == 1);
    for (const auto* body :
         {R"({"id":"v1","do":"maybe","registrations":["r"]})",
          R"({"id":"v1","do":"approve","registrations":[]})",
          R"({"id":"v1","do":"approve","registrations":[7]})", R"({"id":"v1","do":"approve"})",
          R"({"id":"v 1","do":"approve","registrations":["r"]})"})
        CHECK(organizer.post(requests_path, body).status == 422);
    const auto nobody = organizer.must_post(requests_path, verdict("v9", "approve", {"nobody"}));
    CHECK(text_at(nobody, "left/0/code") == "unknown_registration");
}

TEST_CASE(
    "who asks is written to when the request came, when it is declined and why, and when it is approved") {
    mail_server post;
    hall h{1,
           configuration{"[mail]\nurl = \"" + post.url() +
                         "\"\nfrom = \"质量大讲堂 <noreply@hall.test>\"\nretry_s = 1\nstarttls = false\n"}};
    browser guest{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    set_rules(organizer, {{"approval", "in_person"}});
    auto lin = applies("r1", "13800138000", "in_person");
    lin["email"] = "lin@guest.test";
    const auto id = text_at(guest.must_post(demo + "/registrations", lin, 201), "registration/id");
    // By its subject: a Maildir has no order.
    const auto told = [&](const std::string& what) {
        const auto found = [&] {
            const auto all = post.mails();
            const auto one = std::ranges::find_if(all, [&](const auto& m) {
                return m.field("Subject") == what + "：卓越城市 品质生活 第三期";
            });
            return one == all.end() ? std::string{} : one->part("text/plain");
        };
        wait_until("the mail “" + what + "” came", [&] { return !found().empty(); });
        return found();
    };
    const auto asked = told("已收到申请");
    CHECK(asked.find("状态：等待主办方审核") != std::string::npos);
    CHECK(asked.find("票号") == std::string::npos);
    organizer.must_post(requests_path, verdict("v1", "decline", {id}, "名额留给会员"));
    CHECK(told("申请未通过").find("说明：名额留给会员") != std::string::npos);
    organizer.must_post(requests_path, verdict("v2", "approve", {id}));
    CHECK(told("报名成功").find("座位：1排1座") != std::string::npos);
    CHECK(post.mails().size() == 3);
}

TEST_CASE(
    "where tickets go by SMS, the rules answer a known phone as a new one, and who was declined may ask again") {
    sms_server vendor{[](const auto&, auto) { return sms_server::ok(); }};
    hall h{2, configuration{"[sms]\nurl = \"" + vendor.url() + "\"\nretry_s = 1\n"}};
    browser guest{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    set_rules(organizer, {{"approval", "in_person"}, {"online_limit", 1}});
    const auto path = demo + "/registrations";
    const auto first = guest.must_post(path, applies("r1", "13800138000", "in_person"), 201);
    CHECK(text_at(first, "registration/status") == "sent");
    guest.must_post(path, applies("r2", "13800138001", "online"), 201);
    // Online is full: for the one who is in, for the one who asked, and for a new one alike.
    for (const auto* phone : {"13800138001", "13800138000", "13800138009"})
        CHECK(text_at(guest.must_post(path, applies("f" + std::string{phone}, phone, "online"), 409),
                      "code") == "online_full");
    const auto id = text_at(organizer.must_get(requests_path), "requests/0/guest/registration");
    organizer.must_post(requests_path, verdict("v1", "decline", {id}));
    CHECK(guest.must_post(path, applies("r3", "13800138000", "in_person"), 201) == first);
    CHECK(number_at(organizer.must_get(requests_path), "count") == 1);
}

} // namespace jiangtang::test
