#include "store/registrations.hpp"

#include "base/random.hpp"
#include "store/check_ins.hpp"
#include "store/rules.hpp"
#include "store/seats.hpp"

#include <algorithm>

namespace jiangtang::store {
namespace {

// Of `o`: neither given up nor refused.
#define IS_HELD "o.status NOT IN ('cancelled', 'declined')"

// The columns of a registration with its ticket, seat, place on the waiting list and admission, and whether another one
// has its phone.
#define REGISTRATION_COLUMNS                                                                                      \
    "r.id, r.event, r.attendance, r.status, r.name, r.pinyin, r.organization, r.title, r.phone_last4, "           \
    "coalesce((SELECT t.code FROM ticket t WHERE t.registration = r.id ORDER BY t.issued_at DESC LIMIT 1), ''), " \
    "coalesce((SELECT s.label FROM seat s WHERE s.registration = r.id), ''), "                                    \
    "CASE WHEN r.status = 'waitlisted' THEN (SELECT count(*) FROM registration w WHERE w.event = r.event AND "    \
    "w.status = 'waitlisted' AND w.queued <= r.queued) ELSE 0 END, " ADMITTED_AT                                  \
    ", coalesce(a.desk, ''), coalesce(m.name, ''), "                                                              \
    "CASE WHEN EXISTS (SELECT 1 FROM phone p JOIN phone q ON q.event = p.event AND q.digest = p.digest AND "      \
    "q.registration <> p.registration JOIN registration o ON o.id = q.registration AND " IS_HELD " "              \
    "WHERE p.registration = r.id) THEN 1 ELSE 0 END, "                                                            \
    "coalesce((SELECT s.delegation FROM seat s WHERE s.registration = r.id), ''), r.erased_at, "                  \
    "CASE WHEN r.status = 'declined' THEN (SELECT q.reason FROM request q WHERE q.registration = r.id) END, "     \
    "f.label, f.offer_ends, coalesce(v.vip, 0), coalesce(v.note, '') "                                            \
    "FROM registration r LEFT JOIN check_in a ON a.registration = r.id AND a.result = 'admitted' "                \
    "LEFT JOIN staff m ON m.id = a.staff LEFT JOIN seat f ON f.offered_to = r.id "                                \
    "LEFT JOIN greeting v ON v.registration = r.id "

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
    g.delegation = r.text(16);
    g.erased_at = r.maybe_number(17);
    g.reason = r.text(18);
    if (const auto until = r.maybe_number(20)) g.offer = {r.text(19), *until};
    g.vip = r.number(21) != 0;
    g.note = r.text(22);
    return g;
}

/// Gives a free seat of the delegation: the one that is asked for, or the lowest. False when there is none.
bool take_held_seat(database& db, const domain::registration& g) {
    return db.run("UPDATE seat SET registration = $2 WHERE event = $1 AND place = "
                  "(SELECT place FROM seat WHERE event = $1 AND registration IS NULL AND delegation = $3 "
                  "ORDER BY CASE WHEN label = $4 THEN 0 ELSE 1 END, place LIMIT 1)",
                  g.event, g.id, g.delegation, g.seat) == 1;
}

/// A seat for the registration, or a place at the end of the waiting list.
void seat_or_queue(database& db, const domain::registration& g, std::int64_t queued) {
    if (!(g.delegation.empty() ? take_seat(db, g.event, g.id) : take_held_seat(db, g)))
        db.run("UPDATE registration SET status = 'waitlisted', queued = $2 WHERE id = $1", g.id, queued);
}

bool is_online(const domain::registration& g) {
    return g.form == domain::attendance::online && g.status == domain::registration_status::confirmed;
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
    if (g.status != requested) g.status = confirmed;
    db.run(
        "INSERT INTO registration (id, event, attendance, status, name, phone_sealed, phone_last4, organization, title, "
        "pinyin, initials, search, consent, consented_at, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
        g.id, g.event, domain::name_of(g.form), domain::name_of(g.status), g.name, who.phone_sealed,
        g.phone_last4, g.organization, g.title, g.pinyin, found_by.initials, found_by.search, who.consent,
        now);
    if (g.status == requested) add_request(db, g.id, now);
    else take_place(db, g, queued);
    if (!who.phone_digest.empty())
        db.run("INSERT INTO phone (registration, event, digest) VALUES ($1, $2, $3)", g.id, g.event,
               who.phone_digest);
    if (!who.email_sealed.empty() || who.reads != domain::language::zh)
        db.run("INSERT INTO contact (registration, email_sealed, email_masked, email_digest, language) "
               "VALUES ($1, $2, $3, $4, $5)",
               g.id, who.email_sealed, who.email_masked, who.email_digest, domain::name_of(who.reads));
    g.ticket = random_code();
    db.run("INSERT INTO ticket (code, registration, issued_at) VALUES ($1, $2, $3)", g.ticket, g.id, now);
    if (!is_online(g)) return find_registration(db, g.id).value(); // with its seat or its place in the queue
    g.same_phone = !with_same_phone(db, g.id, 1).empty();
    return g;
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
            "WHERE p.event = $1 AND p.digest = $2 AND " IS_HELD " "
            "ORDER BY o.created_at, o.id LIMIT 1)",
            event, digest),
        registration_in);
}

std::vector<domain::registration> cancel(database& db, const domain::registration& g, unix_ms now) {
    db.run("UPDATE registration SET status = 'cancelled', queued = 0 WHERE id = $1", g.id);
    if (is_online(g)) count_online(db, g.event, -1);
    free_seat(db, g.id);
    return fill_seats(db, g.event, now);
}

std::vector<domain::registration> delegates_of(database& db, std::string_view delegation) {
    return all(db.query("SELECT " REGISTRATION_COLUMNS
                        "JOIN seat d ON d.registration = r.id WHERE d.delegation = $1 ORDER BY d.place",
                        delegation),
               registration_in);
}

void change_details(database& db, const domain::registration& g, const lookup& found_by) {
    db.run(
        "UPDATE registration SET name = $2, pinyin = $3, organization = $4, title = $5, initials = $6, search = $7 "
        "WHERE id = $1",
        g.id, g.name, g.pinyin, g.organization, g.title, found_by.initials, found_by.search);
}

bool change_phone(database& db, const domain::registration& g, const person& who, const std::string& last4) {
    if (db.query("SELECT 1 FROM phone WHERE registration = $1 AND digest = $2", g.id, who.phone_digest)
            .next())
        return false;
    db.run("UPDATE registration SET phone_sealed = $2, phone_last4 = $3 WHERE id = $1", g.id,
           who.phone_sealed, last4);
    db.run("INSERT INTO phone (registration, event, digest) VALUES ($1, $2, $3) "
           "ON CONFLICT (registration) DO UPDATE SET digest = $3",
           g.id, g.event, who.phone_digest);
    return true;
}

bool change_email(database& db, const domain::registration& g, const person& who) {
    const auto before = first(db.query("SELECT email_digest FROM contact WHERE registration = $1", g.id),
                              [](rows& r) { return r.text(0); });
    if (before.value_or("") == who.email_digest) return false;
    db.run("INSERT INTO contact (registration, email_sealed, email_masked, email_digest, language) "
           "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (registration) DO UPDATE SET "
           "email_sealed = $2, email_masked = $3, email_digest = $4",
           g.id, who.email_sealed, who.email_masked, who.email_digest, domain::name_of(who.reads));
    return true;
}

void take_place(database& db, const domain::registration& g, std::int64_t queued) {
    if (g.form == domain::attendance::in_person) seat_or_queue(db, g, queued);
    else count_online(db, g.event, +1);
}

std::vector<domain::registration> go_online(database& db, const domain::registration& g,
                                            domain::registration_status as, unix_ms now) {
    db.run("UPDATE registration SET attendance = 'online', status = $2, queued = 0, missed = 0 WHERE id = $1",
           g.id, domain::name_of(as));
    db.run("INSERT INTO left_hall (registration) VALUES ($1) ON CONFLICT (registration) DO NOTHING", g.id);
    if (as == domain::registration_status::confirmed) count_online(db, g.event, +1);
    free_seat(db, g.id);
    return fill_seats(db, g.event, now);
}

void go_to_hall(database& db, const domain::registration& g, domain::registration_status as,
                std::int64_t queued) {
    db.run("UPDATE registration SET attendance = 'in_person', status = $2 WHERE id = $1", g.id,
           domain::name_of(as));
    db.run("DELETE FROM left_hall WHERE registration = $1", g.id);
    if (is_online(g)) count_online(db, g.event, -1);
    if (as == domain::registration_status::confirmed) seat_or_queue(db, g, queued);
}

std::vector<domain::registration> with_same_phone(database& db, std::string_view id, int most) {
    // Found by their ids first, so that it takes no longer for a phone that many have.
    const auto ids = all(db.query("SELECT q.registration FROM phone p JOIN phone q ON q.event = p.event AND "
                                  "q.digest = p.digest JOIN registration o ON o.id = q.registration WHERE "
                                  "p.registration = $1 AND q.registration <> $1 AND " IS_HELD " LIMIT $2",
                                  id, most),
                         [](rows& r) { return r.text(0); });
    std::vector<domain::registration> found;
    for (const auto& one : ids) found.push_back(find_registration(db, one).value());
    return found;
}

void replace_ticket(database& db, const domain::registration& g, unix_ms now) {
    db.run("INSERT INTO ticket (code, registration, issued_at) SELECT $1, registration, "
           "CASE WHEN max(issued_at) < $3 THEN $3 ELSE max(issued_at) + 1 END " // later than those before it
           "FROM ticket WHERE registration = $2 GROUP BY registration",
           random_code(), g.id, now);
}

std::vector<domain::registration> hall_registrations(database& db, std::string_view event) {
    return all(db.query("SELECT " REGISTRATION_COLUMNS
                        "WHERE r.event = $1 AND r.attendance = 'in_person' AND "
                        "r.status <> 'cancelled' ORDER BY r.pinyin, r.id",
                        event),
               registration_in);
}

std::vector<closed_ticket> closed_tickets(database& db, std::string_view event) {
    using enum domain::check_in_result;
    return all(
        db.query("SELECT code, why FROM (SELECT t.code, CASE WHEN EXISTS (SELECT 1 FROM ticket n WHERE "
                 "n.registration = r.id AND n.issued_at > t.issued_at) THEN $2 "
                 "WHEN r.status = 'cancelled' THEN $3 WHEN l.registration IS NOT NULL THEN $4 END AS why "
                 "FROM registration r JOIN ticket t ON t.registration = r.id "
                 "LEFT JOIN left_hall l ON l.registration = r.id WHERE r.event = $1) AS closed "
                 "WHERE why IS NOT NULL ORDER BY code",
                 event, domain::name_of(revoked), domain::name_of(cancelled), domain::name_of(online_only)),
        [](rows& r) {
            return closed_ticket{r.text(0), domain::check_in_result_from(r.text(1)).value()};
        });
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

std::vector<domain::registration> recent_arrivals(database& db, std::string_view event, int most) {
    return all(db.query("SELECT " REGISTRATION_COLUMNS
                        "WHERE a.event = $1 ORDER BY a.recorded_at DESC LIMIT $2",
                        event, most),
               registration_in);
}

} // namespace jiangtang::store
