// A ticket is a code that opens the door for one registration.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

/// The code in what a scanner read or a person typed: the bare code, with spaces, hyphens, lower case or full-width
/// letters, or the address of the ticket page. Nothing when there is none in it.
std::optional<std::string> ticket_code_in(std::string_view scanned);

} // namespace jiangtang::domain
