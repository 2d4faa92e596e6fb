#include "net/websocket_codec.hpp"

#include <algorithm>
#include <cstring>

namespace jiangtang::net {

namespace {

constexpr std::uint8_t op_continuation = 0, op_text = 1, op_binary = 2, op_close = 8, op_ping = 9,
                       op_pong = 10;
constexpr std::size_t most_control = 125;

hub::bytes server_frame(std::uint8_t opcode, std::string_view payload) {
    std::string out;
    out.reserve(payload.size() + 10);
    out += static_cast<char>(0x80 | opcode);
    const auto n = static_cast<std::uint64_t>(payload.size());
    const auto append_length = [&](int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
            out += static_cast<char>((n >> shift) & 0xFF);
    };
    if (n <= 125) {
        out += static_cast<char>(n);
    } else if (n <= 0xFFFF) {
        out += static_cast<char>(126);
        append_length(2);
    } else {
        out += static_cast<char>(127);
        append_length(8);
    }
    out += payload;
    return std::make_shared<const std::string>(std::move(out));
}

} // namespace

bool close_code::may_be_sent(std::uint16_t c) {
    return (c >= 1000 && c <= 1003) || (c >= 1007 && c <= 1014) || (c >= 3000 && c <= 4999);
}

hub::bytes text_frame(std::string_view text) { return server_frame(op_text, text); }

hub::bytes ping_frame(std::string_view payload) {
    return server_frame(op_ping, payload.substr(0, most_control));
}

hub::bytes pong_frame(std::string_view payload) {
    return server_frame(op_pong, payload.substr(0, most_control));
}

hub::bytes close_frame(std::uint16_t code, std::string_view reason) {
    if (code == 0) return server_frame(op_close, {});
    std::size_t n = std::min(reason.size(), most_control - 2);
    while (n < reason.size() && n > 0 && (static_cast<unsigned char>(reason[n]) & 0xC0) == 0x80) --n;
    std::string body{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    return server_frame(op_close, body.append(reason.substr(0, n)));
}

bool utf8_check::feed(std::string_view bytes) {
    for (const char c : bytes) {
        const auto u = static_cast<std::uint8_t>(c);
        if (need_ > 0) {
            if (u < low_ || u > high_) return false;
            low_ = 0x80;
            high_ = 0xBF;
            --need_;
            continue;
        }
        if (u < 0x80) continue;
        if (u < 0xC2 || u > 0xF4) return false; // a stray continuation, an overlong form, beyond U+10FFFF
        need_ = u < 0xE0 ? 1 : u < 0xF0 ? 2 : 3;
        if (u == 0xE0) low_ = 0xA0;  // overlong
        if (u == 0xED) high_ = 0x9F; // surrogates
        if (u == 0xF0) low_ = 0x90;  // overlong
        if (u == 0xF4) high_ = 0x8F; // beyond U+10FFFF
    }
    return true;
}

frame_reader::event frame_reader::next(std::span<char>& in) {
    if (emitted_) {
        emitted_ = false;
        if (message_opcode_ == 0) message_ = {};
        control_ = {};
    }
    for (;;) {
        if (event out; !in_payload_ && !read_head(in, out)) return out;
        in_payload_ = true;
        const auto out = take_payload(in);
        if (out.kind != kind::need_more) {
            emitted_ = true;
            return out;
        }
        if (in.empty()) return out;
    }
}

bool frame_reader::read_head(std::span<char>& in, event& out) {
    for (;;) {
        if (head_size_ >= 2) {
            if (const auto wrong = check_start()) {
                out = fail(wrong);
                return false;
            }
            const std::uint8_t length = head_[1] & 0x7F;
            const std::uint8_t whole = length < 126 ? 6 : length == 126 ? 8 : 14;
            if (head_size_ == whole) break;
        }
        if (in.empty()) return false;
        head_[head_size_++] = static_cast<std::uint8_t>(in.front());
        in = in.subspan(1);
    }
    if (const auto wrong = begin_frame()) {
        out = fail(wrong);
        return false;
    }
    head_size_ = 0;
    return true;
}

std::uint16_t frame_reader::check_start() const {
    const std::uint8_t opcode = head_[0] & 0x0F;
    const bool fin = (head_[0] & 0x80) != 0;
    const bool masked = (head_[1] & 0x80) != 0;
    const bool control = opcode >= op_close;
    if ((head_[0] & 0x70) != 0 || !masked) return close_code::protocol_error; // 5.2, 5.1
    if ((opcode > op_binary && !control) || opcode > op_pong) return close_code::protocol_error;
    if (control && (!fin || (head_[1] & 0x7F) > most_control)) return close_code::protocol_error; // 5.5
    if (opcode == op_continuation && message_opcode_ == 0) return close_code::protocol_error;     // 5.4
    if ((opcode == op_text || opcode == op_binary) && message_opcode_ != 0) return close_code::protocol_error;
    return 0;
}

std::uint16_t frame_reader::begin_frame() {
    opcode_ = head_[0] & 0x0F;
    fin_ = (head_[0] & 0x80) != 0;
    const std::uint8_t length = head_[1] & 0x7F;
    left_ = length;
    if (length >= 126) {
        left_ = 0;
        for (int i = 2; i < (length == 126 ? 4 : 10); ++i) left_ = left_ << 8 | head_[i];
        const bool minimal = length == 126 ? left_ > 125 : left_ > 0xFFFF;
        if (!minimal || left_ >> 63) return close_code::protocol_error;
    }
    std::memcpy(mask_, head_ + head_size_ - 4, 4);
    mask_at_ = 0;
    if (opcode_ >= op_close) return 0;
    if (left_ > limit_ || message_.size() + left_ > limit_) return close_code::too_big;
    if (opcode_ != op_continuation) message_opcode_ = opcode_;
    return 0;
}

frame_reader::event frame_reader::take_payload(std::span<char>& in) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(left_, in.size()));
    for (std::size_t i = 0; i < n; ++i)
        in[i] = static_cast<char>(static_cast<std::uint8_t>(in[i]) ^ mask_[(mask_at_ + i) & 3]);
    mask_at_ = static_cast<std::uint8_t>((mask_at_ + n) & 3);
    const std::string_view piece{in.data(), n};
    in = in.subspan(n);
    left_ -= n;
    const bool end = left_ == 0;
    if (end) in_payload_ = false;
    return opcode_ >= op_close ? take_control(piece, end) : take_data(piece, end);
}

frame_reader::event frame_reader::take_control(std::string_view piece, bool end) {
    if (!end || !control_.empty()) {
        control_ += piece;
        piece = control_;
    }
    if (!end) return {};
    if (opcode_ == op_close) return take_close(piece);
    return {opcode_ == op_ping ? kind::ping : kind::pong, piece, 0};
}

frame_reader::event frame_reader::take_close(std::string_view body) {
    if (body.empty()) return {kind::close, {}, 0};
    if (body.size() == 1) return fail(close_code::protocol_error);
    const auto code = static_cast<std::uint16_t>(static_cast<std::uint8_t>(body[0]) << 8 |
                                                 static_cast<std::uint8_t>(body[1]));
    if (!close_code::may_be_sent(code)) return fail(close_code::protocol_error);
    utf8_check reason;
    if (!reason.feed(body.substr(2)) || !reason.whole()) return fail(close_code::invalid_payload);
    return {kind::close, body.substr(2), code};
}

frame_reader::event frame_reader::take_data(std::string_view piece, bool end) {
    const bool is_text = message_opcode_ == op_text;
    const bool last = end && fin_;
    if (is_text && (!utf8_.feed(piece) || (last && !utf8_.whole()))) return fail(close_code::invalid_payload);
    if (!last || !message_.empty()) {
        message_ += piece;
        piece = message_;
    }
    if (!last) return {};
    message_opcode_ = 0;
    utf8_ = {};
    return {is_text ? kind::text : kind::binary, piece, 0};
}

} // namespace jiangtang::net
