// A small WebSocket client for tests (RFC 6455): sends any frame, right or wrong, and reads the server's.
#pragma once

#include "support/http_client.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::test {

struct websocket_frame {
    int opcode = 0; // 1 text, 8 close, 9 ping, 10 pong
    bool fin = true;
    std::string payload{};

    /// Of a close frame: its code, 1005 when it has none.
    int code() const;
};

/// The bytes of a client's frame. `first` is FIN, RSV and opcode: 0x81 is a whole text.
std::string client_frame(std::uint8_t first, std::string_view payload, bool masked = true);

class websocket_client {
public:
    /// Sends the handshake with our Origin (when `fields` has no other). answer() tells how it went.
    websocket_client(std::uint16_t port, std::string_view path, http_fields fields = {},
                     std::size_t receive_buffer = 0, bool secure = false);

    const http_answer& answer() const { return answer_; }
    bool open() const { return answer_.status == 101; }

    void send_text(std::string_view text) { raw().send(client_frame(0x81, text)); }
    void send_close(std::uint16_t code, std::string_view reason = {});
    /// The next frame of any kind; nothing when the connection has ended.
    std::optional<websocket_frame> read_frame();
    /// The next text; answers pings meanwhile. Throws when a close frame or the end comes instead.
    std::string read_text();
    /// Reads on to the close frame and returns its code; 1006 when the connection ends without one.
    int read_close();
    raw_socket& raw() { return socket_; }

private:
    raw_socket socket_;
    http_answer answer_;
};

} // namespace jiangtang::test
