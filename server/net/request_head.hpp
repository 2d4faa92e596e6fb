// The head of an HTTP/1 request: parsed by Beast, and then held to the rules that Beast does not hold. Pure.
#pragma once

#include "base/error.hpp"
#include "net/request.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace jiangtang::net {

/// More than this before the empty line is refused.
inline constexpr std::size_t most_head = 8 * 1024;

struct request_head {
    net::method method = method::get;
    std::string path;     // decoded
    std::string raw_path; // as it was sent
    std::string raw_query;
    query_fields query;
    header_fields fields;
    std::string host;
    bool keep_alive = false;
    bool chunked = false;
    std::uint64_t content_length = 0; // 0 when chunked or absent
    bool expects_continue = false;
};

/// The size of the head at the front of `in`, its empty line included (RFC 9112 section 2.1); 0: not complete
/// yet.
std::size_t head_size(std::string_view in);

/// Reads a whole head. malformed_request when Beast refuses it, and for what lets two readers see two
/// different requests (RFC 9112 sections 5.2, 6.1, 6.3, 11.2): folded lines, bare CR or LF, Transfer-Encoding
/// with Content-Length or in HTTP/1.0, a coding other than exactly `chunked`, Content-Length twice, no Host
/// or two, a broken escape.
result<request_head> read_head(std::string_view raw);

} // namespace jiangtang::net
