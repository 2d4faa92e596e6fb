// What the origin says, as an HTTP answer: live and replay alike.
#pragma once

#include "net/context.hpp"
#include "origin/answer.hpp"

namespace jiangtang::net {

/// Status, caching and bytes of an answer; those that lie on the disk are read there, not on the io thread.
asio::awaitable<response> hls_response(context&, origin::answer);

} // namespace jiangtang::net
