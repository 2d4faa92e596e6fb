// Calendar entries as bytes: what stands where, what is escaped, where lines fold, and what replaces what.

#include "wire/calendar.hpp"

#include <doctest/doctest.h>

namespace jiangtang::wire::testing {
namespace {

domain::event lecture() {
    domain::event e;
    e.slug = "2020-3";
    e.last_seq = 7;
    e.what = {.series = "质量大讲堂",
              .issue = "第三期",
              .theme = "卓越城市, 品质生活; 再一行",
              .venue = "百联集团大厦",
              .starts_at = 1'600'754'400'000,
              .ends_at = 1'600'764'300'000,
              .organizers = {},
              .agenda = {}};
    return e;
}

domain::registration in_hall() {
    domain::registration g;
    g.id = "r1";
    g.ticket = "ABCDEFGHJK";
    g.seat = "5-12";
    return g;
}

std::string unfolded(std::string text) {
    for (auto at = text.find("\r\n "); at != text.npos; at = text.find("\r\n ", at)) text.erase(at, 3);
    return text;
}

bool line_in(const std::string& text, const std::string& line) {
    return unfolded(text).find("\r\n" + line + "\r\n") != std::string::npos;
}

} // namespace

TEST_CASE("a calendar file has UTC times, escaped words, no method and no sender") {
    const auto text = calendar_object(event_calendar(lecture(), "https://hall.test"), 0);
    for (const auto* line :
         {"UID:2020-3@hall.test", "SEQUENCE:7", "DTSTAMP:19700101T000000Z", "DTSTART:20200922T060000Z",
          "DTEND:20200922T084500Z", "SUMMARY:质量大讲堂 第三期 卓越城市\\, 品质生活\\; 再一行",
          "LOCATION:百联集团大厦", "URL:https://hall.test/e/2020-3", "BEGIN:VALARM"})
        CHECK_MESSAGE(line_in(text, line), line);
    CHECK(text.starts_with("BEGIN:VCALENDAR\r\n"));
    CHECK(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    for (const auto* absent : {"METHOD", "ORGANIZER", "STATUS"})
        CHECK(text.find(absent) == std::string::npos);
}

TEST_CASE(
    "a guest's entry has the seat as its place, or the live page, and is the same entry after a change") {
    auto g = in_hall();
    const auto hall = ticket_calendar(g, lecture(), "https://hall.test", domain::language::zh);
    CHECK(line_in(calendar_object(hall, 0), "LOCATION:百联集团大厦 5排12座"));
    CHECK(line_in(calendar_object(hall, 0), "URL:https://hall.test/ticket/ABCDEFGHJK"));
    g.form = domain::attendance::online;
    auto later = lecture();
    later.last_seq = 8;
    const auto online = ticket_calendar(g, later, "https://hall.test", domain::language::zh);
    CHECK(online.uid == hall.uid);
    CHECK(line_in(calendar_object(online, 0), "SEQUENCE:8"));
    CHECK(line_in(calendar_object(online, 0), "LOCATION:https://hall.test/e/2020-3/live"));
}

TEST_CASE(
    "a message of the organizer says its method, its sender and how it stands; a cancelled entry rings no alarm") {
    auto entry = ticket_calendar(in_hall(), lecture(), "https://hall.test", domain::language::en);
    entry.sender = "noreply@hall.test";
    entry.sender_name = "质量\"大\"讲堂";
    entry.act = calendar_act::publish;
    auto text = calendar_object(entry, 0);
    CHECK(line_in(text, "METHOD:PUBLISH"));
    CHECK(line_in(text, "STATUS:CONFIRMED"));
    CHECK(line_in(text, "ORGANIZER;CN=\"质量'大'讲堂\":mailto:noreply@hall.test"));
    CHECK(line_in(text, "LOCATION:百联集团大厦 Row 5\\, seat 12"));
    entry.act = calendar_act::cancel;
    text = calendar_object(entry, 0);
    CHECK(line_in(text, "METHOD:CANCEL"));
    CHECK(line_in(text, "STATUS:CANCELLED"));
    CHECK(!line_in(text, "BEGIN:VALARM"));
}

TEST_CASE(
    "no line of a calendar is over 75 octets, none splits a character, and no text begins a line of its own") {
    auto e = lecture();
    e.what.theme.clear();
    for (int i = 0; i < 30; ++i) e.what.theme += "卓越城市品质生活";
    e.what.venue = "大厦\r\nATTENDEE:mailto:all@hall.test";
    const auto text = calendar_object(event_calendar(e, "https://hall.test"), 0);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find("\r\n", at);
        REQUIRE(end != text.npos);
        CHECK(end - at <= 75);
        CHECK((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80);
        at = end + 2;
    }
    CHECK(unfolded(text).find(e.what.theme) != std::string::npos);
    CHECK(unfolded(text).find("\nATTENDEE") == std::string::npos);
}

} // namespace jiangtang::wire::testing
