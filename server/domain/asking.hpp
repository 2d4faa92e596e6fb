// The rules of asking, as an event's moderators set them. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::domain {

/// Whether a moderator reads a question before it is published, or after.
enum class moderation { before, after };
std::string_view name_of(moderation);
std::optional<moderation> moderation_from(std::string_view);

struct asking {
    std::int64_t version = 1;
    bool open = true;
    std::vector<std::string> closed{}; // talks that take no question (any more)
    domain::moderation moderation = domain::moderation::before;
    bool anonymous = true;          // is allowed
    std::int64_t slow_seconds = 0;  // between two questions of one person; 0: no slow mode
    std::int64_t most_a_minute = 0; // of all together; 0: as many as come
};

inline constexpr std::int64_t slowest = 3600; // seconds
inline constexpr std::int64_t most_of_minute = 10'000;

/// What is published at once is a notice to everybody who watches: there are no more of them in a minute, also when nobody says so.
inline constexpr std::int64_t most_at_once_a_minute = 300;

/// How many all together may ask in a minute; 0: as many as come.
std::int64_t cap_of(const asking&);

/// Whether both say the same, whatever their versions.
bool same_rules(const asking&, const asking&);

/// What somebody is about to do.
struct attempt {
    std::string talk; // empty: to all
    bool named = false;
    std::optional<unix_ms> asked_last; // by the same person
    std::optional<unix_ms> full_since; // when the first of the latest cap_of() questions was asked
};
/// Whether the rules take this question now. Problems: asking_closed, talk_closed, anonymous_not_allowed, rate_limited with
/// the time to wait.
result<void> may_ask(const asking&, const attempt&, unix_ms now);

} // namespace jiangtang::domain
