#include "net/secure_only.hpp"

#include <algorithm>

namespace jiangtang::net {

namespace {

constexpr std::string_view https = "https://";

std::string_view without_port(std::string_view host) {
    const auto from = host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0;
    return host.substr(0, host.find(':', from));
}

} // namespace

bool must_be_secure(const peer& from, bool redirect, std::string_view path) {
    if (from.at_tls_port) return true;
    if (!redirect || from.loopback) return false;
    for (const std::string_view open : {"/healthz", "/readyz", "/trust", "/api/trust"})
        if (path == open) return false;
    for (const std::string_view below : {"/ingest/", "/trust/", "/assets/"})
        if (path.starts_with(below)) return false;
    return true;
}

response sent_to_https(const request_head& head, std::string_view public_url, std::uint16_t tls_port) {
    std::string to;
    if (public_url.starts_with(https)) {
        to = public_url;
        while (to.ends_with('/')) to.pop_back();
    } else {
        to.append(https).append(without_port(head.host));
        if (tls_port != 443) to += ":" + std::to_string(tls_port);
    }
    to += head.raw_path;
    if (!head.raw_query.empty()) to += "?" + head.raw_query;
    response r = text(308, "Here it goes on over HTTPS: " + to + "\n");
    r.with("Location", std::move(to));
    return r;
}

std::string_view strict_transport(std::string_view public_url, std::uint16_t tls_port) {
    const bool named = public_url.starts_with(https);
    const bool at_443 =
        named ? public_url.find(':', https.size()) == std::string_view::npos : tls_port == 443;
    return at_443 ? "max-age=31536000" : "";
}

} // namespace jiangtang::net
