// The tick: sums that change faster than people read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace jiangtang::wire {

/// {"type":"tick","viewers":54321,"votes":{"q7":18}}; `votes` is left out when nothing changed.
std::string tick(std::size_t viewers, const std::map<std::string, std::int64_t>& votes);

} // namespace jiangtang::wire
