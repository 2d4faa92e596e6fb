#include "net/websocket_session.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <array>
#include <exception>

namespace jiangtang::net {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_unsent_in_system = 128 * 1024;
constexpr std::size_t most_backlog = 16 * 1024 * 1024;

} // namespace

websocket_session::websocket_session(connection& from, const upgrade& up)
    : stream_{from.take_stream()}, place_{from.take_place()}, shared_{from.share()},
      reader_{up.message_limit}, inbound_{from.buffer()}, // not moved: an empty one would keep its memory
      outbox_limit_{up.outbox_limit}, heard_{std::chrono::steady_clock::now()} {
    shared_->sweep.add(*this);
    shared_->server->counts.websockets_opened.fetch_add(1, std::memory_order_relaxed);
    shared_->server->counts.websockets.fetch_add(1, std::memory_order_relaxed);
    stream_->bound_unsent(most_unsent_in_system);
}

websocket_session::~websocket_session() {
    shared_->server->counts.websockets.fetch_sub(1, std::memory_order_relaxed);
}

void websocket_session::start(const upgrade& up) {
    try {
        handler_ = up.open(*this);
    } catch (const std::exception& e) {
        spdlog::error("a WebSocket could not be opened: {}", e.what());
        return stream_->close();
    }
    if (shared_->server->stopping) begin_closing(close_code::restarting, "restarting");
    spawn({});
}

void websocket_session::spawn(std::optional<std::string> first) {
    busy_ = true;
    asio::co_spawn(
        shared_->own.context, [this, first = std::move(first)]() mutable { return handle(std::move(first)); },
        [self = shared_from_this()](std::exception_ptr) {});
}

template <class F>
asio::awaitable<void> websocket_session::guarded(F call) {
    try {
        co_await call();
        co_return;
    } catch (const std::exception& e) {
        spdlog::error("a WebSocket message failed: {}", e.what());
    }
    begin_closing(close_code::internal, "internal error");
}

asio::awaitable<void> websocket_session::handle(std::optional<std::string> text) {
    if (opening_ && !closing_) co_await guarded([&] { return handler_->on_open(); });
    opening_ = false;
    for (;;) {
        if (text && !closing_) co_await guarded([&] { return handler_->on_text(*text); });
        if (inbound_.empty()) break;
        auto data = std::exchange(inbound_, {});
        text = pump(data);
        if (!text) break;
    }
    busy_ = false;
    if (!finished_) wait_to_read();
}

void websocket_session::wait_to_read() { stream_->wait(direction::reading, shared_from_this()); }

void websocket_session::ready(direction d) {
    if (finished_) return;
    if (d == direction::reading) {
        read();
    } else {
        waits_to_write_ = false;
        flush();
    }
}

void websocket_session::read() {
    auto& scratch = shared_->own.scratch;
    const auto r = stream_->read(scratch);
    if (r.how == stream::outcome::end || r.how == stream::outcome::failed) return finish();
    if (r.how == stream::outcome::moved) {
        heard_ = std::chrono::steady_clock::now();
        auto text = pump(std::span{scratch.data(), r.bytes});
        if (finished_) return;
        if (text) return spawn(std::move(text));
    }
    wait_to_read();
}

std::optional<std::string> websocket_session::pump(std::span<char> in) {
    while (!deaf_) {
        const auto event = reader_.next(in);
        if (event.kind == frame_reader::kind::need_more) break;
        if (event.kind == frame_reader::kind::text && !closing_) {
            std::string text{event.payload};
            inbound_.assign(in.data(), in.size());
            return text;
        }
        answer_control(event);
    }
    return std::nullopt;
}

void websocket_session::answer_control(const frame_reader::event& event) {
    using enum frame_reader::kind;
    switch (event.kind) {
    case ping:
        if (!closing_) enqueue(pong_frame(event.payload), false);
        break;
    case binary: begin_closing(close_code::unsupported, "text only"); break;
    case close:
        deaf_ = peer_closed_ = true;
        begin_closing(event.code, {});
        after_flush();
        break;
    case failed:
        deaf_ = true;
        begin_closing(event.code, {});
        after_flush();
        break;
    default: break;
    }
}

void websocket_session::send(std::string_view text) { deliver(text_frame(text), false); }

void websocket_session::deliver(const hub::bytes& frame, bool more) {
    if (!closing_) enqueue(frame, more);
}

void websocket_session::close(std::uint16_t code, std::string_view reason) { begin_closing(code, reason); }

void websocket_session::enqueue(const hub::bytes& frame, bool more) {
    if (finished_) return;
    std::size_t moved = 0;
    if (outbox_.empty() && !more) { // the usual case: nothing waits, and the system takes it all
        const std::string_view piece{*frame};
        const auto r = stream_->write({&piece, 1});
        if (r.how == stream::outcome::failed) return finish();
        moved = r.bytes;
        if (moved == piece.size()) return;
        waits_to_write_ = true;
        moved_ = std::chrono::steady_clock::now();
        stream_->wait(direction::writing, shared_from_this());
        front_sent_ = moved;
    }
    outbox_.push_back(frame);
    queued_ += frame->size() - moved;
    if (opening_) backlog_ += frame->size() - moved;
    if (!waits_to_write_ && (!more || queued_ > outbox_limit_)) flush();
    if (!closing_ && (queued_ - backlog_ > outbox_limit_ || backlog_ > most_backlog)) overflow();
}

void websocket_session::flush() {
    while (!outbox_.empty()) {
        std::array<std::string_view, 64> pieces;
        const auto count = std::min(pieces.size(), outbox_.size() - first_);
        std::size_t total = 0;
        for (std::size_t i = 0; i < count; ++i) {
            pieces[i] = *outbox_[first_ + i];
            if (i == 0) pieces[i].remove_prefix(front_sent_);
            total += pieces[i].size();
        }
        const auto r = stream_->write({pieces.data(), count});
        if (r.how == stream::outcome::failed) return finish();
        sent(r.bytes);
        if (r.bytes > 0 || !waits_to_write_) moved_ = std::chrono::steady_clock::now();
        if (r.bytes < total) {
            waits_to_write_ = true;
            return stream_->wait(direction::writing, shared_from_this());
        }
    }
    after_flush();
}

void websocket_session::sent(std::size_t bytes) {
    queued_ -= bytes;
    backlog_ -= std::min(backlog_, bytes);
    front_sent_ += bytes;
    while (first_ < outbox_.size() && front_sent_ >= outbox_[first_]->size()) {
        front_sent_ -= outbox_[first_]->size();
        outbox_[first_++].reset();
    }
    if (first_ == outbox_.size()) {
        outbox_.clear();
        if (outbox_.capacity() > 16) outbox_.shrink_to_fit();
        first_ = 0;
    } else if (first_ >= 64) {
        outbox_.erase(outbox_.begin(), outbox_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

void websocket_session::overflow() {
    shared_->server->counts.slow_readers.fetch_add(1, std::memory_order_relaxed);
    // A frame that is half sent must end before the close frame begins; the others are forgotten.
    const std::size_t kept = front_sent_ > 0 ? 1 : 0;
    outbox_.erase(outbox_.begin(), outbox_.begin() + static_cast<std::ptrdiff_t>(first_));
    outbox_.resize(std::min(outbox_.size(), kept));
    first_ = 0;
    queued_ = kept ? outbox_.front()->size() - front_sent_ : 0;
    backlog_ = 0;
    begin_closing(close_code::slow_reader, "slow reader");
}

void websocket_session::begin_closing(std::uint16_t code, std::string_view reason) {
    if (closing_) return;
    closing_ = true;
    deadline_ = std::chrono::steady_clock::now() + shared_->server->settings.close_grace;
    if (handler_) handler_->on_close(); // first, so that who sees the close frame has left the room
    enqueue(close_frame(code, reason), false);
}

void websocket_session::after_flush() {
    if (!closing_ || !deaf_ || finished_ || !outbox_.empty()) return;
    if (peer_closed_) finish();  // both close frames are through
    else stream_->end_sending(); // what it still sends is read, or a reset would overtake our close frame
}

void websocket_session::finish() {
    if (finished_) return;
    finished_ = true;
    stream_->close();
    outbox_.clear();
    if (std::exchange(closing_, true)) return;
    if (handler_) handler_->on_close();
}

void websocket_session::sweep(steady_time now) {
    const auto& s = shared_->server->settings;
    if (finished_) return;
    // Who is silent goes after the same time, also where something else began the closing.
    if (now - heard_ >= s.dead_after || (closing_ && now >= deadline_)) return finish();
    if (closing_) return;
    if (waits_to_write_ && now - moved_ >= s.stuck_after) {
        overflow();
    } else if (now - std::max(heard_, pinged_) >= s.ping_interval) {
        pinged_ = now;
        enqueue(ping_frame(), false);
    }
}

void websocket_session::stop(bool now) {
    if (now) finish();
    else begin_closing(close_code::restarting, "restarting");
}

} // namespace jiangtang::net
