// Percent-encoding (RFC 3986 section 2.1) undone. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::net {

/// The decoded text, or nothing when an escape is broken, the result is not UTF-8, or it holds control
/// characters. `form` reads '+' as a space and lets line breaks and tabs pass
/// (application/x-www-form-urlencoded).
std::optional<std::string> decode_percent(std::string_view, bool form = false);

} // namespace jiangtang::net
