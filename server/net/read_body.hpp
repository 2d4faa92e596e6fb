// The body of an ordinary request, whole in memory, of a known length or chunked. Internal to net/.
#pragma once

#include "net/connection.hpp"
#include "net/request_head.hpp"

#include <string>

namespace jiangtang::net {

enum class body_end { whole, too_large, malformed, cut_off };

/// Reads the body into `body`, at most `limit` bytes of it. After `cut_off` (the peer ended, broke, or was slower than
/// settings.slowest_body) nobody is there to be answered; after anything but `whole` the connection is out of step.
boost::asio::awaitable<body_end> read_body(connection& from, const request_head& head, std::size_t limit,
                                           std::string& body);

} // namespace jiangtang::net
