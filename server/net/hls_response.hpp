// What the origin says, as an HTTP answer: live and replay alike.
#pragma once

#include "net/context.hpp"
#include "origin/answer.hpp"

namespace jiangtang::net {

/// Status, caching and bytes of an answer; those that lie on the disk are read there, not on the io thread. What is not for
/// everybody may be kept by the browser alone.
asio::awaitable<response> hls_response(context&, origin::answer, bool for_everybody);

} // namespace jiangtang::net
