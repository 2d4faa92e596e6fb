// TLS over a non-blocking socket. Internal to net/.
#pragma once

#include "net/tcp_stream.hpp"
#include "net/tls_context.hpp"

#include <string>

struct ssl_st;

namespace jiangtang::net {

/// A server's end of TLS. Who begins without TLS is answered without it, so that he can be told where to go: then it is
/// a plain stream, and secure() says so. An end without close_notify is a broken connection (RFC 8446 section 6.1).
class tls_stream final : public tcp_stream {
public:
    tls_stream(tcp_socket, tls_context);
    ~tls_stream() override;

    outcome open() override;
    bool secure() const override { return !plain_; }
    moved read(std::span<char> into) override;
    /// Gathers small pieces into records of 16 KiB; large ones are encrypted from where they lie.
    moved write(std::span<const std::string_view> pieces) override;
    void wait(direction, std::shared_ptr<waiter>) override;
    boost::asio::awaitable<void> wait(direction) override;
    void end_sending() override;
    void close() override;

private:
    bool begin();
    outcome why(int returned, direction& waits_for);
    outcome put(std::string_view record);
    bool usable() const { return socket_.is_open() && ssl_ && !failed_; }
    bool has_more() const;
    void say_goodbye();

    tls_context context_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
    std::string held_; // a record that the system did not take; all but its last byte were said to be written
    direction read_waits_for_ =
        direction::reading; // of the socket: TLS may have to write before it can read,
    direction write_waits_for_ = direction::writing; // and the other way round
    bool plain_ = false;
    bool failed_ = false;
};

} // namespace jiangtang::net
