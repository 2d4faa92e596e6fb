// gzip (RFC 1952) of a text. Pure.
#pragma once

#include <string>
#include <string_view>

namespace jiangtang {

/// As small as zlib can, for what is made once and sent often; or fast.
enum class pack { smallest, fast };

/// Throws std::runtime_error when zlib fails.
std::string gzip(std::string_view plain, pack how = pack::smallest);

} // namespace jiangtang
