// SMS through a vendor that hesitates, refuses and goes away; and that nobody learns from them who is registered.

#include "whole/guest_post.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

namespace jiangtang::test {

TEST_CASE(
    "an SMS that was put off is sent again under its id, one without an answer is uncertain, one refused failed") {
    sms_server vendor{[](const sms_server::request& r, std::size_t n) -> std::string {
        if (contains(r.body, "13800138001")) return ""; // taken, and gone without a word
        if (contains(r.body, "13800138002")) return sms_server::ok(R"({"code":"LIMIT 13800138002"})");
        return n == 0 ? sms_server::status(503) : sms_server::ok();
    }};
    hall h{9, configuration{by_sms(vendor, "success = '\"OK\"'\nconnections = 1\n")}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    CHECK(!has(someone.must_get(demo), "asks_email"));
    for (const auto* n : {"0", "1", "2"}) {
        someone.registers(std::string{"r"} + n, "林\"一\"帆", std::string{"1380013800"} + n);
        wait_until("it was taken",
                   [&] { return vendor.requests().size() > static_cast<std::size_t>(*n - '0'); });
    }
    wait_until_settled(organizer);
    CHECK(count(organizer, "sent") == 1);
    CHECK(count(organizer, "uncertain") == 1);
    CHECK(count(organizer, "failed") == 1);
    CHECK(contains(json::serialize(log_of(organizer)), "LIMIT *******8002"));
    std::map<std::string, int> times;
    for (const auto& r : vendor.requests())
        ++times[text_at(parsed(r.body), "phone") + text_at(parsed(r.body), "id")];
    CHECK(times.size() == 3); // one id each
    CHECK(vendor.requests().size() == 4);
}

TEST_CASE(
    "where tickets go by SMS a phone that has one gets that one again, and who types it learns nothing") {
    sms_server vendor{[](const auto&, auto) { return sms_server::ok(); }};
    hall h{9, configuration{by_sms(vendor)}};
    browser someone{h}, organizer{h}, desk{h};
    organizer.sign_in(h.token("organizer"));
    desk.sign_in(h.token("desk"));
    const auto first = someone.registers("r1", "林一帆", "13800138000");
    wait_for(organizer, "sent", 1);
    CHECK(someone.registers("r2", "别人", "+86 138-0013-8000") == first); // known, from anybody
    CHECK(count(organizer, "sent") + count(organizer, "queued") == 1);    // not again within ten minutes
    CHECK(at(desk.must_get(demo + "/registrations?q=8000"), "registrations").as_array().size() == 1);
    const auto other = someone.registers("r3", "单文", "13800138001");
    CHECK(json::serialize(other).size() == json::serialize(first).size());
    CHECK(!has(other, "ticket/code"));
    CHECK(!has(other, "registration/id"));
    wait_for(organizer, "sent", 2);
    // Known and unknown by turns: the medians of the times are the same to a few milliseconds.
    std::vector<double> known, unknown;
    for (int i = 0; i < 40; ++i) {
        const auto n = std::to_string(i);
        for (auto* into : {&known, &unknown}) {
            const auto begun = std::chrono::steady_clock::now();
            someone.registers((into == &known ? "k" : "u") + n, "林一帆",
                              into == &known ? "13800138000" : std::to_string(13900139000 + i), "online");
            into->push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun).count());
        }
    }
    std::ranges::sort(known);
    std::ranges::sort(unknown);
    MESSAGE("known ", known[20], " ms, unknown ", unknown[20], " ms");
    CHECK(std::abs(known[20] - unknown[20]) < 5);
    CHECK(known.front() >= 100);
}

TEST_CASE(
    "who corrects the phone gets the ticket there, known or not, and nothing goes to the former one any more") {
    mail_server post;
    sms_server vendor{[](const sms_server::request& r, auto) {
        return contains(r.body, "13800138000") ? sms_server::ok(R"({"code":"NO SUCH PHONE"})")
                                               : sms_server::ok();
    }};
    hall h{9, configuration{configured(post.url(), by_sms(vendor, "success = '\"OK\"'\n"))}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    someone.registers("r0", "单文", "13800138009");
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "typo@guest.test"), 201);
    wait_until_settled(organizer);
    CHECK(count(organizer, "failed") == 1);
    const auto ticket = link_in(mail_to(wait_for_mails(post, 1), "typo@guest.test").part("text/plain"));
    const auto path = "/api/tickets/" + ticket.substr(ticket.rfind('/') + 1);
    json::object to{{"id", "c1"},
                    {"attendance", "in_person"},
                    {"name", "林一帆"},
                    {"phone", "13800138001"},
                    {"email", "lin@guest.test"}};
    const auto changed = someone.must_post(path + "/change", to);
    CHECK(someone.must_post(path + "/change", to) == changed);
    wait_until_settled(organizer);
    CHECK(count(organizer, "failed") == 0); // nobody sends it there again
    CHECK(count(organizer, "superseded") == 1);
    CHECK(mail_to(wait_for_mails(post, 2), "lin@guest.test").field("Subject").starts_with("报名成功："));
    REQUIRE(vendor.requests().size() == 3);
    CHECK(contains(vendor.requests().back().body, "13800138001"));
    CHECK(contains(vendor.requests().back().body, ticket));
    CHECK(number_at(organizer.must_post(demo + "/messages/again", {{"id", "a1"}}), "queued") == 0);

    to["id"] = "c2";
    CHECK(someone.must_post(path + "/change", to) == changed); // the same ones: nothing is sent
    to["id"] = "c3";
    to["phone"] = "13800138009"; // somebody else's
    to["email"] = "";
    CHECK(someone.must_post(path + "/change", to) == changed);
    wait_until_settled(organizer);
    CHECK(vendor.requests().size() == 4);
    CHECK(!has(someone.must_get(path + "/data"), "person/email"));
    to["id"] = "c4";
    to["attendance"] = "online";
    to.erase("phone");
    someone.must_post(path + "/change", to);
    wait_until_settled(organizer);
    CHECK(wait_for_mails(post, 2).size() == 2); // no mail any more
    CHECK(contains(vendor.requests().back().body, "13800138009"));
    to["email"] = "lin@例.cn";
    to["id"] = "c5";
    CHECK(text_at(someone.must_post(path + "/change", to, 422), "field") == "email");
}

} // namespace jiangtang::test
