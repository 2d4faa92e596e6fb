// A blocking TCP socket for tests: every wait ends at a deadline with an exception, so that no test hangs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jiangtang::test {

class raw_socket {
public:
    /// Connects to 127.0.0.1. `receive_buffer` > 0 makes the system's buffer that small, for a slow reader.
    explicit raw_socket(std::uint16_t port, std::size_t receive_buffer = 0);
    raw_socket(raw_socket&&) noexcept;
    raw_socket& operator=(raw_socket&&) noexcept;
    ~raw_socket();

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
    /// Whether the end that was read was a reset and not an orderly one.
    bool was_reset() const { return reset_; }

private:
    void wait(short events) const;
    int fd_ = -1;
    bool reset_ = false;
    std::chrono::milliseconds patience_{10'000};
    std::string buffer_; // read beyond what was asked for
};

} // namespace jiangtang::test
