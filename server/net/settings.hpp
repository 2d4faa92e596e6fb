// What the network side can be told: addresses, limits and times, each with its default.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace jiangtang::net {

struct settings {
    std::string host = "127.0.0.1"; // an address, not a name
    std::uint16_t port = 8080;      // 0: a free one
    std::string tls_host{};         // where HTTPS is spoken, when the server is given a certificate
    std::uint16_t tls_port = 0;
    bool redirect = true; // with HTTPS: who comes without it from elsewhere is sent there, see must_be_secure
    std::string
        public_url{}; // "https://hall.example.cn" (no slash) when a proxy stands in front; else empty:
                      // the origin of a request is then http:// and its Host
    bool trust_loopback_proxy = false; // take the client's address from X-Forwarded-For of loopback peers
    std::size_t max_connections = 0;   // 0: what the limit of open files allows, less 256
    std::size_t max_connections_per_address = 4000; // a hall shares one address; loopback is not counted
    bool count_loopback = false;

    std::chrono::milliseconds header_timeout{
        10'000}; // from the first byte of a request to the end of its header
    std::chrono::milliseconds idle_timeout{60'000};   // between requests
    std::chrono::milliseconds transfer_grace{15'000}; // a body or an answer may take this long …
    std::size_t slowest_body = 4 * 1024; // … and as long as its size needs at these bytes a second
    std::size_t slowest_reader = 16 * 1024;
    std::chrono::milliseconds streaming_silence{30'000}; // a publisher that sends nothing this long is closed
    std::chrono::milliseconds ping_interval{12'000};
    std::chrono::milliseconds dead_after{28'000};    // a WebSocket from which no frame came this long
    std::chrono::milliseconds stuck_after{15'000};   // … or that took nothing of what waits for it
    std::chrono::milliseconds close_grace{2'000};    // for the peer's close frame, or its end of file
    std::chrono::milliseconds stop_grace{3'000};     // for everything, when the server stops
    std::chrono::milliseconds sweep_interval{1'000}; // how exactly all of these are kept
};

} // namespace jiangtang::net
