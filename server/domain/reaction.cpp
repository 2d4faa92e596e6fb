#include "domain/reaction.hpp"

#include "domain/enum_names.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<reaction, 1> reactions{{{reaction::like, "like"}}};

} // namespace

std::string_view name_of(reaction v) { return name_in(reactions, v); }
std::optional<reaction> reaction_from(std::string_view s) { return value_in(reactions, s); }

} // namespace jiangtang::domain
