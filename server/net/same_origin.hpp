// Whether a request may act with the cookies it brings: another site must not post in a visitor's name. Pure.
#pragma once

#include "net/request.hpp"

namespace jiangtang::net {

/// False for a changing request whose Origin is not our own (`null` is foreign), and for one that carries a
/// cookie but neither our Origin nor `Sec-Fetch-Site: same-origin`. GET, HEAD and OPTIONS are free.
bool may_change(const request&);

/// A WebSocket must name our own Origin (RFC 6455 section 10.2): absent and `null` are foreign.
bool may_open_websocket(const request&);

} // namespace jiangtang::net
