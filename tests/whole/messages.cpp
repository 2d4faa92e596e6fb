// What guests are told, against a real mail server (exim) and a real web server: once each, through refusals, outages and kill -9.

#include "whole/hall.hpp"
#include "whole/mail_server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

namespace jiangtang::test {
namespace {

std::string configured(const std::string& mail_url, const std::string& sms = {}, bool starttls = false) {
    return "[mail]\nurl = \"" + mail_url +
           "\"\nfrom = \"质量大讲堂 <noreply@hall.test>\"\nretry_s = 1\nstarttls = " +
           (starttls ? "true\n" : "false\n") + sms;
}

std::string by_sms(const sms_server& s, const std::string& more = {}) {
    return "[sms]\nurl = \"" + s.url() + "\"\nretry_s = 1\n" + more;
}

json::object guest(const std::string& id, const std::string& name, const std::string& email,
                   const std::string& phone = "13800138000") {
    return {{"id", id},       {"attendance", "in_person"}, {"name", name}, {"phone", phone}, {"email", email},
            {"consent", true}};
}

json::value log_of(browser& organizer) { return organizer.must_get(demo + "/messages"); }

/// How many messages stand there; 0 when none does.
std::int64_t count(browser& organizer, const std::string& status) {
    const auto log = log_of(organizer);
    return has(log, "counts/" + status) ? number_at(log, "counts/" + status) : 0;
}

void wait_for(browser& organizer, const std::string& status, std::int64_t n) {
    wait_until(std::to_string(n) + " are " + status, [&] { return count(organizer, status) == n; });
}

void wait_until_settled(browser& organizer) {
    wait_until("nothing is queued",
               [&] { return count(organizer, "queued") + count(organizer, "sending") == 0; });
}

/// Waits for the delivery, which exim makes after it has taken a mail.
std::vector<mail> wait_for_mails(const mail_server& s, std::size_t n) {
    wait_until(std::to_string(n) + " mails came", [&] { return s.mails().size() >= n; });
    return s.mails();
}

mail mail_to(const std::vector<mail>& all, const std::string& to) {
    for (const auto& m : all)
        if (m.field("To") == "<" + to + ">") return m;
    throw std::runtime_error{"no mail to " + to};
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

/// The address of the ticket in a message.
std::string link_in(const std::string& text) {
    const auto at = text.find("http://127.0.0.1:");
    return text.substr(at, text.find_first_of("\r\n\"", at) - at);
}

std::string bytes_of(const std::string& folder) {
    std::string all;
    for (const auto& file : std::filesystem::directory_iterator{folder})
        if (file.is_regular_file()) {
            std::ifstream in{file.path(), std::ios::binary};
            all.append(std::istreambuf_iterator<char>{in}, {});
        }
    return all;
}

} // namespace

TEST_CASE(
    "a ticket is sent once by mail and by SMS, in the language of the page, and the log masks who got it") {
    mail_server post;
    sms_server vendor{[](const auto&, auto) { return sms_server::ok(); }};
    hall h{2,
           configuration{configured(
               post.url(), by_sms(vendor, "headers = [\"Idempotency-Key: {id}\"]\nsuccess = '\"OK\"'\n"))}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    CHECK(has(someone.must_get(demo), "asks_email"));
    auto lin = guest("r1", "林一帆", "Lin@例.cn");
    CHECK(text_at(someone.must_post(demo + "/registrations", lin, 422), "field") == "email");
    lin["email"] = "lin@guest.test\r\nBcc: all@guest.test";
    CHECK(text_at(someone.must_post(demo + "/registrations", lin, 422), "field") == "email");
    lin["email"] = " lin＠guest.test ";
    const auto registered = someone.must_post(demo + "/registrations", lin, 201);
    CHECK(someone.must_post(demo + "/registrations", lin, 201) == registered);
    CHECK(text_at(registered, "ticket/sent_to") == "*******8000");
    auto ann = guest("r2", "Ann visit http://evil.test", "ann@guest.test", "13800138001");
    ann["language"] = "en";
    someone.must_post(demo + "/registrations", ann, 201);
    wait_for(organizer, "sent", 4);
    const auto mails = wait_for_mails(post, 2);
    CHECK(mails.size() == 2);
    const auto zh = mail_to(mails, "lin@guest.test"), en = mail_to(mails, "ann@guest.test");
    CHECK(zh.field("Subject") == "报名成功：卓越城市 品质生活 第三期");
    CHECK(zh.field("From") == "质量大讲堂 <noreply@hall.test>");
    CHECK(zh.field("Auto-Submitted") == "auto-generated");
    const auto text = zh.part("text/plain"), html = zh.part("text/html");
    CHECK(text.starts_with("林一帆，您好：\r\n\r\n您已报名质量大讲堂第三期“卓越城市 品质生活”。"));
    CHECK(contains(text, "时间：2020年9月22日（周二）14:00\r\n地点：百联集团大厦\r\n座位：1排1座\r\n"));
    const auto link = link_in(text);
    CHECK(text_at(someone.must_get("/api/tickets/" + link.substr(link.rfind('/') + 1)), "ticket/name") ==
          "林一帆");
    CHECK(contains(html, "<a href=\"" + link + "\">"));
    CHECK(contains(en.part("text/plain"), "Hello,\r\n\r\nYou are registered for"));
    CHECK(!contains(en.part("text/html") + en.part("text/plain"), "evil"));

    const auto sms = vendor.requests();
    REQUIRE(sms.size() == 2);
    const auto& first = contains(sms[0].body, "13800138000") ? sms[0] : sms[1];
    const auto said = parsed(first.body);
    CHECK(text_at(said, "text") ==
          "林一帆，报名成功：“卓越城市 品质生活”，9月22日14:00，百联集团大厦，1排1座。" + link);
    CHECK(contains(first.head, "Idempotency-Key: " + text_at(said, "id")));

    const auto log = json::serialize(log_of(organizer));
    CHECK(contains(log, "l***@guest.test"));
    CHECK(contains(log, "*******8000"));
    CHECK(!contains(log, "lin@"));
    CHECK(!contains(log, "13800138000"));
    CHECK(someone.get(demo + "/messages").status == 401);
    h.stop();
    const auto kept = bytes_of(h.data());
    CHECK(!contains(kept, "lin@guest.test"));
    CHECK(contains(kept, "l***@guest.test")); // the control: it would have been found
}

TEST_CASE(
    "who waits, moves up, moves to the stream or cancels is told how it stands, and only the last is said late") {
    mail_server post;
    post.put_off(true);
    hall h{1, configuration{configured(post.url())}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    const auto lin = someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    someone.must_post(demo + "/registrations", guest("r2", "单文", "shan@guest.test", "13800138001"), 201);
    // Nobody was told yet, and by the time the server takes mail all has changed.
    const auto path = "/api/tickets/" + text_at(lin, "ticket/code");
    someone.must_post(path + "/change", {{"id", "c1"}, {"attendance", "online"}, {"name", "林一帆"}});
    wait_until("it was tried",
               [&] { return contains(json::serialize(log_of(organizer)), "try again later"); });
    post.put_off(false);
    wait_for(organizer, "sent", 2);
    auto mails = wait_for_mails(post, 2);
    CHECK(mail_to(mails, "lin@guest.test").field("Subject").starts_with("参加方式已更改："));
    CHECK(contains(mail_to(mails, "lin@guest.test").part("text/plain"), "参加方式：线上看直播"));
    CHECK(mail_to(mails, "shan@guest.test").field("Subject").starts_with("有座位了："));
    CHECK(contains(mail_to(mails, "shan@guest.test").part("text/plain"), "座位：1排1座"));
    CHECK(count(organizer, "superseded") == 2);

    const auto gu =
        someone.must_post(demo + "/registrations", guest("r3", "古丽", "gu@guest.test", "13800138002"), 201);
    wait_for(organizer, "sent", 3);
    mails = wait_for_mails(post, 3);
    CHECK(mail_to(mails, "gu@guest.test").field("Subject").starts_with("候补第1位："));
    someone.must_post("/api/tickets/" + text_at(gu, "ticket/code") + "/cancel", json::object{});
    someone.must_post("/api/tickets/" + text_at(gu, "ticket/code") + "/cancel", json::object{});
    wait_for(organizer, "sent", 4);
    mails = wait_for_mails(post, 4);
    CHECK(mails.size() == 4);
    CHECK(std::ranges::count_if(
              mails, [](const mail& m) { return m.field("Subject").starts_with("报名已取消："); }) == 1);
}

TEST_CASE(
    "a server that is away is waited for, one that puts off is tried again, and what it refuses is shown") {
    mail_server post;
    post.stop();
    hall h{9, configuration{configured(post.url())}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    wait_until("the organizer reads why, and that no attempt counts", [&] {
        const auto log = log_of(organizer);
        return has(log, "channels/mail/problem") && has(log, "messages/0/error") &&
               number_at(log, "messages/0/attempts") == 0;
    });
    post.start();
    wait_for(organizer, "sent", 1);
    CHECK(!has(log_of(organizer), "channels/mail/problem"));

    someone.must_post(demo + "/registrations", guest("r2", "单文", "nobody@guest.test"), 201);
    wait_for(organizer, "failed", 1);
    const auto failed = organizer.must_get(demo + "/messages?only=unsettled");
    CHECK(at(failed, "messages").as_array().size() == 1);
    CHECK(contains(text_at(failed, "messages/0/error"), "no such user <n***@guest.test>"));
    const json::object again{{"id", "a1"}, {"message", at(failed, "messages/0/id")}};
    CHECK(number_at(organizer.must_post(demo + "/messages/again", again), "queued") == 1);
    wait_for(organizer, "failed", 1);
    CHECK(organizer.must_post(demo + "/messages/again", json::object{{"id", "a2"}, {"message", "other"}}, 409)
              .is_object());
    CHECK(post.mails().size() == 1);

    const json::object test{{"id", "t1"}, {"channel", "mail"}, {"to", "me@guest.test"}, {"language", "zh"}};
    CHECK(text_at(organizer.must_post(demo + "/messages/test", test, 201), "message/recipient") ==
          "m***@guest.test");
    auto by_phone = test;
    by_phone["id"] = "t2";
    by_phone["channel"] = "sms";
    by_phone["to"] = "13800138000";
    CHECK(text_at(organizer.must_post(demo + "/messages/test", by_phone, 409), "code") == "wrong_state");
    wait_for(organizer, "sent", 2);
    CHECK(mail_to(wait_for_mails(post, 2), "me@guest.test").field("Subject").starts_with("测试消息："));
    CHECK(!contains(h.log(), "guest.test")); // no address in the program's own log
}

TEST_CASE("a mail server that offers no TLS gets nothing unless the operator says so") {
    mail_server post;
    hall h{9, configuration{configured(post.url(), {}, true)}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    wait_until("the organizer reads why", [&] { return has(log_of(organizer), "channels/mail/problem"); });
    CHECK(contains(text_at(log_of(organizer), "channels/mail/problem"), "STARTTLS"));
    CHECK(post.mails().empty());
    CHECK(count(organizer, "sent") == 0);
}

TEST_CASE(
    "kill -9 among two hundred messages: each arrives exactly once, or is told as uncertain and not sent again") {
    mail_server post;
    post.stop();
    hall h{300, configuration{configured(post.url())}};
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    {
        browser someone{h};
        for (int i = 0; i < 200; ++i) {
            const auto n = std::to_string(i);
            someone.must_post(
                demo + "/registrations",
                guest("k" + n, "林一帆", "g" + n + "@guest.test", std::to_string(13800138000 + i)), 201);
        }
    }
    CHECK(count(organizer, "queued") + count(organizer, "sending") == 200);
    post.start();
    for (std::size_t round = 1; round <= 3; ++round) {
        wait_until("some came", [&] { return post.mails().size() >= 40 * round; });
        h.kill();
        h.start();
        browser again{h};
        again.cookies() = organizer.cookies();
        organizer = std::move(again);
    }
    wait_until_settled(organizer);
    const auto sent = count(organizer, "sent"), uncertain = count(organizer, "uncertain");
    CHECK(sent + uncertain == 200);
    CHECK(uncertain <= 6); // two connections, three times
    wait_for_mails(post, static_cast<std::size_t>(sent));
    std::map<std::string, int> by_recipient;
    std::set<std::string> ids;
    for (const auto& m : post.mails()) {
        ++by_recipient[m.field("To")];
        CHECK(ids.insert(m.field("Message-ID")).second);
    }
    for (const auto& [to, n] : by_recipient) CHECK_MESSAGE(n == 1, to);
    CHECK(by_recipient.size() >= static_cast<std::size_t>(sent));
    MESSAGE("sent ", sent, ", uncertain ", uncertain, ", arrived ", by_recipient.size());
}

TEST_CASE(
    "a mail that was handed over and not answered when the program died is uncertain until a person decides") {
    mail_server post;
    hall h{9, configuration{configured(post.url())}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    post.be_slow(true);
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    wait_for(organizer, "sending", 1);
    wait_until("exim has all of it", [&] { return post.has_input(); });
    h.kill();
    post.be_slow(false);
    h.start();
    browser again{h};
    again.cookies() = organizer.cookies();
    CHECK(count(again, "uncertain") == 1);
    CHECK(contains(text_at(log_of(again), "messages/0/error"), "the program ended"));
    // Something else goes out meanwhile, and this does not.
    browser other{h};
    other.must_post(demo + "/registrations", guest("r2", "单文", "shan@guest.test", "13800138001"), 201);
    wait_for(again, "sent", 1);
    CHECK(count(again, "uncertain") == 1);
    const auto arrived = wait_for_mails(post, 1).size(); // exim throws away what its client did not wait for
    again.must_post(demo + "/messages/again", json::object{{"id", "a1"}});
    again.must_post(demo + "/messages/again",
                    json::object{{"id", "a1"}}); // the answer was lost: once all the same
    wait_for(again, "sent", 2);
    CHECK(wait_for_mails(post, arrived + 1).size() == arrived + 1);
}

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

TEST_CASE("guests are reminded once before the start, over a restart, and who cancelled is not") {
    mail_server post;
    hall h{9, configuration{configured(post.url())}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    const auto shan = someone.must_post(demo + "/registrations",
                                        guest("r2", "单文", "shan@guest.test", "13800138001"), 201);
    someone.must_post("/api/tickets/" + text_at(shan, "ticket/code") + "/cancel", json::object{});
    wait_until_settled(organizer);
    const auto before = count(organizer, "sent");
    constexpr std::int64_t hour = 3'600'000;
    CHECK(organizer.put(demo + "/reminders", R"({"before":[1]})").status == 422);
    CHECK(organizer.put(demo + "/reminders", R"({"before":[86400000,7200000]})").status == 200);
    // The demo's start is long over; an hour from now both reminders are due, and one is sent.
    auto edit = at(someone.must_get(demo), "event").as_object();
    const auto now = number_at(someone.must_get(demo), "server_time");
    json::object body;
    for (const auto* name : {"version", "series", "issue", "theme", "venue", "organizers"})
        body[name] = edit[name];
    body["agenda"] = json::array{};
    body["starts_at"] = now + hour;
    body["ends_at"] = now + 2 * hour;
    REQUIRE(organizer.put(demo, json::serialize(body)).status == 200);
    wait_for(organizer, "sent", before + 1);
    h.stop();
    h.start();
    browser again{h};
    again.cookies() = organizer.cookies();
    again.must_post(
        demo + "/messages/test",
        json::object{{"id", "t1"}, {"channel", "mail"}, {"to", "me@guest.test"}, {"language", "en"}}, 201);
    wait_for(again, "sent", before + 2); // the test; the reminders had their chance before it
    const auto mails = wait_for_mails(post, static_cast<std::size_t>(before + 2));
    CHECK(std::ranges::count_if(
              mails, [](const mail& m) { return m.field("Subject").starts_with("活动提醒："); }) == 1);
    CHECK(mails.size() == static_cast<std::size_t>(before + 2));
}

} // namespace jiangtang::test
