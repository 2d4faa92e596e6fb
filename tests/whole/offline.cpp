// A desk that had no network: what it did is kept, and its tickets are no others', over real sockets.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <map>

namespace jiangtang::test {
namespace {

/// What a desk sends that had no network and let the guest in, or did not.
json::object alone(const std::string& id, const std::string& ticket, const std::string& table, bool let_in,
                   int sequence) {
    return {{"id", id},        {"ticket", ticket}, {"desk", table},  {"scanned_at", 1'600'754'400'000},
            {"offline", true}, {"let_in", let_in}, {"device", "d1"}, {"sequence", sequence}};
}

} // namespace

TEST_CASE("whom a desk without a network let in is in the hall, once, and every desk hears of the conflict") {
    hall h;
    browser guest{h}, desk{h}, other{h};
    desk.sign_in(h.token("desk"));
    other.sign_in(h.token("organizer"));
    feed board{other, "&as=organizer"};
    const auto lin = text_at(guest.registers("r1", "林一帆", "13800138000"), "ticket/code");
    guest.registers("r2", "单文", "13800138001");
    const auto waiting = text_at(guest.registers("r3", "古丽娜尔", "13800138002"), "ticket/code");
    const auto path = demo + "/check-ins";

    CHECK(check_in(other, "c1", lin, "2号台") == "admitted");
    const auto late = alone("o1", lin, "1号台", true, 1);
    CHECK(text_at(desk.must_post(path, late), "result") == "already_in");
    CHECK(desk.must_post(path, late) == desk.must_post(path, late)); // again, as often as one likes
    auto told = board.read_type("check_in.conflicted");
    CHECK(text_at(told, "conflict/why") == "already_in");
    CHECK(text_at(told, "conflict/desk") == "1号台");
    CHECK(text_at(told, "conflict/guest/desk") == "2号台");

    // Nobody had a seat for this guest, and still he sits there: he counts.
    CHECK(text_at(desk.must_post(path, alone("o2", waiting, "1号台", true, 2)), "result") == "waitlisted");
    CHECK(text_at(board.read_type("check_in.admitted"), "guest/name") == "古丽娜尔");
    CHECK(text_at(board.read_type("check_in.conflicted"), "conflict/why") == "waitlisted");
    CHECK(check_in(other, "c2", waiting, "2号台") == "already_in");
    CHECK(text_at(desk.must_post(path, alone("o3", "ZZZZZZZZZZ", "1号台", false, 3)), "result") == "unknown");

    // The first try reached the server and its answer was lost: what the desk did then is kept with that very scan.
    const auto shan =
        text_at(desk.must_get(demo + "/registrations?q=shanwen"), "registrations/0/registration");
    json::object first{
        {"id", "c4"}, {"registration", shan}, {"desk", "1号台"}, {"scanned_at", 1'600'754'400'000}};
    CHECK(text_at(desk.must_post(path, first), "result") == "admitted");
    first["offline"] = first["let_in"] = true;
    first["device"] = "d1";
    first["sequence"] = 4;
    CHECK(text_at(desk.must_post(path, first), "result") == "admitted");

    feed again{other, "&as=organizer"};
    CHECK(number_at(again.hello(), "snapshot/arrivals/admitted") == 3);
    CHECK(number_at(again.hello(), "snapshot/arrivals/conflict_count") == 2);
    CHECK(text_at(again.hello(), "snapshot/arrivals/conflicts/1/why") == "already_in");
    // Whom a desk sent away is not in the hall, though there is a seat by now.
    const auto gone = text_at(guest.registers("r4", "周敏", "13800138003"), "ticket/code");
    guest.must_post("/api/tickets/" + gone + "/change",
                    json::object{{"id", "m1"}, {"attendance", "online"}, {"name", "周敏"}});
    CHECK(text_at(desk.must_post(path, alone("o4", gone, "1号台", false, 5)), "result") == "online_only");
    const auto zhou = text_at(guest.registers("r5", "周敏", "13800138004", "online"), "ticket/code");
    CHECK(text_at(desk.must_post(path, alone("o5", zhou, "1号台", false, 6)), "result") == "online_only");
    first["let_in"] = true;
    first["offline"] = false;
    CHECK(text_at(desk.must_post(path, first, 422), "field") == "let_in");
}

TEST_CASE(
    "a guest whom a desk without a network let in came when the desk says, and not after the desk told it") {
    hall h;
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    const auto lin = text_at(guest.registers("r1", "林一帆", "13800138000"), "ticket/code");
    const auto shan = text_at(guest.registers("r2", "单文", "13800138001"), "ticket/code");
    const auto path = demo + "/check-ins";
    const auto now = number_at(feed(desk, "&as=desk").hello(), "now");
    auto early = alone("o1", lin, "1号台", true, 1);
    early["scanned_at"] = now - 3'600'000;
    CHECK(number_at(desk.must_post(path, early), "guest/admitted_at") == now - 3'600'000);
    auto ahead = alone("o2", shan, "1号台", true, 2);
    ahead["scanned_at"] = now + 3'600'000;
    const auto told = number_at(desk.must_post(path, ahead), "guest/admitted_at");
    CHECK(told >= now);
    CHECK(told < now + 60'000);
    // What was sent last came last, whatever the clocks say; and who came early is taken back by that moment.
    CHECK(text_at(feed(desk, "&as=desk").hello(), "snapshot/arrivals/recent/0/name") == "单文");
    const auto id =
        text_at(desk.must_get(demo + "/registrations?q=linyifan"), "registrations/0/registration");
    json::object undo{{"id", "u1"},
                      {"desk", "1号台"},
                      {"reason", "试扫"},
                      {"registration", id},
                      {"admitted_at", now - 3'600'000}};
    CHECK(number_at(desk.must_post(path + "/undo", undo), "arrivals/admitted") == 1);
}

TEST_CASE(
    "what a desk did without a network holds after the end, after a promotion, and when it is taken back") {
    hall h{1};
    browser guest{h}, desk{h}, organizer{h};
    desk.sign_in(h.token("desk"));
    organizer.sign_in(h.token("organizer"));
    const auto lin = text_at(guest.registers("r1", "林一帆", "13800138000"), "ticket/code");
    const auto shan = text_at(guest.registers("r2", "单文", "13800138001"), "ticket/code");
    const auto path = demo + "/check-ins";
    guest.must_post("/api/tickets/" + lin + "/cancel", json::object{}); // and the second has the seat
    CHECK(text_at(desk.must_post(path, alone("o1", shan, "1号台", false, 1)), "result") == "turned_away");
    CHECK(number_at(feed(desk, "&as=desk").hello(), "snapshot/arrivals/admitted") == 0);

    // Let in against the list, and then not: the undo names the scan.
    CHECK(text_at(desk.must_post(path, alone("o2", lin, "1号台", true, 2)), "result") == "cancelled");
    CHECK(number_at(feed(desk, "&as=desk").hello(), "snapshot/arrivals/admitted") == 1);
    json::object undo{{"id", "u1"}, {"desk", "1号台"}, {"reason", "认错了人"}, {"scan", "o2"}};
    CHECK(number_at(desk.must_post(path + "/undo", undo), "arrivals/admitted") == 0);
    undo["id"] = "u2";
    CHECK(text_at(desk.must_post(path + "/undo", undo, 409), "code") == "wrong_state");

    organizer.must_post(demo + "/stream", json::object{{"do", "start"}});
    organizer.must_post(demo + "/stream", json::object{{"do", "end"}});
    json::object walk{{"id", "w1"},
                      {"name", "周敏"},
                      {"consent", true},
                      {"desk", "1号台"},
                      {"scanned_at", 1'600'754'400'000},
                      {"device", "d1"},
                      {"sequence", 3}};
    CHECK(text_at(desk.must_post(demo + "/walk-ins", walk, 409), "code") == "event_ended");
    walk["offline"] = walk["let_in"] = true;
    walk["delegation"] = "gone";
    CHECK(text_at(desk.must_post(demo + "/walk-ins", walk), "guest/name") == "周敏");
    CHECK(number_at(feed(desk, "&as=desk").hello(), "snapshot/arrivals/admitted") == 1);
}

TEST_CASE("of ten thousand forged, altered, foreign and replaced tickets none opens the door") {
    hall h;
    browser guest{h}, desk{h};
    desk.sign_in(h.token("desk"));
    const auto lin = text_at(guest.registers("r1", "林一帆", "13800138000"), "ticket/code");
    const auto shan = text_at(guest.registers("r2", "单文", "13800138001"), "ticket/code");
    const auto signed_url = [&](const std::string& code) {
        return text_at(guest.must_get("/api/tickets/" + code), "ticket/signed_url");
    };
    const auto good = signed_url(lin), other = signed_url(shan);
    const auto hash = good.find("#1");
    REQUIRE(good.size() == hash + 2 + 86);

    // Altered: every symbol of the signature, by every other; of the code, too.
    std::vector<std::string> bad{good + "A",
                                 good + good.substr(hash),
                                 good.substr(0, hash + 2),
                                 good.substr(0, hash + 1),
                                 good.substr(0, hash) + other.substr(hash),
                                 good + "\u200b"};
    const std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
    for (std::size_t i = hash + 1; i < good.size(); ++i)
        for (char c : symbols)
            if (c != good[i]) bad.push_back(good.substr(0, i) + c + good.substr(i + 1));
    for (auto i = hash + 1; i < good.size(); ++i) bad.push_back(good.substr(0, i)); // truncated
    for (std::size_t i = hash - 10; i < hash; ++i)
        for (char c : std::string_view{"23456789ABCDEFGHJKMNPQRSTUVWXYZ"})
            if (c != good[i]) bad.push_back(good.substr(0, i) + c + good.substr(i + 1));
    // Forged: codes that nobody was given, each with a signature of some other.
    for (std::uint64_t n = 1; bad.size() < 9'990; n += 7) {
        std::string code;
        for (auto rest = n * 0x9E3779B97F4A7C15u; code.size() < 10; rest /= 31)
            code += "23456789ABCDEFGHJKMNPQRSTUVWXYZ"[rest % 31];
        bad.push_back(n % 2 ? code : good.substr(0, hash - 10) + code + good.substr(hash));
    }
    // Replaced: the guest has a new one since.
    const auto fresh = guest.must_post("/api/tickets/" + shan + "/replace", json::object{{"id", "new-1"}});
    CHECK(guest.must_post("/api/tickets/" + shan + "/replace", json::object{{"id", "new-1"}}) == fresh);
    CHECK(text_at(guest.must_post("/api/tickets/" + shan + "/replace", json::object{{"id", "new-2"}}, 410),
                  "code") == "ticket_replaced");
    while (bad.size() < 10'000) bad.push_back(bad.size() % 2 ? shan : other);

    int n = 0, opened = 0;
    std::map<std::string, int> results;
    for (const auto& one : bad) {
        const auto result = check_in(desk, "bad-" + std::to_string(++n), one, "1号台");
        ++results[result];
        if (result == "admitted" || result == "already_in") ++opened;
        CHECK_MESSAGE(opened == 0, one);
        if (opened) return;
    }
    CHECK(results["revoked"] == 10);
    CHECK(results["unknown"] == 9'990);
    CHECK(check_in(desk, "good-1", good, "1号台") == "admitted");
    CHECK(check_in(desk, "good-2", text_at(fresh, "ticket/signed_url"), "1号台") == "admitted");
}

} // namespace jiangtang::test
