#include "store/access.hpp"

namespace jiangtang::store {
namespace {

domain::access access_in(rows& r, int from) {
    return {domain::access_kind_from(r.text(from)).value(), r.text(from + 1), r.number(from + 2)};
}

} // namespace

std::vector<access_of_event> list_access(database& db) {
    return all(db.query("SELECT event, kind, password_hash, version FROM access ORDER BY event"),
               [](rows& r) {
                   return access_of_event{r.text(0), access_in(r, 1)};
               });
}

domain::access find_access(database& db, std::string_view event) {
    auto found = first(db.query("SELECT kind, password_hash, version FROM access WHERE event = $1", event),
                       [](rows& r) { return access_in(r, 0); });
    return found.value_or(domain::access{});
}

void set_access(database& db, std::string_view event, const domain::access& a) {
    db.run("INSERT INTO access (event, kind, password_hash, version) VALUES ($1, $2, $3, $4) "
           "ON CONFLICT (event) DO UPDATE SET kind = $2, password_hash = $3, version = $4",
           event, domain::name_of(a.kind), a.password_hash, a.version);
}

bool entered_by_unit(database& db, std::string_view registration) {
    return db
        .query("SELECT 1 FROM registration r LEFT JOIN seat s ON s.registration = r.id "
               "WHERE r.id = $1 AND (s.delegation IS NOT NULL OR r.consent LIKE '%/contact')",
               registration)
        .next();
}

bool is_registered(database& db, std::string_view registration) {
    return db
        .query("SELECT 1 FROM registration r WHERE id = $1 AND (status IN ('confirmed', 'waitlisted') OR "
               "(status <> 'cancelled' AND EXISTS (SELECT 1 FROM check_in a WHERE a.registration = r.id AND "
               "a.result = 'admitted')))",
               registration)
        .next();
}

} // namespace jiangtang::store
