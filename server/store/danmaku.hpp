// 弹幕 as rows, and whether an event has them.
#pragma once

#include "domain/danmaku.hpp"
#include "store/database.hpp"

#include <vector>

namespace jiangtang::store {

/// 'off' until a moderator chose another.
domain::danmaku_mode danmaku_mode_of(database&, std::string_view event);
void set_danmaku_mode(database&, std::string_view event, domain::danmaku_mode);

void add_danmaku(database&, const domain::danmaku&);
std::optional<domain::danmaku> find_danmaku(database&, std::string_view event, std::string_view id);
void move_danmaku(database&, std::string_view id, domain::danmaku_status);

/// What waits for a moderator, the oldest first.
std::vector<domain::danmaku> waiting_danmaku(database&, std::string_view event, int most);
std::int64_t count_waiting_danmaku(database&, std::string_view event);

/// What was shown about the pictures of `from` to before `until`, in that order.
std::vector<domain::danmaku> shown_danmaku(database&, std::string_view event, unix_ms from, unix_ms until,
                                           int most);

} // namespace jiangtang::store
