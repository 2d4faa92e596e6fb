#include "store/check_ins.hpp"

namespace jiangtang::store {
namespace {

#define CONFLICT_COLUMNS                                                                                       \
    "SELECT c.id, o.conflict, c.desk, m.name, c.scanned_at, coalesce(c.registration, '') FROM offline_scan o " \
    "JOIN check_in c ON c.id = o.check_in JOIN staff m ON m.id = c.staff "

conflict conflict_in(rows& r) { return {r.text(0), r.text(1), r.text(2), r.text(3), r.number(4), r.text(5)}; }

} // namespace

domain::arrivals count_arrivals(database& db, std::string_view event) {
    auto r = db.query("SELECT (SELECT count(*) FROM check_in WHERE event = $1 AND result = 'admitted'), "
                      "(SELECT count(*) FROM registration WHERE event = $1 AND status = 'confirmed' AND "
                      "attendance = 'in_person')",
                      event);
    r.next();
    return {r.number(0), r.number(1)};
}

std::vector<std::pair<std::string, std::int64_t>> arrivals_by_desk(database& db, std::string_view event) {
    std::vector<std::pair<std::string, std::int64_t>> found;
    auto r =
        db.query("SELECT desk, count(*) FROM check_in WHERE event = $1 AND result = 'admitted' GROUP BY desk "
                 "ORDER BY desk LIMIT 100",
                 event);
    while (r.next()) found.emplace_back(r.text(0), r.number(1));
    return found;
}

void add_check_in(database& db, const scan& s, unix_ms now) {
    db.run(
        "INSERT INTO check_in (id, event, registration, scanned, result, desk, staff, offline, scanned_at, recorded_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        s.id, s.event, s.registration.empty() ? std::optional<std::string>{} : s.registration, s.scanned,
        domain::name_of(s.result), s.desk, s.staff, s.offline, s.scanned_at, now);
}

void undo_check_in(database& db, const undo& u, unix_ms now) {
    db.run("INSERT INTO check_in_undo (check_in, desk, staff, reason, at) "
           "SELECT id, $2, $3, $4, $5 FROM check_in WHERE registration = $1 AND result = 'admitted'",
           u.registration, u.desk, u.staff, u.reason, now);
    db.run("UPDATE check_in SET result = 'undone' WHERE registration = $1 AND result = 'admitted'",
           u.registration);
}

std::optional<std::string> check_in_result_of(database& db, std::string_view id) {
    return first(db.query("SELECT result FROM check_in WHERE id = $1", id),
                 [](rows& r) { return r.text(0); });
}

std::string admitted_by(database& db, std::string_view id) {
    return first(db.query("SELECT registration FROM check_in WHERE id = $1 AND result = 'admitted'", id),
                 [](rows& r) { return r.text(0); })
        .value_or("");
}

void admit_after_all(database& db, std::string_view id) {
    db.run("UPDATE check_in SET result = 'admitted' WHERE id = $1", id);
}

bool add_offline_scan(database& db, const offline_scan& s) {
    return db.run("INSERT INTO offline_scan (check_in, event, device, sequence, let_in, conflict) "
                  "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (check_in) DO NOTHING",
                  s.check_in, s.event, s.device, s.sequence, s.let_in, s.conflict) == 1;
}

std::vector<conflict> conflicts(database& db, std::string_view event, int most) {
    return all(db.query(CONFLICT_COLUMNS
                        "WHERE o.event = $1 AND o.conflict <> '' ORDER BY c.recorded_at DESC, c.id LIMIT $2",
                        event, most),
               conflict_in);
}

std::optional<conflict> find_conflict(database& db, std::string_view check_in) {
    return first(db.query(CONFLICT_COLUMNS "WHERE o.check_in = $1 AND o.conflict <> ''", check_in),
                 conflict_in);
}

std::int64_t count_conflicts(database& db, std::string_view event) {
    auto r = db.query("SELECT count(*) FROM offline_scan WHERE event = $1 AND conflict <> ''", event);
    r.next();
    return r.number(0);
}

} // namespace jiangtang::store
