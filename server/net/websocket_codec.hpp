// RFC 6455 frames: reads a client's, writes a server's. Pure; must not know sockets.
#pragma once

#include "hub/subscriber.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace jiangtang::net {

namespace close_code {
inline constexpr std::uint16_t normal = 1000, going_away = 1001, protocol_error = 1002, unsupported = 1003,
                               invalid_payload = 1007, too_big = 1009, internal = 1011, restarting = 1012,
                               slow_reader = 4001, signed_out = 4002, too_many = 4003;
/// Whether a peer may send it (RFC 6455 section 7.4).
bool may_be_sent(std::uint16_t);
} // namespace close_code

/// A text message in one unmasked frame (section 5.2), ready to be shared by everybody.
hub::bytes text_frame(std::string_view text);
/// Control frames; the payload is cut to the 125 bytes allowed (a close reason at a character).
hub::bytes ping_frame(std::string_view payload = {});
hub::bytes pong_frame(std::string_view payload);
/// `code` 0 gives a close frame without a body.
hub::bytes close_frame(std::uint16_t code, std::string_view reason = {});

/// Checks UTF-8 (RFC 3629) that comes in pieces.
class utf8_check {
public:
    /// False as soon as the bytes cannot be UTF-8 any more.
    bool feed(std::string_view);
    /// No character is left half.
    bool whole() const { return need_ == 0; }

private:
    std::uint8_t need_ = 0;   // continuation bytes still to come
    std::uint8_t low_ = 0x80; // bounds of the next one
    std::uint8_t high_ = 0xBF;
};

/// Reads what a client sends, in pieces of any size. Keeps only what is not complete: idle, it owns no
/// memory.
class frame_reader {
public:
    enum class kind { need_more, text, binary, ping, pong, close, failed };
    struct event {
        frame_reader::kind kind = kind::need_more;
        std::string_view
            payload{}; // message, ping's or pong's data, or close's reason; valid until the next call
        std::uint16_t code = 0; // close: the peer's code, 0 when it gave none; failed: the code to close with
    };

    explicit frame_reader(std::size_t message_limit) : limit_{message_limit} {}

    /// Takes bytes from the front of `in` (they are unmasked in place) until one event is complete.
    /// `need_more`: `in` is empty now. After `failed` or `close` it must not be called again.
    event next(std::span<char>& in);

private:
    event fail(std::uint16_t code) const { return {kind::failed, {}, code}; }
    /// True when a header is complete and allowed; else `out` is need_more or failed.
    bool read_head(std::span<char>& in, event& out);
    std::uint16_t check_start() const; // of the first two bytes; 0: fine, else the close code
    std::uint16_t begin_frame();       // of a complete header; the same
    event take_payload(std::span<char>& in);
    event take_control(std::string_view piece, bool end);
    event take_close(std::string_view body);
    event take_data(std::string_view piece, bool end);

    std::size_t limit_;
    std::uint64_t left_ = 0; // of the payload of this frame
    std::string message_{};  // of the message so far, when it did not come in one piece
    std::string control_{};  // of a control frame so far
    std::uint8_t head_[14]{};
    std::uint8_t head_size_ = 0;
    std::uint8_t mask_[4]{};
    std::uint8_t mask_at_ = 0;
    std::uint8_t opcode_ = 0;         // of this frame
    std::uint8_t message_opcode_ = 0; // of the message being continued, 0: none
    bool fin_ = false;
    bool in_payload_ = false;
    bool emitted_ = false; // the last event may point into message_ or control_
    utf8_check utf8_{};
};

} // namespace jiangtang::net
