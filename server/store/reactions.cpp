#include "store/reactions.hpp"

namespace jiangtang::store {

std::int64_t add_reactions(database& db, std::string_view event, domain::reaction kind, std::int64_t more) {
    auto r =
        db.query("INSERT INTO reaction (event, kind, total) VALUES ($1, $2, $3) ON CONFLICT (event, kind) "
                 "DO UPDATE SET total = reaction.total + $3 RETURNING total",
                 event, domain::name_of(kind), more);
    return r.next() ? r.number(0) : 0;
}

std::vector<reaction_sum> list_reactions(database& db) {
    return all(db.query("SELECT event, kind, total FROM reaction"), [](rows& r) {
        return reaction_sum{r.text(0), domain::reaction_from(r.text(1)).value(), r.number(2)};
    });
}

} // namespace jiangtang::store
