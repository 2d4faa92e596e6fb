// gzip (RFC 1952) of a text that is made once and sent often. Pure.
#pragma once

#include <string>
#include <string_view>

namespace jiangtang::net {

/// Packed as small as zlib can. Throws std::runtime_error when zlib fails.
std::string gzip(std::string_view plain);

} // namespace jiangtang::net
