#include "intake/source_uri.hpp"

#include <algorithm>

namespace jiangtang::intake {
namespace {

constexpr std::string_view passphrase = "passphrase";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Percent-encoding of RFC 3986, section 2.1; what is no code stays as it is.
std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool code = text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 &&
                          hex_value(text[i + 2]) >= 0;
        out += code ? static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i];
        if (code) i += 2;
    }
    return out;
}

std::string encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF", marks = "-._~";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           marks.find(c) != std::string_view::npos;
        const auto byte = static_cast<unsigned char>(c);
        if (plain) out += c;
        else out += {'%', digits[byte / 16], digits[byte % 16]};
    }
    return out;
}

std::variant<source_uri, fault> parse_lecture(std::string_view text) {
    source_uri uri{};
    uri.text = text;
    const auto rest = text.substr(5);
    if (rest == "?strip=1") uri.strip = true;
    else if (!rest.empty() && rest != "?strip=0")
        return fault{"测试画面的写法是 test: 或 test:?strip=1",
                     "The source \"" + uri.text + "\" is not understood: write test: or test:?strip=1."};
    return uri;
}

// file:PATH and file:///PATH (RFC 8089), with ?once=1.
std::variant<source_uri, fault> parse_file(std::string_view text) {
    source_uri uri{};
    uri.kind = source_kind::file;
    auto rest = text.substr(5);
    const auto mark = rest.find('?');
    if (mark != std::string_view::npos) {
        const auto option = rest.substr(mark + 1);
        if (option != "once=1" && option != "once=0")
            return fault{"文件地址只能带 ?once=1（放一遍）",
                         "A file's address takes ?once=1 and nothing else."};
        uri.once = option == "once=1";
        rest = rest.substr(0, mark);
    }
    if (rest.starts_with("///")) rest.remove_prefix(2);
    else if (rest.starts_with("//"))
        return fault{"文件要在这台机器上：file:///路径", "A file is on this machine: write file:///PATH."};
    if (rest.empty()) return fault{"没有写文件的路径", "The file's path is missing."};
    uri.text = decoded(rest);
    return uri;
}

std::optional<source_kind> kind_of(std::string_view scheme) {
    if (scheme == "srt") return source_kind::srt;
    if (scheme == "rtmp" || scheme == "rtmps") return source_kind::rtmp;
    if (scheme == "rtsp" || scheme == "rtsps") return source_kind::rtsp;
    if (scheme == "http" || scheme == "https") return source_kind::http;
    return std::nullopt;
}

void split_authority(std::string_view authority, source_uri& into) {
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        const auto who = authority.substr(0, at);
        const auto colon = std::min(who.find(':'), who.size());
        into.user = who.substr(0, colon);
        into.password = colon < who.size() ? who.substr(colon + 1) : std::string_view{};
        authority.remove_prefix(at + 1);
    }
    const auto bracket = authority.starts_with('[') ? authority.find(']') : std::string_view::npos;
    const auto colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        into.port = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
    }
    into.host = bracket == std::string_view::npos ? authority : authority.substr(1, bracket - 1);
}

} // namespace

std::variant<source_uri, fault> parse_source(std::string_view text) {
    if (text.starts_with("test:")) return parse_lecture(text);
    if (text.starts_with("file:")) return parse_file(text);
    source_uri uri{};
    uri.kind = source_kind::file;
    uri.text = text;
    const auto scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos) return uri;
    uri.scheme = text.substr(0, scheme_end);
    const auto kind = kind_of(uri.scheme);
    if (!kind)
        return fault{"不认识“" + uri.scheme + "://”：可以用 srt、rtmp、rtsp、https、文件或 test:",
                     "The source scheme \"" + uri.scheme +
                         "://\" is not known: use srt, rtmp, rtsp, https, a file's path or test:."};
    uri.kind = *kind;
    auto rest = text.substr(scheme_end + 3);
    const auto end = std::min(rest.find_first_of("/?#"), rest.size());
    split_authority(rest.substr(0, end), uri);
    rest.remove_prefix(end);
    const auto mark = std::min(rest.find('?'), rest.size());
    uri.path = rest.substr(0, mark);
    if (mark < rest.size()) uri.query = rest.substr(mark + 1);
    return uri;
}

std::string joined(const source_uri& uri) {
    std::string out = uri.scheme + "://";
    if (!uri.user.empty() || !uri.password.empty()) {
        out += uri.user;
        if (!uri.password.empty()) out += ":" + uri.password;
        out += "@";
    }
    out += uri.host.find(':') == std::string::npos ? uri.host : "[" + uri.host + "]";
    if (!uri.port.empty()) out += ":" + uri.port;
    out += uri.path;
    return uri.query.empty() ? out : out + "?" + uri.query;
}

std::string source_uri::safe() const {
    if (scheme.empty()) return text;
    auto shown = *this;
    shown.user.clear();
    shown.password.clear();
    shown.query.clear();
    return joined(shown);
}

std::vector<std::pair<std::string, std::string>> source_uri::options() const {
    std::vector<std::pair<std::string, std::string>> all;
    std::string_view rest = query;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto one = rest.substr(0, end);
        const auto equals = std::min(one.find('='), one.size());
        all.emplace_back(one.substr(0, equals),
                         equals < one.size() ? decoded(one.substr(equals + 1)) : std::string{});
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return all;
}

bool source_uri::listens() const {
    if (kind != source_kind::srt) return false;
    for (const auto& [name, value] : options())
        if (name == "mode") return value == "listener";
    return host.empty();
}

std::string secret_of(const source_uri& uri) {
    if (uri.kind != source_kind::srt) return decoded(uri.password);
    for (const auto& [name, value] : uri.options())
        if (name == passphrase) return value;
    return {};
}

source_uri with_secret(source_uri uri, std::string_view secret) {
    if (uri.scheme.empty()) return uri;
    if (uri.kind == source_kind::srt) {
        std::string query;
        const auto put = [&](std::string_view name, std::string_view value) {
            query += (query.empty() ? "" : "&") + std::string{name} + "=" + encoded(value);
        };
        for (const auto& [name, value] : uri.options())
            if (name != passphrase) put(name, value);
        if (!secret.empty()) put(passphrase, secret);
        uri.query = query;
    } else {
        uri.password = encoded(secret);
    }
    uri.text = joined(uri);
    return uri;
}

} // namespace jiangtang::intake
