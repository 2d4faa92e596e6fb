// The sums of reactions, as rows.
#pragma once

#include "domain/reaction.hpp"
#include "store/database.hpp"

#include <string>
#include <vector>

namespace jiangtang::store {

/// Adds `more` to a sum; the sum afterwards.
std::int64_t add_reactions(database&, std::string_view event, domain::reaction kind, std::int64_t more);

struct reaction_sum {
    std::string event;
    domain::reaction kind;
    std::int64_t total = 0;
};
/// Of all events.
std::vector<reaction_sum> list_reactions(database&);

} // namespace jiangtang::store
