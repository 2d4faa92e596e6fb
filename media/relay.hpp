// A SOCKS5 relay (RFC 1928) on a loopback port: looks each host up once, asks the rule about every address, and connects
// to what was asked about. Knows nothing of GStreamer or of what flows through.
#pragma once

#include "intake/rule.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <thread>

namespace jiangtang::media {

class relay {
public:
    // Listens at once, on its own thread. Throws boost::system::system_error when no port can be had.
    explicit relay(intake::allowance allowed);
    ~relay();
    relay(const relay&) = delete;
    relay& operator=(const relay&) = delete;

    std::uint16_t port() const { return port_; }

private:
    using tcp = boost::asio::ip::tcp;

    struct target {
        std::string host, port;
    };

    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(tcp::socket client);
    boost::asio::awaitable<target> greet(tcp::socket& client);
    boost::asio::awaitable<tcp::socket> reach(target to);

    intake::allowance allowed_;
    boost::asio::io_context io_{1};
    tcp::acceptor acceptor_;
    std::uint16_t port_;
    int open_ = 0; // connections; io thread only
    std::thread thread_;
};

// The host's addresses, all of which the rule takes. Throws std::runtime_error with a sentence: not found, or refused.
boost::asio::awaitable<boost::asio::ip::tcp::resolver::results_type> look_up(std::string host,
                                                                             std::string port,
                                                                             intake::allowance allowed);

} // namespace jiangtang::media
