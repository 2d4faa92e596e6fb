#include "store/guest_imports.hpp"

namespace jiangtang::store {
namespace {

#define IMPORT_COLUMNS \
    "i.id, i.event, i.staff, m.name, i.status, i.tickets, i.total, i.written, i.left_out, i.created_at, i.done_at"

domain::guest_import import_in(rows& r) {
    domain::guest_import i;
    i.id = r.text(0);
    i.event = r.text(1);
    i.staff = r.text(2);
    i.staff_name = r.text(3);
    i.status = domain::import_status_from(r.text(4)).value();
    i.tickets = r.number(5) != 0;
    i.total = r.number(6);
    i.written = r.number(7);
    i.left_out = r.number(8);
    i.created_at = r.number(9);
    i.done_at = r.maybe_number(10);
    return i;
}

} // namespace

void add_guest_import(database& db, const domain::guest_import& i, const std::vector<std::string>& parts) {
    db.run("INSERT INTO guest_import (id, event, staff, status, tickets, total, created_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           i.id, i.event, i.staff, domain::name_of(i.status), i.tickets, i.total, i.created_at);
    for (std::int64_t place = 0; const auto& sealed : parts)
        db.run("INSERT INTO guest_import_part (guest_import, place, sealed) VALUES ($1, $2, $3)", i.id,
               place++, sealed);
}

std::optional<domain::guest_import> find_guest_import(database& db, std::string_view id) {
    return first(db.query("SELECT " IMPORT_COLUMNS
                          " FROM guest_import i JOIN staff m ON m.id = i.staff WHERE i.id = $1",
                          id),
                 import_in);
}

std::vector<domain::guest_import> list_guest_imports(database& db, std::string_view event, int most) {
    return all(db.query("SELECT " IMPORT_COLUMNS " FROM guest_import i JOIN staff m ON m.id = i.staff "
                        "WHERE i.event = $1 ORDER BY i.created_at DESC, i.id LIMIT $2",
                        event, most),
               import_in);
}

std::optional<import_part> next_import_part(database& db) {
    return first(db.query("SELECT " IMPORT_COLUMNS
                          ", p.place, p.sealed FROM guest_import i JOIN staff m ON m.id = i.staff "
                          "JOIN guest_import_part p ON p.guest_import = i.id WHERE i.status = 'writing' "
                          "ORDER BY i.created_at, i.id, p.place LIMIT 1"),
                 [](rows& r) {
                     return import_part{import_in(r), r.number(11), r.text(12)};
                 });
}

bool take_import_part(database& db, std::string_view import, std::int64_t place) {
    return db.run("DELETE FROM guest_import_part WHERE guest_import = $1 AND place = $2", import, place) == 1;
}

bool has_import_parts(database& db, std::string_view import) {
    return db.query("SELECT 1 FROM guest_import_part WHERE guest_import = $1 LIMIT 1", import).next();
}

void save_import_progress(database& db, const domain::guest_import& i) {
    db.run("UPDATE guest_import SET status = $2, written = $3, left_out = $4, done_at = $5 WHERE id = $1",
           i.id, domain::name_of(i.status), i.written, i.left_out, i.done_at);
}

void stop_guest_import(database& db, std::string_view import, unix_ms now) {
    db.run("DELETE FROM guest_import_part WHERE guest_import = $1", import);
    db.run("UPDATE guest_import SET status = 'stopped', done_at = $2 WHERE id = $1", import, now);
}

bool is_importing(database& db, std::string_view event) {
    return db.query("SELECT 1 FROM guest_import WHERE event = $1 AND status = 'writing'", event).next();
}

std::vector<known_guest> known_guests(database& db, std::string_view event) {
    return all(
        db.query("SELECT r.name, r.organization, coalesce(p.digest, ''), r.status = 'requested', r.attendance FROM registration r "
                 "LEFT JOIN phone p ON p.registration = r.id "
                 "WHERE r.event = $1 AND r.status NOT IN ('cancelled', 'declined') AND r.erased_at IS NULL",
                 event),
        [](rows& r) {
            return known_guest{r.text(0), r.text(1), r.text(2), r.number(3) != 0,
                               domain::attendance_from(r.text(4)).value()};
        });
}

std::optional<std::string> find_guest(database& db, std::string_view event, std::string_view phone_digest,
                                      const domain::details& who) {
    // Who was registered without a phone has been left out of the list already; who only asked is to be approved.
    if (phone_digest.empty())
        return first(db.query("SELECT id FROM registration r WHERE event = $1 AND status = 'requested' AND name = $2 AND "
                              "organization = $3 AND NOT EXISTS (SELECT 1 FROM phone p WHERE p.registration = r.id) "
                              "ORDER BY id LIMIT 1",
                              event, who.name, who.organization),
                     [](rows& r) { return r.text(0); });
    return first(
        db.query("SELECT r.id FROM phone p JOIN registration r ON r.id = p.registration "
                 "WHERE p.event = $1 AND p.digest = $2 AND r.status NOT IN ('cancelled', 'declined') "
                 "AND r.name = $3 ORDER BY CASE r.status WHEN 'requested' THEN 1 ELSE 0 END, r.id LIMIT 1",
                 event, phone_digest, who.name),
        [](rows& r) { return r.text(0); });
}

} // namespace jiangtang::store
