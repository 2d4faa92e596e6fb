// The body of a streaming request (a CMAF publisher's long POST), read piece by piece by its handler.
// Says nothing of chunks or sockets.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace jiangtang::net {

class body_reader {
public:
    virtual ~body_reader() = default;

    /// The next bytes, at most 64 KiB, valid until the next call. Empty: the body is over; complete() tells
    /// how. Trailer fields are ignored. Never throws for what the peer does.
    virtual boost::asio::awaitable<std::string_view> read_some() = 0;

    /// After an empty read: true when the body came to its own end, false when the connection broke, was
    /// silent for too long, sent malformed chunks, or the server is stopping.
    virtual bool complete() const = 0;
};

} // namespace jiangtang::net
