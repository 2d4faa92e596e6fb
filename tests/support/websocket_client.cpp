#include "support/websocket_client.hpp"

#include <algorithm>
#include <stdexcept>

namespace jiangtang::test {

int websocket_frame::code() const {
    if (payload.size() < 2) return 1005;
    return static_cast<unsigned char>(payload[0]) << 8 | static_cast<unsigned char>(payload[1]);
}

std::string client_frame(std::uint8_t first, std::string_view payload, bool masked) {
    std::string out{static_cast<char>(first)};
    const auto n = payload.size();
    const int mask_bit = masked ? 0x80 : 0;
    const auto length = [&](int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
            out += static_cast<char>((n >> shift) & 0xFF);
    };
    out += static_cast<char>(mask_bit | (n <= 125 ? static_cast<int>(n) : n <= 0xFFFF ? 126 : 127));
    if (n > 125) length(n <= 0xFFFF ? 2 : 8);
    if (!masked) return out.append(payload);
    constexpr std::string_view mask = "\x11\x22\x33\x44";
    out += mask;
    for (std::size_t i = 0; i < n; ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
    return out;
}

websocket_client::websocket_client(std::uint16_t port, std::string_view path, http_fields fields,
                                   std::size_t receive_buffer, bool secure)
    : socket_{port, receive_buffer} {
    if (secure) socket_.secure();
    const auto host = "127.0.0.1:" + std::to_string(port);
    std::string out{"GET "};
    out.append(path).append(" HTTP/1.1\r\nHost: " + host +
                            "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
    out += "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    const bool has_origin =
        std::any_of(fields.begin(), fields.end(), [](const auto& f) { return f.first == "Origin"; });
    if (!has_origin) fields.emplace_back("Origin", (secure ? "https://" : "http://") + host);
    for (const auto& [name, value] : fields)
        if (!value.empty()) out += name + ": " + value + "\r\n";
    socket_.send(out + "\r\n");
    answer_ = read_answer(socket_);
}

void websocket_client::send_close(std::uint16_t code, std::string_view reason) {
    std::string body{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    socket_.send(client_frame(0x88, body.append(reason)));
}

std::optional<websocket_frame> websocket_client::read_frame() {
    const auto first = socket_.read_some(1);
    if (first.empty()) return {};
    websocket_frame f;
    f.opcode = first[0] & 0x0F;
    f.fin = (first[0] & 0x80) != 0;
    std::size_t size = static_cast<unsigned char>(socket_.read_exactly(1)[0]);
    if (size > 127) throw std::runtime_error{"the server masked a frame"};
    if (size > 125) {
        const auto bytes = socket_.read_exactly(size == 126 ? 2 : 8);
        size = 0;
        for (const char c : bytes) size = size << 8 | static_cast<unsigned char>(c);
    }
    f.payload = socket_.read_exactly(size);
    return f;
}

std::string websocket_client::read_text() {
    for (;;) {
        auto f = read_frame();
        if (!f) throw std::runtime_error{"the connection ended"};
        if (f->opcode == 1) return std::move(f->payload);
        if (f->opcode == 8) throw std::runtime_error{"closed with " + std::to_string(f->code())};
        if (f->opcode == 9) socket_.send(client_frame(0x8A, f->payload));
    }
}

int websocket_client::read_close() {
    for (;;) {
        auto f = read_frame();
        if (!f) return 1006;
        if (f->opcode == 8) return f->code();
    }
}

} // namespace jiangtang::test
