#include "whole/mime.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace jiangtang::test {
namespace {

[[noreturn]] void refuse(const std::string& what) { throw std::runtime_error{"not a mail: " + what}; }

std::string lower(std::string text) {
    for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

std::string trimmed(const std::string& text) {
    const auto from = text.find_first_not_of(" \t\n"), to = text.find_last_not_of(" \t\n");
    return from == text.npos ? std::string{} : text.substr(from, to - from + 1);
}

std::map<std::string, std::string> fields_of(const std::string& head) {
    std::map<std::string, std::string> all;
    std::string last;
    for (std::size_t at = 0; at < head.size();) {
        const auto end = std::min(head.find('\n', at), head.size());
        const auto line = head.substr(at, end - at);
        at = end + 1;
        if (line.size() > 998) refuse("a line of more than 998 characters");
        if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) > 0x7E; }))
            refuse("a head that is not ASCII");
        if (line[0] == ' ' || line[0] == '\t') {
            if (last.empty()) refuse("a fold of nothing");
            all[last] += line;
            continue;
        }
        const auto colon = line.find(':');
        if (colon == line.npos) refuse("a field without a colon: " + line);
        last = lower(line.substr(0, colon));
        if (!all.emplace(last, trimmed(line.substr(colon + 1))).second && last != "received")
            refuse("a field twice: " + last);
    }
    return all;
}

/// "text/plain; charset=utf-8" (RFC 2045, 5.1).
void read_type(mime_part& p, const std::string& value) {
    std::size_t at = value.find(';');
    p.type = lower(trimmed(value.substr(0, at)));
    while (at < value.size()) {
        const auto equals = value.find('=', at + 1);
        if (equals == value.npos) refuse("a parameter without a value");
        const auto name = lower(trimmed(value.substr(at + 1, equals - at - 1)));
        const bool quoted = value.at(equals + 1) == '"';
        const auto from = equals + (quoted ? 2 : 1);
        const auto to = std::min(value.find(quoted ? '"' : ';', from), value.size());
        p.parameters[name] = value.substr(from, to - from);
        at = value.find(';', to);
    }
}

std::string decoded_base64(const std::string& text) {
    constexpr std::string_view symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    std::size_t column = 0, taken = 0;
    unsigned bits = 0;
    int have = 0;
    for (char c : text) {
        column = c == '\n' ? 0 : column + 1;
        if (column > 76) refuse("a line of base64 of more than 76 characters");
        if (c == '\n') continue;
        ++taken;
        if (c == '=') continue;
        const auto at = symbols.find(c);
        if (at == symbols.npos) refuse("no base64");
        bits = bits << 6 | static_cast<unsigned>(at);
        if ((have += 6) >= 8) out += static_cast<char>(bits >> (have -= 8) & 0xff);
    }
    if (taken % 4 != 0) refuse("base64 that was cut");
    return out;
}

/// What stands between the delimiter lines (RFC 2046, 5.1.1).
std::vector<std::string> split_parts(const std::string& body, const std::string& boundary) {
    std::vector<std::string> all;
    const auto delimiter = "\n--" + boundary;
    const auto text = "\n" + body;
    auto at = text.find(delimiter);
    if (at == text.npos) refuse("no delimiter");
    for (;;) {
        at += delimiter.size();
        if (text.compare(at, 2, "--") == 0) return all;
        const auto end = text.find(delimiter, at);
        if (end == text.npos) refuse("parts that do not end");
        all.push_back(text.substr(at + 1, end - at - 1));
        at = end;
    }
}

} // namespace

mime_part parse_mime(const std::string& raw) {
    mime_part p;
    const auto blank = raw.find("\n\n");
    if (blank == raw.npos) refuse("no body");
    p.fields = fields_of(raw.substr(0, blank));
    read_type(p, p.fields["content-type"]);
    const auto body = raw.substr(blank + 2);
    if (p.type.starts_with("multipart/")) {
        for (const auto& one : split_parts(body, p.parameters["boundary"]))
            p.parts.push_back(parse_mime(one));
        return p;
    }
    if (lower(p.fields["content-transfer-encoding"]) != "base64") refuse("an encoding that is not base64");
    p.body = decoded_base64(body);
    return p;
}

std::map<std::string, std::string> parse_calendar(const std::string& text) {
    std::map<std::string, std::string> found;
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find("\r\n", at);
        if (end == text.npos || end - at > 75) refuse("a line that is too long or does not end");
        const auto line = text.substr(at, end - at);
        at = end + 2;
        if (line.starts_with(' ')) lines.back() += line.substr(1);
        else lines.push_back(line);
    }
    std::vector<std::string> inside;
    for (const auto& line : lines) {
        const auto name = line.substr(0, line.find(':')), value = line.substr(line.find(':') + 1);
        if (name == "BEGIN") inside.push_back(value);
        else if (name == "END" && (inside.empty() || inside.back() != value)) refuse("an end of nothing");
        else if (name == "END") inside.pop_back();
        else if (inside.back() == "VEVENT" || name == "METHOD") {
            const auto colon = line.starts_with("ORGANIZER") ? line.rfind(":mailto:") : line.find(':');
            if (!found.emplace(line.substr(0, colon), line.substr(colon + 1)).second)
                refuse("a property twice: " + name);
        }
    }
    if (!inside.empty()) refuse("a component that does not end");
    return found;
}

} // namespace jiangtang::test
