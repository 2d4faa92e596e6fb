// The opening handshake of a WebSocket (RFC 6455 section 4.2). Pure.
#pragma once

#include "net/request.hpp"
#include "net/response.hpp"

#include <string>
#include <string_view>

namespace jiangtang::net {

/// 101 with Sec-WebSocket-Accept, or the refusal: 426 when it is no upgrade to WebSocket or not of version 13
/// (with the fields that say so), 400 when Connection or the key is wrong.
response websocket_handshake(const request&);

/// base64(SHA-1(key + the GUID of the RFC)).
std::string websocket_accept(std::string_view key);

} // namespace jiangtang::net
