#include "store/registrations.hpp"

#include "base/random.hpp"

#include <algorithm>

namespace jiangtang::store {
namespace {

// The columns of a registration with its ticket, seat, place on the waiting list and admission, and whether another one
// has its phone.
#define REGISTRATION_COLUMNS                                                                                      \
    "r.id, r.event, r.attendance, r.status, r.name, r.pinyin, r.organization, r.title, r.phone_last4, "           \
    "coalesce((SELECT t.code FROM ticket t WHERE t.registration = r.id ORDER BY t.issued_at DESC LIMIT 1), ''), " \
    "coalesce((SELECT s.label FROM seat s WHERE s.registration = r.id), ''), "                                    \
    "CASE WHEN r.status = 'waitlisted' THEN (SELECT count(*) FROM registration w WHERE w.event = r.event AND "    \
    "w.status = 'waitlisted' AND w.queued <= r.queued) ELSE 0 END, "                                              \
    "a.recorded_at, coalesce(a.desk, ''), coalesce(m.name, ''), "                                                 \
    "CASE WHEN EXISTS (SELECT 1 FROM phone p JOIN phone q ON q.event = p.event AND q.digest = p.digest AND "      \
    "q.registration <> p.registration JOIN registration o ON o.id = q.registration AND o.status <> 'cancelled' "  \
    "WHERE p.registration = r.id) THEN 1 ELSE 0 END "                                                             \
    "FROM registration r LEFT JOIN check_in a ON a.registration = r.id AND a.result = 'admitted' "                \
    "LEFT JOIN staff m ON m.id = a.staff "

domain::registration registration_in(rows& r) {
    domain::registration g;
    g.id = r.text(0);
    g.event = r.text(1);
    g.form = domain::attendance_from(r.text(2)).value();
    g.status = domain::registration_status_from(r.text(3)).value();
    g.name = r.text(4);
    g.pinyin = r.text(5);
    g.organization = r.text(6);
    g.title = r.text(7);
    g.phone_last4 = r.text(8);
    g.ticket = r.text(9);
    g.seat = r.text(10);
    g.position = r.number(11);
    g.admitted_at = r.maybe_number(12);
    g.admitted_desk = r.text(13);
    g.admitted_by = r.text(14);
    g.same_phone = r.number(15) != 0;
    return g;
}

/// Gives the lowest free seat. False when there is none.
bool take_seat(database& db, std::string_view event, std::string_view registration) {
    return db.run("UPDATE seat SET registration = $2 WHERE event = $1 AND place = "
                  "(SELECT min(place) FROM seat WHERE event = $1 AND registration IS NULL)",
                  event, registration) == 1;
}

/// A seat for the registration, or a place at the end of the waiting list.
void seat_or_queue(database& db, const domain::registration& g, std::int64_t queued) {
    if (!take_seat(db, g.event, g.id))
        db.run("UPDATE registration SET status = 'waitlisted', queued = $2 WHERE id = $1", g.id, queued);
}

/// Frees the seat, if one is held. Whoever is first on the waiting list gets it: that registration, or nothing.
std::optional<domain::registration> free_seat(database& db, const domain::registration& g) {
    if (db.run("UPDATE seat SET registration = NULL WHERE registration = $1", g.id) == 0) return std::nullopt;
    const auto next = first(
        db.query(
            "SELECT id FROM registration WHERE event = $1 AND status = 'waitlisted' ORDER BY queued LIMIT 1",
            g.event),
        [](rows& r) { return r.text(0); });
    if (!next) return std::nullopt;
    take_seat(db, g.event, *next);
    db.run("UPDATE registration SET status = 'confirmed', queued = 0 WHERE id = $1", *next);
    return find_registration(db, *next);
}

void count_online(database& db, std::string_view event, int change) {
    db.run("UPDATE event SET online = online + $2 WHERE slug = $1", event, change);
}

std::string like_escaped(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '%' || c == '_' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

} // namespace

domain::registration add_registration(database& db, domain::registration g, const lookup& found_by,
                                      const person& who, std::int64_t queued, unix_ms now) {
    using enum domain::registration_status;
    g.status = confirmed;
    db.run(
        "INSERT INTO registration (id, event, attendance, status, name, phone_sealed, phone_last4, organization, title, "
        "pinyin, initials, search, consent, consented_at, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        g.id, g.event, domain::name_of(g.form), domain::name_of(g.status), g.name, who.phone_sealed,
        g.phone_last4, g.organization, g.title, g.pinyin, found_by.initials, found_by.search, who.consent,
        now);
    if (g.form == domain::attendance::in_person) seat_or_queue(db, g, queued);
    else count_online(db, g.event, +1);
    if (!who.phone_digest.empty())
        db.run("INSERT INTO phone (registration, event, digest) VALUES ($1, $2, $3)", g.id, g.event,
               who.phone_digest);
    if (!who.email_sealed.empty() || who.reads != domain::language::zh)
        db.run("INSERT INTO contact (registration, email_sealed, email_masked, email_digest, language) "
               "VALUES ($1, $2, $3, $4, $5)",
               g.id, who.email_sealed, who.email_masked, who.email_digest, domain::name_of(who.reads));
    db.run("INSERT INTO ticket (code, registration, issued_at) VALUES ($1, $2, $3)", random_code(), g.id,
           now);
    return find_registration(db, g.id).value();
}

std::optional<domain::registration> find_registration(database& db, std::string_view id) {
    return first(db.query("SELECT " REGISTRATION_COLUMNS "WHERE r.id = $1", id), registration_in);
}

std::optional<domain::registration> find_ticket(database& db, std::string_view code) {
    return first(db.query("SELECT " REGISTRATION_COLUMNS
                          "WHERE r.id = (SELECT registration FROM ticket WHERE code = $1)",
                          code),
                 registration_in);
}

std::optional<domain::registration> find_by_phone(database& db, std::string_view event,
                                                  std::string_view digest) {
    return first(
        db.query(
            "SELECT " REGISTRATION_COLUMNS
            "WHERE r.id = (SELECT p.registration FROM phone p JOIN registration o ON o.id = p.registration "
            "WHERE p.event = $1 AND p.digest = $2 AND o.status <> 'cancelled' "
            "ORDER BY o.created_at, o.id LIMIT 1)",
            event, digest),
        registration_in);
}

std::optional<domain::registration> cancel(database& db, const domain::registration& g) {
    db.run("UPDATE registration SET status = 'cancelled', queued = 0 WHERE id = $1", g.id);
    if (g.form == domain::attendance::online && g.status == domain::registration_status::confirmed)
        count_online(db, g.event, -1);
    return free_seat(db, g);
}

void change_details(database& db, const domain::registration& g, const lookup& found_by) {
    db.run(
        "UPDATE registration SET name = $2, pinyin = $3, organization = $4, title = $5, initials = $6, search = $7 "
        "WHERE id = $1",
        g.id, g.name, g.pinyin, g.organization, g.title, found_by.initials, found_by.search);
}

std::optional<domain::registration> go_online(database& db, const domain::registration& g) {
    db.run("UPDATE registration SET attendance = 'online', status = 'confirmed', queued = 0 WHERE id = $1",
           g.id);
    count_online(db, g.event, +1);
    return free_seat(db, g);
}

void go_to_hall(database& db, const domain::registration& g, std::int64_t queued) {
    db.run("UPDATE registration SET attendance = 'in_person' WHERE id = $1", g.id);
    count_online(db, g.event, -1);
    seat_or_queue(db, g, queued);
}

std::vector<domain::registration> search_registrations(database& db, std::string_view event,
                                                       std::string_view key, int most) {
    if (std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; })) {
        auto tail =
            key.size() > 4 ? key.substr(key.size() - 4) : key; // no more of a phone number is readable
        return all(db.query("SELECT " REGISTRATION_COLUMNS
                            "WHERE r.event = $1 AND r.status <> 'cancelled' AND "
                            "(r.phone_last4 LIKE $2 ESCAPE '\\' OR r.search LIKE $4 ESCAPE '\\') "
                            "ORDER BY r.pinyin, r.id LIMIT $3",
                            event, "%" + std::string{tail}, most, "%" + std::string{key} + "%"),
                   registration_in);
    }
    auto part = like_escaped(key);
    return all(
        db.query(
            "SELECT " REGISTRATION_COLUMNS
            "WHERE r.event = $1 AND r.status <> 'cancelled' AND (r.initials LIKE $2 ESCAPE '\\' OR "
            "r.search LIKE $3 ESCAPE '\\') "
            "ORDER BY CASE WHEN r.initials LIKE $2 ESCAPE '\\' THEN 0 ELSE 1 END, r.pinyin, r.id LIMIT $4",
            event, part + "%", "%" + part + "%", most),
        registration_in);
}

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

std::vector<domain::registration> recent_arrivals(database& db, std::string_view event, int most) {
    return all(db.query("SELECT " REGISTRATION_COLUMNS
                        "WHERE a.event = $1 ORDER BY a.recorded_at DESC LIMIT $2",
                        event, most),
               registration_in);
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

} // namespace jiangtang::store
