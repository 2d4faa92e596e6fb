// Both sides of an open WebSocket as the feed sees them: the connection to speak to, and the handler that
// listens. Knows nothing of frames or sockets.
#pragma once

#include "hub/subscriber.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace jiangtang::net {

/// The connection. It is a hub::subscriber: deliver() takes whole frames and never blocks; when its outbox
/// would pass the limit it is closed with 4001. close() sends what was delivered before, then the close
/// frame; later calls of deliver() do nothing. Everything happens on the thread of its shard.
class websocket : public hub::subscriber {
public:
    /// Frames one text message and delivers it.
    virtual void send(std::string_view text) = 0;
    /// No more frames are taken: closed by either side, or broken.
    virtual bool closing() const = 0;
    virtual std::size_t shard() const = 0;
    virtual boost::asio::any_io_executor executor() = 0;
};

/// What listens to one connection. Made when the connection is open, destroyed on its thread after
/// on_close(), when no on_open() or on_text() runs any more.
class websocket_handler {
public:
    virtual ~websocket_handler() = default;

    /// Once, before the first message. The `hello` and what was missed go here; messages wait until it is
    /// done. What is delivered meanwhile (at most 16 MiB) does not count against the outbox limit: a snapshot
    /// may be longer.
    virtual boost::asio::awaitable<void> on_open() = 0;

    /// One text message, whole and valid UTF-8, within the limit; valid until the returned awaitable is done.
    /// The next one is not handed over, and nothing more is read, before that. An exception closes with 1011.
    virtual boost::asio::awaitable<void> on_text(std::string_view) = 0;

    /// Once, whoever ended it and why; nothing can be sent any more. An on_text() may still be running.
    virtual void on_close() = 0;
};

/// How a WebSocket is opened after the answer 101. Limits are bytes.
struct upgrade {
    std::size_t message_limit = 4 * 1024; // a longer message closes with 1009
    std::size_t outbox_limit = 64 * 1024; // more waiting than this closes with 4001
    /// Makes the handler. The websocket outlives it.
    std::function<std::unique_ptr<websocket_handler>(websocket&)> open;
};

} // namespace jiangtang::net
