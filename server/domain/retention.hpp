// How long an event's names and phones are kept after its end. Pure.
#pragma once

#include "base/error.hpp"

#include <cstdint>

namespace jiangtang::domain {

inline constexpr std::int64_t least_retention_days = 1, most_retention_days = 3650;

/// May an event that keeps its people `now` days (0: for ever) keep them `wanted` days? Whoever registered read how long: from the
/// first registration on it may become shorter, never longer. Problem: invalid_field with `field` "days".
result<void> check_retention(std::int64_t wanted, std::int64_t now, bool has_people);

} // namespace jiangtang::domain
