// What guests are told and when, against a real mail server (exim) and a web server that stands for an SMS vendor.

#include "whole/guest_post.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace jiangtang::test {
namespace {

/// Guests are told of another start after two minutes, and reminded after that: here as if that had been.
void as_if_they_knew_the_start(const hall& h) {
    CHECK(number_in(h.database(), "DELETE FROM rescheduled RETURNING 1") == 1);
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
    CHECK(contains(html, "<a href=\"" + link + "\""));
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
    h.stop();
    as_if_they_knew_the_start(h);
    h.start();
    browser there{h};
    there.cookies() = organizer.cookies();
    wait_for(there, "sent", before + 1);
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
