// What viewers send with one touch: 点赞. No I/O, no JSON.
#pragma once

#include <optional>
#include <string_view>

namespace jiangtang::domain {

enum class reaction { like };

std::string_view name_of(reaction);
std::optional<reaction> reaction_from(std::string_view);

inline constexpr int most_reactions_at_once = 10; // touches that one command may stand for

} // namespace jiangtang::domain
