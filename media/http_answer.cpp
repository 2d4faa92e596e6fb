#include "media/http_answer.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace jiangtang::media {
namespace {

// The value of one string member of a flat JSON object; empty when it is not there. Escapes other than the
// simple ones stay as they are: this is for a log line.
std::string json_string(std::string_view json, std::string_view name) {
    const auto quoted = "\"" + std::string(name) + "\"";
    auto at = json.find(quoted);
    if (at == std::string_view::npos) return {};
    at = json.find_first_not_of(" \t\r\n", at + quoted.size());
    if (at == std::string_view::npos || json[at] != ':') return {};
    at = json.find_first_not_of(" \t\r\n", at + 1);
    if (at == std::string_view::npos || json[at] != '"') return {};
    std::string value;
    for (++at; at < json.size() && json[at] != '"'; ++at) {
        if (json[at] == '\\' && at + 1 < json.size() && (json[at + 1] == '"' || json[at + 1] == '\\')) ++at;
        value.push_back(json[at]);
    }
    return value;
}

std::size_t content_length(std::string_view head) {
    std::string lower(head);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    constexpr std::string_view name = "\r\ncontent-length:";
    const auto at = lower.find(name);
    if (at == std::string::npos) return std::string::npos;
    const auto digits = lower.find_first_not_of(" \t", at + name.size());
    std::size_t value = std::string::npos;
    if (digits != std::string::npos)
        std::from_chars(lower.data() + digits, lower.data() + lower.size(), value);
    return value;
}

} // namespace

std::string http_answer::reason() const {
    for (const auto* name : {"detail", "message", "title"})
        if (auto text = json_string(body, name); !text.empty()) return text;
    auto text = body.substr(0, 200);
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20; }, ' ');
    return text.empty() ? "no reason given" : text;
}

std::string http_answer::code() const { return json_string(body, "code"); }

http_answer parse_answer(std::string_view bytes) {
    http_answer answer;
    for (;;) {
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string_view::npos) return answer;
        const auto head = bytes.substr(0, end);
        bytes.remove_prefix(end + 4);
        int status = 0;
        const auto space = head.find(' ');
        if (head.starts_with("HTTP/") && space != std::string_view::npos)
            std::from_chars(head.data() + space + 1, head.data() + head.size(), status);
        if (status >= 100 && status < 200) continue;
        answer.status = status ? status : 502; // not HTTP at all
        answer.body = bytes;
        answer.complete = answer.body.size() >= content_length(head);
        return answer;
    }
}

} // namespace jiangtang::media
