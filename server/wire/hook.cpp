#include "wire/hook.hpp"

#include <algorithm>

namespace jiangtang::wire {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

void add_json(std::string& out, char c) {
    const auto u = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (u < 0x20) ((out += "\\u00") += hex_digits[u >> 4]) += hex_digits[u & 15];
    else out += c;
}

void add_percent(std::string& out, char c) {
    const auto u = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += c;
    else ((out += '%') += hex_digits[u >> 4]) += hex_digits[u & 15];
}

void add_xml(std::string& out, char c) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '"') out += "&quot;";
    else if (c == '\'') out += "&#39;";
    else if (static_cast<unsigned char>(c) < 0x20) out += ' ';
    else out += c;
}

std::string escaped(std::string_view value, escaping how) {
    std::string out;
    for (char c : value) {
        if (how == escaping::json) add_json(out, c);
        else if (how == escaping::form) add_percent(out, c);
        else if (how == escaping::xml) add_xml(out, c);
        else out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return out;
}

} // namespace

escaping escaping_of(std::string_view media_type) {
    const auto type = media_type.substr(0, media_type.find(';'));
    if (type.find("json") != type.npos) return escaping::json;
    if (type.find("xml") != type.npos) return escaping::xml;
    return escaping::form;
}

std::string fill_hook(std::string_view text, const hook_values& values, escaping how) {
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('{');
        out += text.substr(0, open);
        if (open == text.npos) break;
        text.remove_prefix(open);
        const auto close = text.find('}');
        const auto name = close == text.npos ? std::string_view{} : text.substr(1, close - 1);
        const auto found =
            std::ranges::find(values, name, [](const auto& v) { return std::string_view{v.first}; });
        if (found == values.end()) {
            out += '{';
            text.remove_prefix(1);
        } else {
            out += escaped(found->second, how);
            text.remove_prefix(close + 1);
        }
    }
    return out;
}

} // namespace jiangtang::wire
