// A plain connection: the system's socket and nothing more. Internal to net/.
#pragma once

#include "net/stream.hpp"

namespace jiangtang::net {

class tcp_stream : public stream {
public:
    explicit tcp_stream(tcp_socket);

    outcome open() override { return outcome::moved; }
    bool secure() const override { return false; }
    moved read(std::span<char> into) override;
    moved write(std::span<const std::string_view> pieces) override;
    void wait(direction d, std::shared_ptr<waiter> who) override { wait_for(d, d, std::move(who)); }
    boost::asio::awaitable<void> wait(direction d) override { return wait_for(d); }
    void end_sending() override;
    void close() override;
    void bound_unsent(std::size_t bytes) override;

protected:
    /// Waits for the socket to be readable or writable, and says that it was for `said`.
    void wait_for(direction socket, direction said, std::shared_ptr<waiter> who);
    boost::asio::awaitable<void> wait_for(direction socket);
    tcp_socket socket_;
};

} // namespace jiangtang::net
