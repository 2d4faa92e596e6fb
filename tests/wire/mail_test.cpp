// Letters, mails and hooks as bytes: right words in both languages, and no way to write a field of one's own.

#include "wire/hook.hpp"
#include "wire/mail.hpp"
#include "wire/messages.hpp"
#include "wire/samples.hpp"
#include "wire/words.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

#include <sstream>

namespace jiangtang::wire::testing {
namespace {

letter_facts facts(domain::message_kind kind, domain::language in = domain::language::zh) {
    letter_facts f;
    f.kind = kind;
    f.in = in;
    f.guest.name = "林一帆";
    f.guest.ticket = "ABCDEFGHJK";
    f.guest.seat = "5-12";
    f.event.slug = "2020-3";
    f.event.what.series = "质量大讲堂";
    f.event.what.issue = "第三期";
    f.event.what.theme = "卓越城市 品质生活";
    f.event.what.venue = "百联集团大厦";
    f.event.what.starts_at = 1'600'754'400'000;
    f.origin = "https://hall.test";
    return f;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

} // namespace

TEST_CASE("each kind of letter says what happened in both languages, and no placeholder stays") {
    using enum domain::message_kind;
    for (const auto kind : {ticket, waiting, promoted, changed, replaced, cancelled, reminder, test,
                            requested, declined, rescheduled})
        for (const auto in : {domain::language::zh, domain::language::en}) {
            auto f = facts(kind, in);
            if (kind == waiting) {
                f.guest.seat.clear();
                f.guest.position = 3;
            }
            if (kind == requested) f.guest.status = domain::registration_status::requested;
            if (kind == declined) f.guest.status = domain::registration_status::declined;
            if (kind == cancelled) f.guest.status = domain::registration_status::cancelled;
            const auto l = write_letter(f);
            const auto all = l.subject + letter_text(l) + letter_html(l, "cid:q") + l.sms;
            CHECK_MESSAGE(!has(all, "{"), all);
            CHECK(has(l.subject, "卓越城市 品质生活"));
            CHECK(has(letter_text(l), "林一帆"));
            CHECK(has(l.sms, l.link));
            CHECK(has(l.subject, in == domain::language::zh ? "：" : ": "));
        }
    auto f = facts(waiting, domain::language::en);
    f.guest.position = 3;
    CHECK(write_letter(f).subject == "You are no. 3 on the waiting list: 卓越城市 品质生活 第三期");
    f = facts(ticket, domain::language::en);
    CHECK(has(letter_text(write_letter(f)),
              "Time: Tuesday 22 September 2020, 14:00\nPlace: 百联集团大厦\nSeat: Row 5, seat 12\n"
              "Ticket: ABCDE FGHJK\n"));
    f.guest.form = domain::attendance::online;
    f.guest.seat.clear();
    CHECK(!has(letter_text(write_letter(f)), "百联集团大厦"));
    CHECK(write_letter(f).link == "https://hall.test/ticket/ABCDEFGHJK");
    CHECK(write_letter(facts(test)).link == "https://hall.test/e/2020-3");
}

TEST_CASE("whom a contact entered reads which unit did so, but no address that stands in its place") {
    auto f = facts(domain::message_kind::ticket);
    f.guest.delegation = "d1";
    f.guest.organization = "百联集团";
    CHECK(write_letter(f).opening == "百联集团为您报名了质量大讲堂第三期“卓越城市 品质生活”。");
    f.kind = domain::message_kind::reminder;
    CHECK(write_letter(f).opening == "质量大讲堂第三期“卓越城市 品质生活”快要开始了。");
    f.kind = domain::message_kind::ticket;
    f.guest.organization = "www.evil.test/now";
    CHECK(write_letter(f).opening == "您已报名质量大讲堂第三期“卓越城市 品质生活”。");
}

TEST_CASE("only who may go in gets a QR code, and only who has a place an entry for the calendar") {
    using enum domain::message_kind;
    auto f = facts(ticket);
    CHECK(write_letter(f).pass.empty());
    f.signature = "SIGNATURE";
    CHECK(write_letter(f).pass == "https://hall.test/ticket/ABCDEFGHJK#1SIGNATURE");
    CHECK(has(letter_html(write_letter(f), "cid:q"), "<img src=\"cid:q\""));
    CHECK(write_letter(f).entry->act == calendar_act::publish);
    f.kind = reminder;
    CHECK(!write_letter(f).pass.empty());
    CHECK(!write_letter(f).entry);
    f.kind = test;
    CHECK(write_letter(f).pass.empty());
    CHECK(!write_letter(f).entry);
    f.kind = cancelled;
    f.guest.status = domain::registration_status::cancelled;
    CHECK(write_letter(f).pass.empty());
    CHECK(write_letter(f).entry->act == calendar_act::cancel);
    f = facts(waiting);
    f.guest.position = 1;
    CHECK(!write_letter(f).entry);
    // What an earlier letter put there is taken away from who has no place any more, and put anew where there is one.
    f.kind = changed; // to the hall, which is full
    CHECK(write_letter(f).entry->act == calendar_act::cancel);
    CHECK(write_letter(f).entry->address == "https://hall.test/ticket/ABCDEFGHJK");
    f.guest.position = 0;
    f.guest.status = domain::registration_status::requested; // which has to be approved
    CHECK(write_letter(f).entry->act == calendar_act::cancel);
    f.guest.status = domain::registration_status::confirmed;
    CHECK(write_letter(f).entry->act == calendar_act::publish);
    f.kind = rescheduled;
    CHECK(write_letter(f).entry->act == calendar_act::publish);
    f.kind = declined;
    f.guest.status = domain::registration_status::declined;
    CHECK(write_letter(f).entry->act == calendar_act::cancel);
    f = facts(waiting);
    f.guest.position = 1;
    CHECK(!has(letter_html(write_letter(f), "cid:q"), "<img"));
}

TEST_CASE("what people typed is text in the HTML, never a tag") {
    auto f = facts(domain::message_kind::ticket);
    f.event.what.venue = "<img src=x onerror=alert(1)> & \"co\"";
    const auto html = letter_html(write_letter(f), "cid:q");
    CHECK(has(html, "&lt;img src=x onerror=alert(1)&gt; &amp; &quot;co&quot;"));
    CHECK(!has(html, "<img"));
}

TEST_CASE("a header's text is encoded in short words that end between characters") {
    CHECK(header_text("Hello") == "Hello");
    CHECK(header_text("=?UTF-8?B?eA==?=") != "=?UTF-8?B?eA==?="); // would be decoded
    CHECK(header_text("a\r\nBcc: x@y.cn") == "a  Bcc: x@y.cn");
    CHECK(!has(header_text("林\r\nBcc: x@y.cn"), "\nBcc"));
    std::string chinese;
    for (int i = 0; i < 60; ++i) chinese += "讲";
    std::istringstream lines{header_text(chinese)};
    int n = 0;
    for (std::string line; std::getline(lines, line); ++n) {
        if (line.ends_with('\r')) line.pop_back();
        if (line.starts_with(' ')) line.erase(0, 1);
        CHECK(line.size() <= 64);
        CHECK((line.size() - 12) % 4 == 0);
        CHECK(line.starts_with("=?UTF-8?B?"));
        CHECK(line.substr(10, 4) == "6K6y"); // 讲, at the beginning of each
    }
    CHECK(n == 5);
}

TEST_CASE(
    "a mail is 7-bit lines of at most 76 characters with CRLF, one blank line after its head, and its id for ever") {
    const auto l = write_letter(facts(domain::message_kind::ticket));
    const mailbox from{"质量大讲堂", "noreply@hall.test"};
    const auto mail = mail_of(l, from, "lin@guest.test", "n123", 1'600'754'400'000);
    std::size_t at = 0;
    while (at < mail.size()) {
        const auto end = mail.find("\r\n", at);
        REQUIRE(end != mail.npos);
        const auto line = mail.substr(at, end - at);
        CHECK(line.size() <= 76);
        for (char c : line) CHECK((c >= 0x20 && c < 0x7F));
        at = end + 2;
    }
    CHECK(has(mail, "Date: Tue, 22 Sep 2020 06:00:00 +0000\r\n"));
    CHECK(has(mail, "Message-ID: <n123@hall.test>\r\n"));
    CHECK(has(mail, "To: <lin@guest.test>\r\n"));
    CHECK(mail_of(l, from, "lin@guest.test", "n123", 1'600'754'400'000) == mail);
}

TEST_CASE("a sender is an address with a name or without, and nothing else") {
    CHECK(parse_mailbox("质量大讲堂 <noreply@hall.test>")->name == "质量大讲堂");
    CHECK(parse_mailbox("noreply@hall.test")->address == "noreply@hall.test");
    for (const auto* wrong : {"", "质量大讲堂", "a <b", "a <b@c>", "x <a@b.cn"})
        CHECK_MESSAGE(!parse_mailbox(wrong), wrong);
    const auto l = write_letter(facts(domain::message_kind::test));
    CHECK(has(mail_of(l, {"A \"B\" \\", "a@b.cn"}, "c@d.cn", "n", 0),
              "From: \"A \\\"B\\\" \\\\\"\r\n <a@b.cn>\r\n"));
}

TEST_CASE("a hook's values are escaped for where they stand, and are not looked at again") {
    const hook_values values{{"text", "a\"b\\c\n{id}&<'林"}, {"id", "n1"}};
    CHECK(fill_hook(R"({"t":"{text}","id":"{id}","x":"{other}"})", values, escaping::json) ==
          R"({"t":"a\"b\\c\u000A{id}&<'林","id":"n1","x":"{other}"})");
    CHECK(fill_hook("t={text}", values, escaping::form) == "t=a%22b%5Cc%0A%7Bid%7D%26%3C%27%E6%9E%97");
    CHECK(fill_hook("X: {text}", values, escaping::field) == "X: a\"b\\c {id}&<'林");
    CHECK(fill_hook("<t>{text}</t>", values, escaping::xml) == "<t>a&quot;b\\c {id}&amp;&lt;&#39;林</t>");
    CHECK(fill_hook("{text", values, escaping::json) == "{text");
    CHECK(escaping_of("application/json; charset=utf-8") == escaping::json);
    CHECK(escaping_of("text/xml") == escaping::xml);
    CHECK(escaping_of("application/x-www-form-urlencoded") == escaping::form);
}

TEST_CASE("an organizer sees the channels, the sums and the log as the sample has them") {
    messages_state s;
    s.mail = {.there = true, .from = "noreply@hall.test", .since = {}, .problem = {}};
    s.sms = {.there = true, .from = {}, .since = noon, .problem = "Could not connect to server"};
    s.counts = {{domain::message_status::sent, 117}, {domain::message_status::uncertain, 1}};
    s.reminders = {{86'400'000, {}}, {7'200'000, noon}};
    domain::message sent;
    sent.id = "n0123456789abcdef";
    sent.status = domain::message_status::sent;
    sent.recipient = "l***@guest.test";
    sent.name = "林一帆";
    sent.attempts = 1;
    sent.queued_at = noon;
    sent.done_at = noon + 900;
    auto waits = sent;
    waits.by = domain::channel::sms;
    waits.kind = domain::message_kind::promoted;
    waits.status = domain::message_status::queued;
    waits.recipient = "*******8000";
    waits.due_at = noon + 30'000;
    waits.done_at.reset();
    waits.error = "HTTP 503";
    s.log = {sent, waits};
    check_sample("messages", messages_object(s));
}

TEST_CASE("what organizers ask of messages is checked field by field") {
    const auto field = [](const auto& parsed) {
        return parsed ? std::string{"taken"} : parsed.error().field;
    };
    CHECK(field(parse_test(R"({"id":"t","channel":"mail","to":"a@b.cn","language":"zh"})")) == "taken");
    CHECK(field(parse_test(R"({"id":"t","channel":"sms","to":"138 0013 8000","language":"en"})")) == "taken");
    CHECK(field(parse_test(R"({"id":"t","channel":"sms","to":"a@b.cn","language":"zh"})")) == "to");
    CHECK(field(parse_test(R"({"id":"t","channel":"fax","to":"a@b.cn","language":"zh"})")) == "channel");
    CHECK(field(parse_test(R"({"id":"t","channel":"mail","to":"a@b.cn","language":"fr"})")) == "language");
    CHECK(field(parse_again(R"({"id":"a"})")) == "taken");
    CHECK(field(parse_again(R"({"message":"m"})")) == "id");
    CHECK(field(parse_reminders(R"({"before":[]})")) == "taken");
    CHECK(parse_reminders(R"({"before":[86400000,7200000]})")->size() == 2);
    for (const auto* wrong :
         {R"({})", R"({"before":1})", R"({"before":["1"]})", R"({"before":[1]})", R"({"before":[-7200000]})",
          R"({"before":[7200000,7200000]})", R"({"before":[9999999999]})",
          R"({"before":[900000,900001,900002,900003,900004]})"})
        CHECK_MESSAGE(field(parse_reminders(wrong)) == "before", wrong);
}

} // namespace jiangtang::wire::testing
