#include "net/request_head.hpp"

#include "net/decode.hpp"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>

namespace jiangtang::net {

namespace {

namespace http = boost::beast::http;

/// No bare CR or LF, no NUL, no folded line (RFC 9112 sections 2.2 and 5.2).
bool clean_lines(std::string_view raw) {
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const char c = raw[i], next = i + 1 < raw.size() ? raw[i + 1] : '\0';
        if (c == '\0' || (c == '\r' && next != '\n')) return false;
        if (c == '\n' && (i == 0 || raw[i - 1] != '\r' || next == ' ' || next == '\t')) return false;
    }
    return true;
}

method method_of(http::verb v) {
    switch (v) {
    case http::verb::get: return method::get;
    case http::verb::head: return method::head;
    case http::verb::post: return method::post;
    case http::verb::put: return method::put;
    case http::verb::patch: return method::patch;
    case http::verb::delete_: return method::delete_;
    case http::verb::options: return method::options;
    default: return method::other;
    }
}

/// A name or address with an optional port; what may stand in a URL of ours without escaping.
bool plausible_host(std::string_view h) {
    return !h.empty() && h.size() <= 255 && std::all_of(h.begin(), h.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
               c == '-' || c == '_' || c == ':' || c == '[' || c == ']';
    });
}

bool has_token(std::string_view list, std::string_view token) {
    std::vector<std::string> parts;
    boost::algorithm::split(parts, list, boost::algorithm::is_any_of(","));
    return std::any_of(parts.begin(), parts.end(), [&](std::string& p) {
        boost::algorithm::trim(p);
        return boost::algorithm::iequals(p, token);
    });
}

/// The framing of the body (RFC 9112 section 6). False: two readers could disagree. Beast refuses some of this
/// itself; that must not depend on its version.
bool read_framing(request_head& h, unsigned version) {
    const auto lengths = h.fields.count("content-length"), codings = h.fields.count("transfer-encoding");
    if (lengths > 1 || codings > 1 || (lengths > 0 && codings > 0)) return false;
    const auto length = h.fields["content-length"]; // Beast reads a list of equal numbers, too
    if (!std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
    if (codings == 0) return true;
    h.chunked = true;
    h.content_length = 0;
    return version == 11 && boost::algorithm::iequals(h.fields["transfer-encoding"], "chunked");
}

/// origin-form, and absolute-form when it names the same host (RFC 9112 section 3.2). False: neither.
bool read_target(request_head& h, std::string_view target) {
    for (std::string_view scheme : {"http://", "https://"}) {
        if (!boost::algorithm::istarts_with(target, scheme)) continue;
        target.remove_prefix(scheme.size());
        const auto slash = std::min(target.find_first_of("/?"), target.size());
        if (!boost::algorithm::iequals(target.substr(0, slash), h.host)) return false;
        target.remove_prefix(slash);
        if (target.empty()) target = "/";
        break;
    }
    if (target.empty() || target.front() != '/' || target.find('#') != std::string_view::npos) return false;
    const auto question = std::min(target.find('?'), target.size());
    const auto raw_path = target.substr(0, question);
    h.raw_query = target.substr(std::min(question + 1, target.size()));
    auto path = decode_percent(raw_path);
    // A decoded slash would change which route this is.
    if (!path ||
        std::count(path->begin(), path->end(), '/') != std::count(raw_path.begin(), raw_path.end(), '/'))
        return false;
    h.path = std::move(*path);
    h.raw_path = raw_path;
    return h.query.parse(h.raw_query);
}

} // namespace

std::size_t head_size(std::string_view in) {
    const auto at = in.find("\r\n\r\n");
    return at == std::string_view::npos ? 0 : at + 4;
}

result<request_head> read_head(std::string_view raw) {
    const problem malformed{errc::malformed_request};
    if (!clean_lines(raw)) return malformed;
    http::request_parser<http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(most_head));
    parser.body_limit(boost::none);
    parser.eager(false);
    boost::beast::error_code failed;
    const auto used = parser.put(boost::asio::buffer(raw), failed);
    if (failed || !parser.is_header_done() || used != raw.size()) return malformed;

    const auto& message = parser.get();
    request_head h;
    h.method = method_of(message.method());
    for (const auto& f : message) h.fields.add(std::string{f.name_string()}, std::string{f.value()});
    if (h.fields.count("host") != 1) return malformed;
    h.host = h.fields["host"];
    if (!plausible_host(h.host)) return malformed;
    if (auto length = parser.content_length()) h.content_length = *length;
    if (!read_framing(h, message.version())) return malformed;
    if (!read_target(h, {message.target().data(), message.target().size()})) return malformed;
    h.keep_alive = message.version() == 11 && !has_token(h.fields["connection"], "close");
    if (h.fields.has("expect")) {
        if (!boost::algorithm::iequals(h.fields["expect"], "100-continue")) return malformed;
        h.expects_continue = message.version() == 11;
    }
    return h;
}

} // namespace jiangtang::net
