// What the replay of an event offers to jump to. Pure: where a moment is in the recording is passed in.
#pragma once

#include "domain/event.hpp"
#include "domain/question.hpp"

#include <functional>
#include <string>
#include <vector>

namespace jiangtang::domain {

/// The time that a recording covers, UTC, and where in it (ms from its beginning) a moment is.
struct recorded_time {
    unix_ms starts_at = 0;
    unix_ms ends_at = 0;
    std::function<std::int64_t(unix_ms)> position;
};

struct chapter {
    std::string segment;
    std::int64_t at_ms = 0;
};

/// The segments that really began, in the order in which they did. What was on when the recording began is its first
/// chapter.
std::vector<chapter> chapters_of(const programme&, const recorded_time&);

/// The first moment whose place in the recording is `position` or later; the end when there is none.
unix_ms moment_of(std::int64_t position, const recorded_time&);

struct question_moment {
    question asked;
    std::int64_t at_ms = 0;
};

/// The questions that were on stage while it was recorded, in that order.
std::vector<question_moment> question_moments_of(std::vector<question>, const recorded_time&);

} // namespace jiangtang::domain
