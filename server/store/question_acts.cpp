#include "store/question_acts.hpp"

#include <algorithm>

namespace jiangtang::store {

void add_question_act(database& db, const domain::question& q, domain::question_act act,
                      const std::optional<std::string>& staff, unix_ms now) {
    db.run("INSERT INTO question_act (question, version, act, staff, reason, at) "
           "VALUES ($1, $2, $3, $4, $5, $6)",
           q.id, q.version, domain::name_of(act), staff, q.reason, now);
}

std::vector<domain::question_entry> list_question_acts(database& db, std::string_view question, int most) {
    auto found =
        all(db.query("SELECT a.version, a.act, coalesce(s.name, ''), a.reason, a.at FROM question_act a "
                     "LEFT JOIN staff s ON s.id = a.staff WHERE a.question = $1 "
                     "ORDER BY a.version DESC LIMIT $2",
                     question, most),
            [](rows& r) {
                return domain::question_entry{r.number(0), domain::question_act_from(r.text(1)).value(),
                                              r.text(2), r.text(3), r.number(4)};
            });
    std::ranges::reverse(found);
    return found;
}

} // namespace jiangtang::store
