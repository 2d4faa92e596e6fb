// The rules of registering, entering and editing.

#include "base/random.hpp"
#include "domain/caller.hpp"
#include "domain/check_in.hpp"
#include "domain/delegation.hpp"
#include "domain/event.hpp"
#include "domain/fields.hpp"
#include "domain/question.hpp"
#include "domain/registration.hpp"
#include "domain/ticket.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {
namespace {

application applicant() {
    return {{attendance::in_person, "林一帆", "百联集团", "店长"}, "13800138000", true};
}

programme plan() {
    programme p;
    p.series = "质量大讲堂";
    p.theme = "卓越城市 品质生活";
    p.venue = "百联集团大厦";
    p.starts_at = 1000;
    p.ends_at = 2000;
    p.organizers = {{unit_role::organizer, "上海市质量协会"}};
    p.agenda = {{"s1", segment_kind::talk, "大循环", "", 1000, 1500, {}, {{"朱桦", "研究员", false}}}};
    return p;
}

template <class T>
std::string wrong(T value) {
    auto r = check(value);
    return r ? "" : std::string{r.error().code()} + " " + r.error().field;
}

} // namespace

TEST_CASE("a phone number comes in many forms and is stored in one") {
    for (const char* form :
         {"13800138000", "138 0013 8000", "138-0013-8000", "+86 138 0013 8000", "8613800138000",
          "１３８００１３８０００", " 13800138000 ", "（138）0013·8000"}) {
        auto a = applicant();
        a.phone = form;
        CAPTURE(form);
        CHECK(check(a));
        CHECK(a.phone == "13800138000");
    }
    for (const char* form : {"1380013800", "138001380000", "23800138000", "12800138000", "1380013800a", "abc",
                             "\xff", "+1 138 0013 8000", "٠١٢٣٤٥٦٧٨٩٠"}) {
        auto a = applicant();
        a.phone = form;
        CAPTURE(form);
        CHECK(wrong(a) == "invalid_field phone");
    }
    auto a = applicant();
    a.phone = "";
    CHECK(wrong(a) == "missing_field phone");
    a.phone = std::string(100'000, '1');
    CHECK(wrong(a) == "invalid_field phone");
}

TEST_CASE("who comes to the door may leave the phone out, but gives none that is wrong") {
    auto a = applicant();
    CHECK(check_walk_in(a));
    a.phone.clear();
    CHECK(check_walk_in(a));
    CHECK(wrong(a) == "missing_field phone");
    a.phone = "123";
    CHECK_FALSE(check_walk_in(a));
    a.phone.clear();
    a.consent = false;
    CHECK_FALSE(check_walk_in(a));
}

TEST_CASE("who has cancelled changes nothing, and who is in the hall stays there") {
    registration g;
    CHECK(check_change(g, attendance::online));
    CHECK(check_change(g, attendance::in_person));
    g.admitted_at = 1;
    CHECK(check_change(g, attendance::in_person));
    CHECK_FALSE(check_change(g, attendance::online));
    g.admitted_at.reset();
    g.status = registration_status::cancelled;
    CHECK_FALSE(check_change(g, attendance::in_person));
}

TEST_CASE("an application needs a name and consent, and its texts have a length") {
    auto a = applicant();
    a.name = "  林 一帆\u200b ";
    CHECK(check(a));
    CHECK(a.name == "林 一帆");
    a.name = " \u200b ";
    CHECK(wrong(a) == "missing_field name");
    a.name = "\u0301\u0301"; // marks with nothing under them
    CHECK(wrong(a) == "missing_field name");
    a.name.clear();
    for (int i = 0; i < 40; ++i) a.name += "林";
    CHECK(check(a));
    a.name += "林";
    CHECK(wrong(a) == "invalid_field name");
    a = applicant();
    a.consent = false;
    CHECK(wrong(a) == "consent_required consent");
    a = applicant();
    a.organization = std::string(101, 'x');
    CHECK(wrong(a) == "invalid_field organization");
    a = applicant();
    a.title = "\xff";
    CHECK(wrong(a) == "invalid_field title");
    a.title = std::string(1 << 20, 'x');
    CHECK(wrong(a) == "invalid_field title");
}

TEST_CASE("a name is refused rather than shortened when it holds a character that only one machine knows") {
    auto a = applicant();
    for (const auto* rare : {"张\ue863", "张\uf8ff", "张\U000f0000", "\U0010fffd"}) {
        a.name = rare;
        CHECK(wrong(a) == "invalid_field name");
    }
    CHECK(check(a).error().message().find("自造字") != std::string::npos);
    CHECK(check(a).error().message_en().find("standard character") != std::string::npos);
    for (const auto* written : {"张龴", "张𠮷", "豈ﬀ", "林👩‍🏫"}) { // in and around what is nobody's
        a.name = written;
        CHECK(check(a));
    }
    a.organization = "\ue863仪器厂";
    CHECK(wrong(a) == "invalid_field organization");
    a.organization.clear();
    a.title = "检\ue863员";
    CHECK(wrong(a) == "invalid_field title");
    delegation d;
    d.quota = 1;
    d.name = "仪器厂\ue863";
    CHECK(check(d).error().field == "name");
    auto p = plan();
    p.agenda[0].speakers[0].name = "朱\ue863";
    CHECK(wrong(p) == "invalid_field agenda[0].speakers[0].name");
    p = plan();
    p.organizers[0].name = "协\ue863会";
    CHECK(wrong(p) == "invalid_field organizers[0].name");
    std::string question = "甲\ue863乙"; // long texts drop it
    CHECK(check_question_text(question));
    CHECK(question == "甲乙");
}

TEST_CASE("a programme is cleaned, sorted, and refused with the field that is wrong") {
    auto p = plan();
    p.theme = " 卓越城市\u200b  品质生活 ";
    p.agenda.insert(p.agenda.begin(), {"s2", segment_kind::questions, "问答", "", 1500, 2000, {}, {}});
    REQUIRE(check(p));
    CHECK(p.theme == "卓越城市 品质生活");
    CHECK(p.agenda[0].id == "s1"); // in order of time

    auto with = [](auto change) {
        auto q = plan();
        change(q);
        return wrong(q);
    };
    CHECK(with([](programme& q) { q.series = ""; }) == "missing_field series");
    CHECK(with([](programme& q) { q.theme = std::string(61, 'x'); }) == "invalid_field theme");
    CHECK(with([](programme& q) { q.ends_at = 999; }) == "invalid_field ends_at");
    CHECK(with([](programme& q) { q.starts_at = -1; }) == "invalid_field ends_at");
    CHECK(with([](programme& q) { q.ends_at = 15LL * 24 * 3600 * 1000 + 1000; }) == "invalid_field ends_at");
    CHECK(with([](programme& q) { q.organizers[0].name = " "; }) == "missing_field organizers[0].name");
    CHECK(with([](programme& q) { q.organizers.resize(41, q.organizers[0]); }) == "invalid_field organizers");
    CHECK(with([](programme& q) { q.agenda[0].title = ""; }) == "missing_field agenda[0].title");
    CHECK(with([](programme& q) { q.agenda[0].note = std::string(201, 'x'); }) ==
          "invalid_field agenda[0].note");
    CHECK(with([](programme& q) { q.agenda[0].ends_at = 0; }) == "invalid_field agenda[0].ends_at");
    CHECK(with([](programme& q) { q.agenda[0].speakers[0].name = ""; }) ==
          "missing_field agenda[0].speakers[0].name");
    CHECK(with([](programme& q) {
              q.agenda[0].speakers.resize(13, {"a", "", false});
          }) == "invalid_field agenda[0].speakers");
    CHECK(with([](programme& q) { q.agenda.push_back(q.agenda[0]); }) == "invalid_field agenda[1].id");
    CHECK(with([](programme& q) {
              q.agenda[0].id.clear();
              q.agenda.resize(61, q.agenda[0]);
          }) == "invalid_field agenda");
    CHECK(with([](programme& q) {
              q.agenda[0].id.clear();
              q.agenda.resize(60, q.agenda[0]);
          }) == "");
}

TEST_CASE("the stream starts, ends, and starts again after an end by mistake") {
    using enum event_status;
    CHECK(*after(scheduled, stream_act::start) == live);
    CHECK(*after(live, stream_act::end) == ended);
    CHECK(*after(ended, stream_act::start) == live);
    CHECK(after(live, stream_act::start).error().value == errc::wrong_state);
    CHECK(after(scheduled, stream_act::end).error().value == errc::wrong_state);
    CHECK(after(ended, stream_act::end).error().value == errc::wrong_state);
}

TEST_CASE("the desk is told what is true first: whose event, then already in, then why not") {
    using enum check_in_result;
    registration g;
    g.event = "a";
    g.ticket = "NEW";
    CHECK(decide(nullptr, "a", "") == unknown);
    CHECK(decide(&g, "a", "") == admitted);
    CHECK(decide(&g, "b", "") == wrong_event);
    CHECK(decide(&g, "a", "NEW") == admitted);
    CHECK(decide(&g, "a", "OLD") == revoked);
    g.admitted_at = 5;
    CHECK(decide(&g, "a", "OLD") == revoked); // whoever has the old ticket is not the guest who is in
    CHECK(decide(&g, "a", "") == already_in);
    CHECK(decide(&g, "b", "") == wrong_event);
    g.status = registration_status::cancelled;
    CHECK(decide(&g, "a", "") == already_in); // is in the hall, whatever happened later
    g.admitted_at.reset();
    CHECK(decide(&g, "a", "") == cancelled);
    g.status = registration_status::waitlisted;
    CHECK(decide(&g, "a", "") == waitlisted);
    g.status = registration_status::confirmed;
    g.form = attendance::online;
    CHECK(decide(&g, "a", "") == online_only);
}

TEST_CASE("a ticket's signature is found behind its address, and what is none of ours is not passed over") {
    const std::string page = "https://hall.example.cn/ticket/ABCDEFGHJK";
    CHECK(scanned_ticket_in(page)->signature.empty());
    CHECK(scanned_ticket_in(page + "#1abc")->signature == "abc");
    CHECK(scanned_ticket_in(page + "#1abc")->code == "ABCDEFGHJK");
    CHECK(scanned_ticket_in("ABCDEFGHJK")->signature.empty());
    for (const auto* other : {"#", "#1", "#2abc", "#top"})
        CHECK_MESSAGE(!scanned_ticket_in(page + other)->signature.empty(), other);
    CHECK(signed_text("2020-3", "ABCDEFGHJK") == "jiangtang ticket 1\n2020-3\nABCDEFGHJK");
}

TEST_CASE("a ticket's code is found in what a scanner reads and in what people type") {
    CHECK(ticket_code_in("ABCDEFGHJK") == "ABCDEFGHJK");
    CHECK(ticket_code_in("abcde fghjk") == "ABCDEFGHJK");
    CHECK(ticket_code_in(" abcde-fghjk\n") == "ABCDEFGHJK");
    CHECK(ticket_code_in("ＡＢＣＤＥＦＧＨＪＫ") == "ABCDEFGHJK");
    CHECK(ticket_code_in("https://hall.example.cn/ticket/ABCDEFGHJK") == "ABCDEFGHJK");
    CHECK(ticket_code_in("https://hall.example.cn/ticket/ABCDEFGHJK?from=sms#top") == "ABCDEFGHJK");
    CHECK(!ticket_code_in(""));
    CHECK(!ticket_code_in("ABCDEFGHJ"));
    CHECK(!ticket_code_in("ABCDEFGHJKM"));
    CHECK(!ticket_code_in("ABCDEFGHJ0")); // 0 and O are not in the alphabet
    CHECK(!ticket_code_in("https://hall.example.cn/e/2020-3"));
    CHECK(!ticket_code_in("\xff\xff"));
    CHECK(!ticket_code_in(std::string(100'000, 'A')));
    CHECK(ticket_code_in(random_code()));
}

TEST_CASE("an organizer may act as any staff, everybody else as himself only") {
    const role staff[] = {role::speaker, role::desk, role::moderator, role::organizer};
    for (auto held : staff)
        for (auto wanted : staff)
            CHECK(may_act_as(held, wanted) == (held == wanted || held == role::organizer));
    for (auto held : staff) CHECK(!may_act_as(held, role::viewer));
    for (auto wanted : staff) CHECK(!may_act_as(role::viewer, wanted));
}

TEST_CASE("names of enumerators are read as they are written, and nothing else is") {
    for (auto r : {role::viewer, role::speaker, role::desk, role::moderator, role::organizer})
        CHECK(role_from(name_of(r)) == r);
    for (auto k : {segment_kind::check_in, segment_kind::opening, segment_kind::address, segment_kind::talk,
                   segment_kind::questions, segment_kind::visit})
        CHECK(segment_kind_from(name_of(k)) == k);
    CHECK(!role_from("king"));
    CHECK(!role_from(""));
    CHECK(!attendance_from("by_boat"));
    CHECK(page_of(role::desk, "2020-3") == "/e/2020-3/desk");
}

} // namespace jiangtang::domain
