// The relay between a client and a server that are sockets of this test.
#include "media/relay.hpp"

#include <doctest/doctest.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

using namespace jiangtang::media;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

const tcp::endpoint any_port{asio::ip::address_v4::loopback(), 0};

auto open_descriptors() { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); }

jiangtang::intake::allowance inside() {
    jiangtang::intake::allowance allowed;
    allowed.inside = true;
    return allowed;
}

// A client that the relay at `door` has connected to `to`.
tcp::socket connect_through(asio::io_context& io, const relay& door, const tcp::endpoint& to) {
    tcp::socket client{io};
    client.connect({asio::ip::address_v4::loopback(), door.port()});
    const auto port = to.port();
    const std::array<std::uint8_t, 13> hello_and_connect{5,
                                                         1,
                                                         0,
                                                         5,
                                                         1,
                                                         0,
                                                         1,
                                                         127,
                                                         0,
                                                         0,
                                                         1,
                                                         static_cast<std::uint8_t>(port >> 8),
                                                         static_cast<std::uint8_t>(port)};
    asio::write(client, asio::buffer(hello_and_connect));
    std::array<std::uint8_t, 12> answer{};
    asio::read(client, asio::buffer(answer));
    REQUIRE(answer[3] == 0);
    return client;
}

} // namespace

TEST_CASE("a relay keeps nothing open for a client that has gone, though the server stays and says nothing") {
    asio::io_context io;
    tcp::acceptor server{io, any_port};
    const relay door{inside()};
    auto client = connect_through(io, door, server.local_endpoint());
    auto far = server.accept();
    const auto before = open_descriptors();
    client.close();
    // The client's own socket, and both of the relay's.
    for (const auto until = std::chrono::steady_clock::now() + 10s;
         open_descriptors() > before - 3 && std::chrono::steady_clock::now() < until;)
        std::this_thread::yield();
    CHECK(open_descriptors() == before - 3);
}

TEST_CASE("a relay brings a client all that a server said before it closed") {
    asio::io_context io;
    tcp::acceptor server{io, any_port};
    const relay door{inside()};
    auto client = connect_through(io, door, server.local_endpoint());
    const std::string said(1'000'000, 'x');
    std::thread far{[&] {
        auto socket = server.accept();
        asio::write(socket, asio::buffer(said));
    }};
    std::string heard;
    boost::system::error_code ended;
    asio::read(client, asio::dynamic_buffer(heard), ended);
    far.join();
    CHECK(ended == asio::error::eof);
    CHECK(heard == said);
}
