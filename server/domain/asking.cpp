#include "domain/asking.hpp"

#include "domain/enum_names.hpp"

#include <algorithm>

namespace jiangtang::domain {
namespace {

constexpr enum_names<moderation, 2> moderations{
    {{moderation::before, "before"}, {moderation::after, "after"}}};
constexpr unix_ms minute_ms = 60'000;

} // namespace

std::string_view name_of(moderation v) { return name_in(moderations, v); }
std::optional<moderation> moderation_from(std::string_view s) { return value_in(moderations, s); }

bool same_rules(const asking& a, const asking& b) {
    return a.open == b.open && a.closed == b.closed && a.moderation == b.moderation &&
           a.anonymous == b.anonymous && a.slow_seconds == b.slow_seconds &&
           a.most_a_minute == b.most_a_minute;
}

std::int64_t cap_of(const asking& rules) {
    const bool at_once = rules.moderation == moderation::after;
    return rules.most_a_minute == 0 && at_once ? most_at_once_a_minute : rules.most_a_minute;
}

result<void> may_ask(const asking& rules, const attempt& a, unix_ms now) {
    if (!rules.open) return errc::asking_closed;
    if (!a.talk.empty() && std::ranges::find(rules.closed, a.talk) != rules.closed.end())
        return problem{errc::talk_closed, "talk"};
    if (!rules.anonymous && !a.named) return problem{errc::anonymous_not_allowed, "anonymous"};
    if (rules.slow_seconds > 0 && a.asked_last)
        if (const auto wait = *a.asked_last + rules.slow_seconds * 1000 - now; wait > 0)
            return problem::retry_after(errc::rate_limited, wait)
                .says("每人每" + std::to_string(rules.slow_seconds) + "秒可以提一个问题",
                      "Each person may ask once every " + std::to_string(rules.slow_seconds) + " seconds");
    if (cap_of(rules) > 0 && a.full_since)
        if (const auto wait = *a.full_since + minute_ms - now; wait > 0)
            return problem::retry_after(errc::rate_limited, wait)
                .says("现在提问的人很多，请稍候再提", "Many are asking just now; please try again shortly");
    return {};
}

} // namespace jiangtang::domain
