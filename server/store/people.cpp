#include "store/people.hpp"

namespace jiangtang::store {
namespace {

domain::staff staff_in(rows& r) {
    return {r.text(0), r.text(1), domain::role_from(r.text(2)).value(), r.text(3), !r.is_null(4)};
}

} // namespace

void add_staff(database& db, const domain::staff& s, unix_ms now) {
    db.run("INSERT INTO staff (id, event, role, name, created_at) VALUES ($1, $2, $3, $4, $5)", s.id, s.event,
           domain::name_of(s.as), s.name, now);
}

std::vector<domain::staff> list_staff(database& db, std::string_view event) {
    return all(
        db.query("SELECT id, event, role, name, joined_at FROM staff m WHERE event = $1 AND NOT EXISTS "
                 "(SELECT 1 FROM dismissal d WHERE d.staff = m.id) ORDER BY created_at, id LIMIT 500",
                 event),
        staff_in);
}

void dismiss_staff(database& db, std::string_view id, std::string_view by, unix_ms now) {
    db.run("INSERT INTO dismissal (staff, dismissed_by, at) VALUES ($1, $2, $3)", id, by, now);
    db.run("DELETE FROM session_staff WHERE staff = $1", id);
    db.run("DELETE FROM invitation WHERE staff = $1", id);
}

bool is_dismissed(database& db, std::string_view id) {
    return db.query("SELECT 1 FROM dismissal WHERE staff = $1", id).next();
}

void add_invitation(database& db, std::string_view token_hash, std::string_view staff, unix_ms expires_at) {
    db.run("INSERT INTO invitation (token_hash, staff, expires_at) VALUES ($1, $2, $3)", token_hash, staff,
           expires_at);
}

std::optional<domain::staff> use_invitation(database& db, std::string_view token_hash, unix_ms now) {
    std::string id;
    {
        auto r = db.query("UPDATE invitation SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND "
                          "expires_at > $2 RETURNING staff",
                          token_hash, now);
        if (!r.next()) return std::nullopt;
        id = r.text(0);
    }
    db.run("UPDATE staff SET joined_at = $2 WHERE id = $1 AND joined_at IS NULL", id, now);
    return first(db.query("SELECT id, event, role, name, joined_at FROM staff WHERE id = $1", id), staff_in);
}

void add_session(database& db, std::string_view token_hash, unix_ms now, unix_ms expires_at) {
    db.run("INSERT INTO session (token_hash, created_at, expires_at) VALUES ($1, $2, $3)", token_hash, now,
           expires_at);
}

bool session_is_valid(database& db, std::string_view token_hash, unix_ms now) {
    return db.query("SELECT 1 FROM session WHERE token_hash = $1 AND expires_at > $2", token_hash, now)
        .next();
}

void add_to_session(database& db, std::string_view token_hash, std::string_view staff) {
    db.run(
        "INSERT INTO session_staff (session, staff) VALUES ($1, $2) ON CONFLICT (session, staff) DO NOTHING",
        token_hash, staff);
}

std::vector<domain::staff> staff_of_session(database& db, std::string_view token_hash, unix_ms now) {
    return all(db.query("SELECT m.id, m.event, m.role, m.name, m.joined_at FROM session s "
                        "JOIN session_staff h ON h.session = s.token_hash JOIN staff m ON m.id = h.staff "
                        "WHERE s.token_hash = $1 AND s.expires_at > $2 ORDER BY m.created_at, m.id",
                        token_hash, now),
               staff_in);
}

void end_session(database& db, std::string_view token_hash) {
    db.run("DELETE FROM session_staff WHERE session = $1", token_hash);
    db.run("DELETE FROM session WHERE token_hash = $1", token_hash);
}

void add_viewer(database& db, const domain::viewer& v, std::string_view registration, unix_ms now) {
    db.run(
        "INSERT INTO viewer (id, event, name, came_from, registration, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        v.id, v.event, v.name, domain::name_of(v.from),
        registration.empty() ? std::optional<std::string>{} : std::string{registration}, now);
}

void rename_viewer(database& db, std::string_view id, std::string_view name) {
    db.run("UPDATE viewer SET name = $2 WHERE id = $1", id, name);
}

void seat_viewer(database& db, std::string_view id, std::string_view registration) {
    db.run("UPDATE viewer SET registration = $2, came_from = 'hall' WHERE id = $1", id, registration);
}

std::optional<domain::viewer> find_viewer(database& db, std::string_view event, std::string_view id) {
    auto r = db.query("SELECT v.id, v.event, v.name, v.came_from, coalesce(s.label, '') FROM viewer v "
                      "LEFT JOIN seat s ON s.registration = v.registration WHERE v.id = $1 AND v.event = $2",
                      id, event);
    if (!r.next()) return std::nullopt;
    return domain::viewer{r.text(0), r.text(1), r.text(2), domain::place_from(r.text(3)).value(), r.text(4)};
}

} // namespace jiangtang::store
