// 弹幕: short words that run across the picture. Who may send when, and which are still news. No I/O, no JSON.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/event.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

/// Whether an event has 弹幕, and whether moderators see them before everybody does or after.
enum class danmaku_mode { off, before, after };
std::string_view name_of(danmaku_mode);
std::optional<danmaku_mode> danmaku_mode_from(std::string_view);

enum class danmaku_status { waiting, shown, dropped };
std::string_view name_of(danmaku_status);
std::optional<danmaku_status> danmaku_status_from(std::string_view);

struct danmaku {
    std::string id;
    std::string event;
    std::string viewer;
    std::string text;
    danmaku_status status = danmaku_status::waiting;
    unix_ms at = 0; // the hall's time of the picture that the sender saw
    unix_ms sent_at = 0;
};

inline constexpr std::size_t longest_danmaku = 40; // characters

/// Cleans the text in place, to one line. Problems: missing_field, invalid_field.
result<void> check_danmaku_text(std::string& text);

/// Where a new one stands. Problems: wrong_state where the event is not live or has none.
result<danmaku_status> status_of_new(event_status, danmaku_mode);

/// The hall's time of the picture that somebody says to have seen: never before the stream began, never in the future.
unix_ms time_of_picture(std::optional<unix_ms> said, unix_ms live_since, unix_ms now);

/// Whether it still fits what everybody sees now. One that was sent from the time-shift, or waited for long, runs in the
/// replay only.
bool is_news(const danmaku&, unix_ms now);

} // namespace jiangtang::domain
