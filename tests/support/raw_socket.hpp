// A blocking TCP socket for tests, with TLS on demand: every wait ends at a deadline with an exception, so that no test
// hangs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;

namespace jiangtang::test {

/// What a client of TLS asks for.
struct tls_wishes {
    int oldest = 0, newest = 0; // TLS1_1_VERSION and so on; 0: any
    std::string protocols{};    // of ALPN, each behind a byte of its length
    std::string trusted{}; // PEM of who may have issued the server's certificate; empty: it is not looked at
    std::string host{};    // what the certificate must name, when it is looked at
};

class raw_socket {
public:
    /// Connects to 127.0.0.1. `receive_buffer` > 0 makes the system's buffer that small, for a slow reader.
    explicit raw_socket(std::uint16_t port, std::size_t receive_buffer = 0);
    raw_socket(raw_socket&&) noexcept;
    raw_socket& operator=(raw_socket&&) noexcept;
    ~raw_socket();

    /// The handshake of TLS; what is sent and read from then on is inside it. Throws with OpenSSL's words when it fails.
    void secure(const tls_wishes& = {});
    /// The connection's TLS, for what only a test does with it.
    ssl_st* tls() const { return tls_.get(); }

    /// How long each of the calls below may take; 10 s unless told. They throw std::runtime_error when it is
    /// over.
    void patience(std::chrono::milliseconds p) { patience_ = p; }

    /// Throws when the peer has reset the connection.
    void send(std::string_view);
    /// Sends as far as the peer takes it; false when the connection was closed or reset.
    bool try_send(std::string_view);
    /// What is there, at most `most` bytes; empty at the end of the stream. A reset counts as the end.
    std::string read_some(std::size_t most = 65536);
    std::string read_exactly(std::size_t);
    /// Up to and including `end`.
    std::string read_until(std::string_view end);
    std::string read_to_end();
    /// Whether nothing more comes: waits for the end, throws when bytes come instead.
    bool at_end();
    void end_sending();
    /// Whether the end that was read was a reset and not an orderly one (with TLS: one without close_notify).
    bool was_reset() const { return reset_; }

private:
    void wait(short events) const;
    /// Waits for what OpenSSL wants after a call returned this; false when there is nothing to wait for.
    bool wait_for_tls(int returned) const;
    std::string read_tls(std::size_t most);
    int fd_ = -1;
    bool reset_ = false;
    std::shared_ptr<ssl_st> tls_;
    std::chrono::milliseconds patience_{10'000};
    std::string buffer_; // read beyond what was asked for
};

} // namespace jiangtang::test
