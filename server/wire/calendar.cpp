#include "wire/calendar.hpp"

#include "wire/words.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>

namespace jiangtang::wire {
namespace {

/// "20200922T060000Z" (RFC 5545, 3.3.5).
std::string in_utc(unix_ms at) {
    const std::chrono::sys_time<std::chrono::milliseconds> moment{std::chrono::milliseconds{at}};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(moment - day)};
    return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// A value of type TEXT (3.3.11).
std::string text_value(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\\' || c == ';' || c == ',') out += '\\';
        if (c == '\n') out += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c;
    }
    return out;
}

/// A parameter's value in quotes, in which nothing is escaped (3.2).
std::string parameter(std::string_view text) {
    std::string out = "\"";
    for (char c : text)
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F) out += c == '"' ? '\'' : c;
    return out + '"';
}

/// A fold never stands inside a character: 汉字 are three octets each (3.1).
std::string folded(std::string_view line) {
    constexpr std::size_t most_octets = 75;
    std::string out;
    std::size_t octets = 0;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t size = 1;
        while (at + size < line.size() && (static_cast<unsigned char>(line[at + size]) & 0xC0) == 0x80)
            ++size;
        if (octets + size > most_octets) {
            out += "\r\n ";
            octets = 1;
        }
        out += line.substr(at, size);
        octets += size;
        at += size;
    }
    return out + "\r\n";
}

std::string title_of(const domain::programme& p) {
    auto title = p.series;
    for (const auto* more : {&p.issue, &p.theme})
        if (!more->empty()) title += " " + *more;
    return title;
}

std::string host_of(std::string_view origin) {
    const auto scheme = origin.find("://");
    return std::string{scheme == origin.npos ? origin : origin.substr(scheme + 3)};
}

} // namespace

std::string_view name_of(calendar_act act) {
    switch (act) {
    case calendar_act::publish: return "PUBLISH";
    case calendar_act::cancel: return "CANCEL";
    case calendar_act::file: break;
    }
    return "";
}

std::string calendar_object(const calendar_facts& f, unix_ms now) {
    const auto& what = f.event.what;
    const bool off = f.act == calendar_act::cancel;
    std::string out;
    const auto add = [&](std::string_view name, const std::string& value) {
        out += folded(std::string{name} + value);
    };
    add("BEGIN:VCALENDAR", "");
    add("VERSION:", "2.0");
    add("PRODID:", "-//Jiangtang//Lecture hall//ZH");
    if (f.act != calendar_act::file) add("METHOD:", std::string{name_of(f.act)});
    add("BEGIN:VEVENT", "");
    add("UID:", f.uid);
    add("SEQUENCE:", std::to_string(f.event.last_seq));
    add("DTSTAMP:", in_utc(now));
    add("DTSTART:", in_utc(what.starts_at));
    add("DTEND:", in_utc(what.ends_at));
    add("SUMMARY:", text_value(title_of(what)));
    add("LOCATION:", text_value(f.place));
    add("DESCRIPTION:", text_value(f.address));
    add("URL:", f.address);
    if (f.act != calendar_act::file) {
        add("ORGANIZER;CN=",
            parameter(f.sender_name.empty() ? what.series : f.sender_name) + ":mailto:" + f.sender);
        add("STATUS:", off ? "CANCELLED" : "CONFIRMED");
    }
    if (!off) {
        add("BEGIN:VALARM", "");
        add("ACTION:", "DISPLAY");
        add("DESCRIPTION:", text_value(what.theme));
        add("TRIGGER:", "-PT30M");
        add("END:VALARM", "");
    }
    add("END:VEVENT", "");
    add("END:VCALENDAR", "");
    return out;
}

calendar_facts event_calendar(const domain::event& e, std::string_view origin) {
    calendar_facts f;
    f.event = e;
    f.uid = e.slug + "@" + host_of(origin);
    f.address = std::string{origin} + "/e/" + e.slug;
    f.place = e.what.venue;
    return f;
}

calendar_facts ticket_calendar(const domain::registration& g, const domain::event& e, std::string_view origin,
                               domain::language in) {
    auto f = event_calendar(e, origin);
    f.uid = g.id + "@" + host_of(origin);
    if (g.form == domain::attendance::online) f.place = f.address + "/live";
    else if (!g.seat.empty()) f.place += " " + seat_words(in, g.seat);
    f.address = std::string{origin} + "/ticket/" + g.ticket;
    return f;
}

} // namespace jiangtang::wire
