// Accepts connections on one shard: its own acceptor on the port all shards share. Internal to net/.
#pragma once

#include "net/shared.hpp"
#include "net/stream.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace jiangtang::net {

using acceptor =
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// Bound and listening with SO_REUSEPORT. Throws boost::system::system_error.
acceptor open_acceptor(boost::asio::io_context&, const boost::asio::ip::tcp::endpoint&, bool share_port);

class listener : public std::enable_shared_from_this<listener> {
public:
    /// `for_tls`: with the certificate that the server has by then.
    listener(acceptor, std::shared_ptr<shard_shared>, bool for_tls);

    /// Accepts until close(); errors of accept (no file descriptors left) are waited out. On the shard's
    /// thread.
    void start();
    void close();
    shard_shared& shared() { return *shared_; }

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> back_off(const boost::system::error_code&);
    void take(tcp_socket);

    acceptor acceptor_;
    std::shared_ptr<shard_shared> shared_;
    boost::asio::steady_timer pause_;
    bool for_tls_;
    bool closed_ = false;
    bool failing_ = false;
};

} // namespace jiangtang::net
