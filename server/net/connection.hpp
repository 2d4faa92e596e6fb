// A stream with a buffer, a deadline and a place among the connections: what an HTTP session reads from and
// writes to. Internal to net/; knows no HTTP.
#pragma once

#include "net/shared.hpp"
#include "net/stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace jiangtang::net {

struct peer {
    std::string address;
    bool loopback = false;
    bool at_tls_port = false; // where HTTPS is spoken, or should be
};

class connection {
public:
    connection(std::unique_ptr<stream>, peer, connection_limits::place, std::shared_ptr<shard_shared>);

    /// The handshake of TLS, where there is one. False when it failed or took too long.
    boost::asio::awaitable<bool> open(std::chrono::milliseconds within);
    bool secure() const { return stream_->secure(); }

    /// Reads at least one byte to the end of buffer(). False when the peer has ended, the connection broke,
    /// or the deadline passed.
    boost::asio::awaitable<bool> fill();

    /// Writes all pieces, one system call as a rule. False when it broke or the deadline passed.
    boost::asio::awaitable<bool> write(std::string_view first, std::string_view second = {});

    /// Ends sending, then reads and drops what still comes, so that the peer gets our last answer and not a
    /// reset.
    boost::asio::awaitable<void> linger();

    /// What was read and not used yet.
    std::string& buffer() { return buffer_; }

    void expire_after(std::chrono::milliseconds);
    /// With the time that so many bytes may take at the slowest speed allowed (bytes a second), from now or from `begun`.
    void expire_after(std::chrono::milliseconds grace, std::uint64_t bytes, std::size_t slowest,
                      steady_time begun = std::chrono::steady_clock::now());
    void never_expire() { deadline_ = steady_time::max(); }
    bool expired(steady_time now) const { return now >= deadline_; }
    void close() { stream_->close(); }

    const peer& from() const { return peer_; }
    shard_shared& shared() { return *shared_; }
    const settings& limits() const { return shared_->server->settings; }

    /// For who takes the connection over; it is not to be used any more.
    std::unique_ptr<stream> take_stream() { return std::move(stream_); }
    connection_limits::place take_place() { return std::move(place_); }
    std::shared_ptr<shard_shared> share() { return shared_; }

private:
    std::unique_ptr<stream> stream_;
    peer peer_;
    connection_limits::place place_;
    std::shared_ptr<shard_shared> shared_;
    std::string buffer_;
    steady_time deadline_ = steady_time::max();
};

} // namespace jiangtang::net
