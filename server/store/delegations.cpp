#include "store/delegations.hpp"

#include "store/seats.hpp"

namespace jiangtang::store {
namespace {

#define DELEGATION_COLUMNS                                                                                     \
    "d.id, d.event, d.name, d.pinyin, d.initials, d.link, count(s.place), count(s.registration), count(a.id) " \
    "FROM delegation d LEFT JOIN seat s ON s.delegation = d.id "                                               \
    "LEFT JOIN check_in a ON a.registration = s.registration AND a.result = 'admitted' "

domain::delegation delegation_in(rows& r) {
    domain::delegation d;
    d.id = r.text(0);
    d.event = r.text(1);
    d.name = r.text(2);
    d.pinyin = r.text(3);
    d.initials = r.text(4);
    d.link = r.number(5);
    d.quota = r.number(6);
    d.entered = r.number(7);
    d.admitted = r.number(8);
    return d;
}

void hold_seats(database& db, const domain::delegation& d, std::int64_t n) {
    db.run("UPDATE seat SET delegation = $2 WHERE event = $1 AND place IN (SELECT place FROM seat "
           "WHERE event = $1 AND " SEAT_IS_FREE " ORDER BY place LIMIT $3)",
           d.event, d.id, n);
}

std::vector<domain::registration> release_seats(database& db, const domain::delegation& d, std::int64_t n,
                                                unix_ms now) {
    db.run("UPDATE seat SET delegation = NULL WHERE event = $1 AND place IN (SELECT place FROM seat "
           "WHERE event = $1 AND registration IS NULL AND delegation = $2 ORDER BY place DESC LIMIT $3)",
           d.event, d.id, n);
    return fill_seats(db, d.event, now);
}

} // namespace

void add_delegation(database& db, const domain::delegation& d, unix_ms now) {
    db.run("INSERT INTO delegation (id, event, name, pinyin, initials, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6)",
           d.id, d.event, d.name, d.pinyin, d.initials, now);
    hold_seats(db, d, d.quota);
}

std::optional<domain::delegation> find_delegation(database& db, std::string_view id) {
    return first(db.query("SELECT " DELEGATION_COLUMNS "WHERE d.id = $1 GROUP BY d.id", id), delegation_in);
}

std::vector<domain::delegation> list_delegations(database& db, std::string_view event) {
    return all(db.query("SELECT " DELEGATION_COLUMNS
                        "WHERE d.event = $1 GROUP BY d.id ORDER BY d.pinyin, d.id",
                        event),
               delegation_in);
}

std::int64_t count_free_seats(database& db, std::string_view event) {
    auto r = db.query("SELECT count(*) FROM seat WHERE event = $1 AND " SEAT_IS_FREE, event);
    r.next();
    return r.number(0);
}

std::vector<domain::registration> set_quota(database& db, const domain::delegation& d, std::int64_t quota,
                                            unix_ms now) {
    if (quota < d.quota) return release_seats(db, d, d.quota - quota, now);
    hold_seats(db, d, quota - d.quota);
    return {};
}

void rename_delegation(database& db, const domain::delegation& d) {
    db.run("UPDATE delegation SET name = $2, pinyin = $3, initials = $4 WHERE id = $1", d.id, d.name,
           d.pinyin, d.initials);
}

std::vector<domain::registration> remove_delegation(database& db, const domain::delegation& d, unix_ms now) {
    auto promoted = release_seats(db, d, d.quota - d.entered, now);
    db.run("UPDATE seat SET delegation = NULL WHERE delegation = $1", d.id);
    db.run("DELETE FROM delegation WHERE id = $1", d.id);
    return promoted;
}

void renew_link(database& db, std::string_view id) {
    db.run("UPDATE delegation SET link = link + 1 WHERE id = $1", id);
}

} // namespace jiangtang::store
