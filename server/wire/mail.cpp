#include "wire/mail.hpp"

#include "base/crypto.hpp"
#include "base/qr_code.hpp"
#include "base/text.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>

namespace jiangtang::wire {
namespace {

constexpr std::string_view crlf = "\r\n";

bool is_printable(char c) { return c >= 0x20 && c < 0x7F; }

/// The bytes of the first character, so that no encoded word ends inside one (RFC 2047, 5).
std::size_t character_size(std::string_view utf8) {
    std::size_t n = 1;
    while (n < utf8.size() && (static_cast<unsigned char>(utf8[n]) & 0xC0) == 0x80) ++n;
    return n;
}

std::string without_controls(std::string_view text) {
    std::string out{text};
    for (auto& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return out;
}

/// "Tue, 22 Sep 2020 06:00:00 +0000" (RFC 5322, 3.3).
std::string mail_date(unix_ms now) {
    constexpr std::string_view days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::chrono::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds{now}};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} +0000",
                       days[std::chrono::weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
                       months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

/// Base64 in lines of 76 characters (RFC 2045, 6.8).
std::string body_in_base64(std::string_view bytes) {
    const auto whole = base64(bytes);
    std::string out;
    for (std::size_t at = 0; at < whole.size(); at += 76) (out += whole.substr(at, 76)) += crlf;
    return out;
}

std::string with_crlf(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    return out;
}

/// A part of a mail: its own header fields, a blank line, its content; or several parts as one.
std::string part(std::string_view fields, std::string_view content) {
    return fmt::format("Content-Type: {}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}", fields,
                       body_in_base64(content));
}

std::string parts(std::string_view kind, const std::string& boundary,
                  std::initializer_list<std::string> inner) {
    auto out = fmt::format("Content-Type: multipart/{};\r\n boundary=\"{}\"\r\n\r\n", kind, boundary);
    for (const auto& one : inner) out += "--" + boundary + "\r\n" + one;
    return out + "--" + boundary + "--\r\n";
}

/// The letter itself. Base64 has no "_", so that no boundary stands in a content.
std::string letter_part(const letter& l, std::string_view id, std::string_view domain) {
    const auto text = part("text/plain; charset=utf-8", with_crlf(letter_text(l)));
    const auto picture = fmt::format("qr.{}@{}", id, domain);
    auto html = part("text/html; charset=utf-8", letter_html(l, "cid:" + picture));
    if (!l.pass.empty())
        html = parts("related; type=\"text/html\"", fmt::format("=_r_{}", id),
                     {html, part(fmt::format("image/png; name=\"ticket.png\"\r\nContent-ID: <{}>\r\n"
                                             "Content-Disposition: inline; filename=\"ticket.png\"",
                                             picture),
                                 qr_png(l.pass))});
    return parts("alternative", fmt::format("=_a_{}", id), {text, html});
}

/// The name of the file is the event's slug, which has no character that would have to be quoted.
std::string calendar_part(const calendar_facts& entry, unix_ms now) {
    return part(
        fmt::format("text/calendar; charset=utf-8; component=VEVENT;\r\n method={}; name=\"{}.ics\"\r\n"
                    "Content-Disposition: attachment;\r\n filename=\"{}.ics\"",
                    name_of(entry.act), entry.event.slug, entry.event.slug),
        calendar_object(entry, now));
}

/// A display name before an address: quoted when ASCII (RFC 5322, 3.2.4), else in encoded words.
std::string display_name(std::string_view name) {
    if (!std::ranges::all_of(name, is_printable)) return header_text(name);
    std::string out = "\"";
    for (char c : name) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

} // namespace

result<mailbox> parse_mailbox(std::string_view text) {
    mailbox box;
    const auto open = text.rfind('<');
    if (open == std::string_view::npos) {
        box.address = text;
    } else {
        const auto close = text.find('>', open);
        if (close == std::string_view::npos) return problem{errc::invalid_field, "from"};
        const auto name = clean_line(text.substr(0, open));
        if (!name) return problem{errc::invalid_field, "from"};
        box.name = *name;
        box.address = text.substr(open + 1, close - open - 1);
    }
    if (auto ok = domain::check_email(box.address, "from"); !ok) return ok.error();
    return box;
}

std::string header_text(std::string_view utf8) {
    const auto text = without_controls(utf8);
    // What looks like an encoded word must not be read as one.
    if (std::ranges::all_of(text, is_printable) && text.find("=?") == std::string::npos && text.size() < 60)
        return text;
    // A line has at most 76 characters, the first one the field's name, too: 12 around each word, and 52 for 39 bytes in base64.
    constexpr std::size_t most_bytes = 39;
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t n = 0;
        while (at + n < text.size()) {
            const auto next = character_size(std::string_view{text}.substr(at + n));
            if (n + next > most_bytes) break;
            n += next;
        }
        if (!out.empty()) out += "\r\n ";
        out += "=?UTF-8?B?" + base64(text.substr(at, n)) + "?=";
        at += n;
    }
    return out;
}

std::string mail_of(const letter& l, const mailbox& from, std::string_view to, std::string_view id,
                    unix_ms now) {
    const auto domain = std::string_view{from.address}.substr(from.address.find('@') + 1);
    std::string out;
    out += "Date: " + mail_date(now) + "\r\n";
    out += "From: " +
           (from.name.empty() ? from.address : display_name(from.name) + "\r\n <" + from.address + ">") +
           "\r\n";
    out += fmt::format("To: <{}>\r\n", without_controls(to));
    out += "Subject: " + header_text(l.subject) + "\r\n";
    out += fmt::format("Message-ID: <{}@{}>\r\n", id, domain);
    out += "MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n";
    out += fmt::format("Content-Language: {}\r\n", l.in == domain::language::zh ? "zh-CN" : "en");
    const auto written = letter_part(l, id, domain);
    if (!l.entry) return out + written;
    auto entry = *l.entry;
    entry.sender = from.address;
    entry.sender_name = from.name;
    return out + parts("mixed", fmt::format("=_m_{}", id), {written, calendar_part(entry, now)});
}

} // namespace jiangtang::wire
