#include "net/decode.hpp"

#include "net/websocket_codec.hpp"

namespace jiangtang::net {

namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool allowed(char c, bool form) {
    const auto u = static_cast<unsigned char>(c);
    return (u >= 0x20 && u != 0x7F) || (form && (c == '\n' || c == '\r' || c == '\t'));
}

} // namespace

std::optional<std::string> decode_percent(std::string_view raw, bool form) {
    std::string out;
    out.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        char c = raw[i];
        if (c == '%') {
            if (raw.size() - i < 3) return {};
            const int high = hex(raw[i + 1]), low = hex(raw[i + 2]);
            if (high < 0 || low < 0) return {};
            c = static_cast<char>(high * 16 + low);
            i += 2;
        } else if (form && c == '+') {
            c = ' ';
        }
        if (!allowed(c, form)) return {};
        out += c;
    }
    utf8_check utf8;
    if (!utf8.feed(out) || !utf8.whole()) return {};
    return out;
}

} // namespace jiangtang::net
