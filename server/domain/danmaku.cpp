#include "domain/danmaku.hpp"

#include "domain/enum_names.hpp"
#include "domain/fields.hpp"

#include <algorithm>

namespace jiangtang::domain {
namespace {

constexpr enum_names<danmaku_mode, 3> danmaku_modes{
    {{danmaku_mode::off, "off"}, {danmaku_mode::before, "before"}, {danmaku_mode::after, "after"}}};
constexpr enum_names<danmaku_status, 3> danmaku_statuses{{{danmaku_status::waiting, "waiting"},
                                                          {danmaku_status::shown, "shown"},
                                                          {danmaku_status::dropped, "dropped"}}};
constexpr unix_ms stays_news = 90'000;

} // namespace

std::string_view name_of(danmaku_mode v) { return name_in(danmaku_modes, v); }
std::optional<danmaku_mode> danmaku_mode_from(std::string_view s) { return value_in(danmaku_modes, s); }
std::string_view name_of(danmaku_status v) { return name_in(danmaku_statuses, v); }
std::optional<danmaku_status> danmaku_status_from(std::string_view s) {
    return value_in(danmaku_statuses, s);
}

result<void> check_danmaku_text(std::string& text) {
    return check_text(text, "text", {longest_danmaku, true, false});
}

result<danmaku_status> status_of_new(event_status now, danmaku_mode mode) {
    if (now != event_status::live)
        return problem{errc::wrong_state}.says("直播时才能发弹幕",
                                               "Comments can be sent while the event is live");
    if (mode == danmaku_mode::off)
        return problem{errc::wrong_state}.says("弹幕没有打开", "Comments are switched off");
    return mode == danmaku_mode::before ? danmaku_status::waiting : danmaku_status::shown;
}

unix_ms time_of_picture(std::optional<unix_ms> said, unix_ms live_since, unix_ms now) {
    return std::clamp(said.value_or(now), std::min(live_since, now), now);
}

bool is_news(const danmaku& d, unix_ms now) { return now - d.at <= stays_news; }

} // namespace jiangtang::domain
