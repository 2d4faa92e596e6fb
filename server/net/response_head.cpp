#include "net/response_head.hpp"

#include <boost/beast/http/status.hpp>

namespace jiangtang::net {

namespace {

constexpr std::string_view security_policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self' blob:; "
    "media-src 'self' blob:; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'self'";

void field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

std::string_view http_date::at(std::time_t now) {
    if (now != made_) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        std::strftime(text_, sizeof text_, "%a, %d %b %Y %H:%M:%S GMT", &utc);
        made_ = now;
    }
    return text_;
}

std::string response_head(const response& r, bool keep_alive, std::string_view date) {
    const auto reason = boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(r.status));
    std::string out;
    out.reserve(512);
    out.append("HTTP/1.1 ").append(std::to_string(r.status)).append(" ").append(reason.data(), reason.size());
    out.append("\r\n");
    field(out, "Date", date);
    if (!r.content_type.empty()) field(out, "Content-Type", r.content_type);
    if (r.status >= 200 && r.status != 204 && r.status != 304)
        field(out, "Content-Length", std::to_string(r.size()));
    if (r.status != 101) {
        if (!keep_alive) field(out, "Connection", "close");
        if (!r.has("cache-control")) field(out, "Cache-Control", "no-store");
        field(out, "X-Content-Type-Options", "nosniff");
        field(out, "Referrer-Policy", "no-referrer");
        if (r.content_type.starts_with("text/html")) field(out, "Content-Security-Policy", security_policy);
    }
    for (const auto& [name, value] : r.fields) field(out, name, value);
    return out.append("\r\n");
}

} // namespace jiangtang::net
