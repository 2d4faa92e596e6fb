// Viewers whom a moderator muted.
#pragma once

#include "base/clock.hpp"
#include "store/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::store {

/// Whether what this viewer asks and sends waits apart, and whose votes do not count.
bool is_muted(database&, std::string_view viewer);

/// Of an event, in the order in which they were muted.
std::vector<std::string> list_muted(database&, std::string_view event);

/// False when it was so already.
bool mute(database&, std::string_view event, std::string_view viewer, std::string_view staff, unix_ms now);
bool unmute(database&, std::string_view viewer);

} // namespace jiangtang::store
