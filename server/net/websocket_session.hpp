// An open WebSocket on its stream: reads messages one after another, sends shared frames from a bounded
// outbox, and holds no buffer and no coroutine while idle. Internal to net/.
#pragma once

#include "net/connection.hpp"
#include "net/stream.hpp"
#include "net/sweeper.hpp"
#include "net/websocket_codec.hpp"
#include "net/websocket_handler.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace jiangtang::net {

class websocket_session final : public websocket,
                                public swept,
                                public waiter,
                                public std::enable_shared_from_this<websocket_session> {
public:
    /// Takes over the connection after 101 was sent, with what was read beyond the request.
    websocket_session(connection& from, const upgrade&);
    ~websocket_session() override;
    void start(const upgrade&);

    void deliver(const hub::bytes& frame, bool more) override;
    void close(std::uint16_t code, std::string_view reason) override;
    void send(std::string_view text) override;
    bool closing() const override { return closing_; }
    std::size_t shard() const override { return shared_->own.index; }
    boost::asio::any_io_executor executor() override { return shared_->own.context.get_executor(); }

    void ready(direction) override;
    void sweep(steady_time now) override;
    void stop(bool now) override;

private:
    boost::asio::awaitable<void> handle(std::optional<std::string> first);
    template <class F>
    boost::asio::awaitable<void> guarded(F call);
    void spawn(std::optional<std::string> first);
    void read();
    void wait_to_read();
    /// Takes events from `in` until a text message comes; what is behind it waits in inbound_.
    std::optional<std::string> pump(std::span<char> in);
    void answer_control(const frame_reader::event&);

    void enqueue(const hub::bytes& frame, bool more);
    void flush();
    void sent(std::size_t bytes);
    void overflow();
    void begin_closing(std::uint16_t code, std::string_view reason);
    void after_flush();
    void finish();

    std::unique_ptr<stream> stream_;
    connection_limits::place place_;
    std::shared_ptr<shard_shared> shared_;
    std::unique_ptr<websocket_handler> handler_;
    frame_reader reader_;
    std::string inbound_;            // read, and waiting until the message before is handled
    std::vector<hub::bytes> outbox_; // from first_ on
    std::size_t first_ = 0;
    std::size_t front_sent_ = 0; // of outbox_[first_]
    std::size_t queued_ = 0;     // bytes in the outbox not sent yet
    std::size_t backlog_ = 0;    // of these, what on_open() delivered: not counted against the limit
    std::size_t outbox_limit_;
    steady_time heard_;
    steady_time pinged_{};
    steady_time moved_{}; // while something waits in the outbox: when the system last took some of it
    steady_time deadline_ = steady_time::max();
    bool opening_ = true;
    bool busy_ = false; // a handler runs; nothing is read meanwhile
    bool waits_to_write_ = false;
    bool closing_ = false; // a close frame is queued or sent
    bool peer_closed_ = false;
    bool deaf_ = false; // the peer's close frame came, or nonsense: what still comes is dropped
    bool finished_ = false;
};

} // namespace jiangtang::net
