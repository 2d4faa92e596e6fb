#include "net/websocket_handshake.hpp"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>

#include <openssl/evp.h>

#include <algorithm>
#include <vector>

namespace jiangtang::net {

namespace {

bool lists(const header_fields& fields, std::string_view name, std::string_view token) {
    for (const auto& [n, value] : fields) {
        if (!boost::algorithm::iequals(n, name)) continue;
        std::vector<std::string> parts;
        boost::algorithm::split(parts, value, boost::algorithm::is_any_of(","));
        for (auto& p : parts) {
            boost::algorithm::trim(p);
            if (boost::algorithm::iequals(p, token)) return true;
        }
    }
    return false;
}

/// 16 bytes in base64: 22 symbols and "==".
bool plausible_key(std::string_view key) {
    if (key.size() != 24 || !key.ends_with("==")) return false;
    key.remove_suffix(2);
    return std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
               c == '/';
    });
}

} // namespace

std::string websocket_accept(std::string_view key) {
    const auto text = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char digest[20], encoded[32];
    EVP_Digest(text.data(), text.size(), digest, nullptr, EVP_sha1(), nullptr);
    const int n = EVP_EncodeBlock(encoded, digest, sizeof digest);
    return {reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(n)};
}

response websocket_handshake(const request& q) {
    const auto& f = q.fields;
    if (q.method != method::get || !lists(f, "upgrade", "websocket")) {
        auto r = text(426, "This address is a WebSocket.\n");
        r.with("Upgrade", "websocket").with("Connection", "Upgrade");
        return r;
    }
    if (f["sec-websocket-version"] != "13") {
        auto r = text(426, "WebSocket version 13 is spoken here.\n");
        r.with("Upgrade", "websocket").with("Connection", "Upgrade").with("Sec-WebSocket-Version", "13");
        return r;
    }
    if (!lists(f, "connection", "upgrade") || f.count("sec-websocket-key") != 1 ||
        !plausible_key(f["sec-websocket-key"]))
        return problem_response(errc::malformed_request);
    response r{101};
    r.with("Upgrade", "websocket").with("Connection", "Upgrade");
    r.with("Sec-WebSocket-Accept", websocket_accept(f["sec-websocket-key"]));
    return r;
}

} // namespace jiangtang::net
