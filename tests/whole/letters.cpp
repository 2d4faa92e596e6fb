// Mails as mail readers take them apart: the letter, the QR code beside it, the entry for the calendar; and that those whom a
// unit's contact enters are written to as well.

#include "whole/guest_post.hpp"
#include "whole/mime.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace jiangtang::test {
namespace {

mime_part letter_to(const std::vector<mail>& all, const std::string& to, const std::string& subject) {
    for (const auto& m : all)
        if (m.field("To") == "<" + to + ">" && m.field("Subject").starts_with(subject))
            return parse_mime(m.raw);
    throw std::runtime_error{"no mail to " + to + ": " + subject};
}

json::object person(const std::string& name, const std::string& phone) {
    return {{"name", name}, {"phone", phone}};
}

/// What a request with a contact's secret answers.
json::value contact_posts(browser& b, const std::string& token, const std::string& path,
                          const json::value& body, int status) {
    const auto answer = b.post(path, json::serialize(body), {{"Authorization", "Bearer " + token}});
    REQUIRE_MESSAGE(answer.status == status, answer.body);
    return parsed(answer.body);
}

} // namespace

TEST_CASE(
    "a ticket's mail is text and HTML with its QR code, and an entry for the calendar that later mails replace") {
    mail_server post;
    hall h{9, configuration{configured(post.url())}};
    browser someone{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    const auto lin = someone.must_post(demo + "/registrations", guest("r1", "林一帆", "lin@guest.test"), 201);
    const auto path = "/api/tickets/" + text_at(lin, "ticket/code");
    wait_for(organizer, "sent", 1);
    const auto first = letter_to(wait_for_mails(post, 1), "lin@guest.test", "报名成功");
    REQUIRE(first.type == "multipart/mixed");
    REQUIRE(first.parts.size() == 2);
    const auto& letter = first.parts[0];
    REQUIRE(letter.type == "multipart/alternative");
    REQUIRE(letter.parts.size() == 2);
    CHECK(letter.parts[0].type == "text/plain");
    const auto& related = letter.parts[1];
    REQUIRE(related.type == "multipart/related");
    CHECK(related.parameters.at("type") == "text/html");
    REQUIRE(related.parts.size() == 2);
    const auto id = related.parts[1].fields.at("content-id");
    CHECK(related.parts[1].type == "image/png");
    CHECK(related.parts[1].fields.at("content-disposition").starts_with("inline"));
    CHECK(related.parts[1].body.starts_with("\x89PNG\r\n\x1a\n"));
    CHECK(contains(related.parts[0].body, "<img src=\"cid:" + id.substr(1, id.size() - 2) + "\""));

    const auto& attached = first.parts[1];
    CHECK(attached.type == "text/calendar");
    CHECK(attached.parameters.at("method") == "PUBLISH");
    CHECK(attached.fields.at("content-disposition").starts_with("attachment"));
    const auto entry = parse_calendar(attached.body);
    CHECK(entry.at("METHOD") == "PUBLISH");
    CHECK(entry.at("STATUS") == "CONFIRMED");
    CHECK(entry.at("DTSTART") == "20200922T060000Z");
    CHECK(entry.at("LOCATION") == "百联集团大厦 1排1座");
    CHECK(entry.at("ORGANIZER;CN=\"质量大讲堂\"") == "mailto:noreply@hall.test");
    // The page offers the same entry, as a file.
    const auto file = someone.get(path + "/calendar.ics");
    CHECK(file.status == 200);
    CHECK(parse_calendar(file.body).at("UID") == entry.at("UID"));
    CHECK(!parse_calendar(file.body).contains("METHOD"));
    CHECK(parse_calendar(someone.get(demo + "/calendar.ics").body).at("LOCATION") == "百联集团大厦");

    const auto entry_of = [&](std::size_t n, const std::string& subject, const std::string& method) {
        wait_for(organizer, "sent", static_cast<std::int64_t>(n));
        const auto mail = letter_to(wait_for_mails(post, n), "lin@guest.test", subject);
        REQUIRE(mail.parts.size() == 2);
        CHECK(mail.parts[1].parameters.at("method") == method);
        return parse_calendar(mail.parts[1].body);
    };
    // The ticket is replaced: the mail has the new one, and the entry leads to it.
    const auto fresh = someone.must_post(path + "/replace", {{"id", "n1"}});
    const auto now = "/api/tickets/" + text_at(fresh, "ticket/code");
    const auto replaced = entry_of(2, "入场码已更换", "PUBLISH");
    CHECK(replaced.at("URL").ends_with(text_at(fresh, "ticket/code")));
    someone.must_post(now + "/change", {{"id", "c1"}, {"attendance", "online"}, {"name", "林一帆"}});
    const auto changed = entry_of(3, "参加方式已更改", "PUBLISH");
    CHECK(changed.at("LOCATION").ends_with("/e/2020-3/live"));
    someone.must_post(now + "/cancel", json::object{});
    const auto cancelled = entry_of(4, "报名已取消", "CANCEL");
    CHECK(cancelled.at("STATUS") == "CANCELLED");
    std::int64_t last = std::stoll(entry.at("SEQUENCE"));
    for (const auto* later : {&replaced, &changed, &cancelled}) {
        CHECK(later->at("UID") == entry.at("UID"));
        CHECK(std::stoll(later->at("SEQUENCE")) > last);
        last = std::stoll(later->at("SEQUENCE"));
    }
    CHECK(someone.get(now + "/calendar.ics").status == 409);
    // No QR code for who watches online or cancelled.
    CHECK(letter_to(post.mails(), "lin@guest.test", "参加方式已更改").parts[0].parts[1].type == "text/html");
}

TEST_CASE(
    "whom a unit's contact enters gets the ticket by SMS, and so does who comes instead; who is taken out is told") {
    sms_server vendor{[](const auto&, auto) { return sms_server::ok(); }};
    hall h{9, configuration{by_sms(vendor)}};
    browser contact{h}, organizer{h};
    organizer.sign_in(h.token("organizer"));
    const auto made =
        organizer.must_post(demo + "/delegations", {{"id", "d1"}, {"name", "百联集团"}, {"quota", 3}}, 201);
    const auto id = text_at(made, "delegation/id");
    const auto url = text_at(organizer.must_get(demo + "/delegations/" + id + "/link"), "url");
    const auto token = url.substr(url.find('#') + 1);
    const auto people = "/api/delegations/" + id + "/delegates";
    const json::object two{
        {"id", "p1"},
        {"consent", true},
        {"people", json::array{person("林一帆", "13800138000"), json::object{{"name", "单文"}}}}};
    const auto entered = contact_posts(contact, token, people, two, 201);
    contact_posts(contact, token, people, two, 201); // sent again: once all the same
    wait_for(organizer, "sent", 1);                  // who gave no phone is not written to
    const auto said = [&](std::size_t n) { return text_at(parsed(vendor.requests().at(n).body), "text"); };
    CHECK(said(0).starts_with("林一帆，报名成功：“卓越城市 品质生活”"));
    const auto code = text_at(entered, "delegates/0/code");
    CHECK(contains(said(0), "/ticket/" + code));
    CHECK(text_at(contact.must_get("/api/tickets/" + code), "ticket/name") == "林一帆");

    json::object instead = person("陈远", "13800138001");
    instead["id"] = "p2";
    instead["consent"] = true;
    contact_posts(contact, token, people + "/" + text_at(entered, "delegates/0/registration") + "/replace",
                  instead, 200);
    wait_for(organizer, "sent", 3);
    std::vector<std::string> texts{said(1), said(2)};
    std::ranges::sort(texts, [](const auto& a, const auto& b) { return a.find("陈远") < b.find("陈远"); });
    CHECK(texts[0].starts_with("陈远，报名成功："));
    CHECK(texts[1].starts_with("林一帆，报名已取消："));
}

} // namespace jiangtang::test
