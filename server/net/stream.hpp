// A connected byte stream, plain (tcp_stream) or with TLS (tls_stream): read and write what is possible now,
// and wait until more is. Everything happens on the thread of its shard.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace jiangtang::net {

enum class direction : std::uint8_t { reading, writing };

/// Who waits for a stream without a coroutine. Kept alive by the wait.
class waiter {
public:
    virtual ~waiter() = default;
    /// Called once for each wait, also when the stream was closed meanwhile.
    virtual void ready(direction) = 0;
};

class stream {
public:
    enum class outcome : std::uint8_t { moved, would_block, end, failed };
    struct moved {
        outcome how = outcome::failed;
        std::size_t bytes = 0; // more than 0 exactly when moved
    };

    virtual ~stream() = default;
    /// What comes before the first byte: nothing, or the handshake of TLS. `moved`: it is done; `would_block`:
    /// wait for reading and call again.
    virtual outcome open() = 0;
    /// Once open: whether nobody on the way can read it.
    virtual bool secure() const = 0;
    /// Reads what is there, without waiting. `end`: the peer sends no more.
    virtual moved read(std::span<char>) = 0;
    /// Hands these pieces, in order, to the system, as far as it takes them now, in one call where that is
    /// possible. At most 64 pieces. A piece of which a part was taken is to be written on; others may be taken back.
    virtual moved write(std::span<const std::string_view> pieces) = 0;
    /// One wait for each direction at a time. A spurious wake-up is possible.
    virtual void wait(direction, std::shared_ptr<waiter>) = 0;
    virtual boost::asio::awaitable<void> wait(direction) = 0;
    /// Tells the peer that no more is sent; reading goes on.
    virtual void end_sending() = 0;
    /// Ends it and every wait. May be called again.
    virtual void close() = 0;
    /// Not more than this much unsent in the system, so that a slow reader is noticed.
    virtual void bound_unsent(std::size_t bytes) = 0;
};

/// Sockets with the executor's own type: the erased one costs on every wake-up.
using tcp_socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

} // namespace jiangtang::net
