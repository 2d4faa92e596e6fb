#include "store/privacy.hpp"

namespace jiangtang::store {
namespace {

// When its retention begins: see event_to_erase().
#define RETENTION_FROM                                                                                   \
    "(CASE WHEN status = 'ended' AND ended_at IS NOT NULL THEN ended_at WHEN status = 'live' THEN NULL " \
    "WHEN ends_at < created_at THEN created_at ELSE ends_at END)"

// How long it is in ms; $2 where an organizer said nothing.
#define KEPT "coalesce(k.days * 86400000, $2)"

#define WITHOUT_THE_PERSON                                                                            \
    "name = '—', phone_sealed = '', phone_last4 = '', organization = '', title = '', pinyin = '', " \
    "initials = '', search = ''"

// What still waited has nobody to go to.
#define WITHOUT_THE_RECIPIENT \
    "recipient = '', masked = '', digest = '', error = '', status = CASE WHEN status = 'queued' THEN 'superseded' ELSE status END"

} // namespace

std::string masked_email(database& db, std::string_view registration) {
    return first(db.query("SELECT email_masked FROM contact WHERE registration = $1", registration),
                 [](rows& r) { return r.text(0); })
        .value_or("");
}

std::optional<consent_given> find_consent(database& db, std::string_view registration) {
    return first(
        db.query("SELECT consent, consented_at, created_at FROM registration WHERE id = $1", registration),
        [](rows& r) {
            return consent_given{r.text(0), r.number(1), r.number(2)};
        });
}

std::vector<std::string> tickets_of(database& db, std::string_view registration) {
    return all(db.query("SELECT code FROM ticket WHERE registration = $1", registration),
               [](rows& r) { return r.text(0); });
}

void erase_person(database& db, std::string_view registration, unix_ms now) {
    db.run("UPDATE registration SET " WITHOUT_THE_PERSON ", erased_at = $2 WHERE id = $1", registration, now);
    db.run("DELETE FROM phone WHERE registration = $1", registration);
    db.run(
        "UPDATE question SET name = '', seat = '', version = version + 1 WHERE (name <> '' OR seat <> '') AND "
        "viewer IN (SELECT id FROM viewer WHERE registration = $1)",
        registration);
    db.run("UPDATE viewer SET name = '' WHERE registration = $1", registration);
    db.run("DELETE FROM contact WHERE registration = $1", registration);
    db.run("UPDATE request SET reason = '' WHERE registration = $1", registration);
    db.run("DELETE FROM greeting WHERE registration = $1", registration);
    // Why an admission was taken back is typed at the desk, and may say who it was.
    db.run(
        "UPDATE check_in_undo SET reason = '' WHERE check_in IN (SELECT id FROM check_in WHERE registration = $1)",
        registration);
    db.run("UPDATE message SET " WITHOUT_THE_RECIPIENT " WHERE registration = $1", registration);
}

void rewrite_feed(database& db, std::string_view event,
                  const std::function<std::optional<std::string>(const std::string& body)>& changed) {
    std::vector<std::pair<std::int64_t, std::string>> found;
    {
        auto r = db.query("SELECT seq, body FROM feed WHERE event = $1", event);
        while (r.next())
            if (auto body = changed(r.text(1))) found.emplace_back(r.number(0), std::move(*body));
    }
    for (const auto& [seq, body] : found)
        db.run("UPDATE feed SET body = $3 WHERE event = $1 AND seq = $2", event, seq, body);
}

void forget_answers(database& db, std::string_view named) {
    // LIKE rather than SQLite's instr: ids and codes have no character that it would take for another.
    db.run("UPDATE done SET answer = '', digest = '' WHERE answer LIKE $1", "%" + std::string{named} + "%");
}

std::optional<std::string> event_to_erase(database& db, unix_ms now, unix_ms otherwise) {
    return first(
        db.query(
            "SELECT slug FROM event LEFT JOIN retention k ON k.event = slug WHERE (erased_at IS "
            "NULL OR EXISTS (SELECT 1 FROM registration r WHERE r.event = slug AND r.erased_at IS NULL)) "
            "AND " KEPT " > 0 AND " RETENTION_FROM " + " KEPT " < $1 ORDER BY slug LIMIT 1",
            now, otherwise),
        [](rows& r) { return r.text(0); });
}

std::optional<retention> retention_of(database& db, std::string_view event, unix_ms otherwise) {
    return first(db.query("SELECT " RETENTION_FROM ", " KEPT ", erased_at FROM event "
                          "LEFT JOIN retention k ON k.event = slug WHERE slug = $1",
                          event, otherwise),
                 [](rows& r) {
                     return retention{r.maybe_number(0), r.number(1), r.maybe_number(2)};
                 });
}

bool are_people_erased(database& db, std::string_view event) {
    return db.query("SELECT 1 FROM event WHERE slug = $1 AND erased_at IS NOT NULL", event).next();
}

void set_retention_days(database& db, std::string_view event, std::int64_t days) {
    db.run("INSERT INTO retention (event, days) VALUES ($1, $2) ON CONFLICT (event) DO UPDATE SET days = $2",
           event, days);
}

bool knows_people(database& db, std::string_view event) {
    return db.query("SELECT 1 FROM registration WHERE event = $1 AND erased_at IS NULL LIMIT 1", event)
        .next();
}

std::int64_t erase_some(database& db, std::string_view event, int most, unix_ms now) {
    if (auto n = db.run("UPDATE registration SET " WITHOUT_THE_PERSON ", erased_at = $3 WHERE id IN "
                        "(SELECT id FROM registration WHERE event = $1 AND erased_at IS NULL LIMIT $2)",
                        event, most, now))
        return n;
    if (auto n = db.run("DELETE FROM phone WHERE registration IN "
                        "(SELECT registration FROM phone WHERE event = $1 LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("DELETE FROM contact WHERE registration IN (SELECT c.registration FROM contact c "
                        "JOIN registration r ON r.id = c.registration WHERE r.event = $1 LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("UPDATE request SET reason = '' WHERE registration IN (SELECT q.registration FROM "
                        "request q JOIN registration r ON r.id = q.registration "
                        "WHERE r.event = $1 AND q.reason <> '' LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("DELETE FROM greeting WHERE registration IN (SELECT v.registration FROM greeting v "
                        "JOIN registration r ON r.id = v.registration WHERE r.event = $1 LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("UPDATE message SET " WITHOUT_THE_RECIPIENT " WHERE id IN "
                        "(SELECT id FROM message WHERE event = $1 AND recipient <> '' LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("UPDATE viewer SET name = '' WHERE id IN "
                        "(SELECT id FROM viewer WHERE event = $1 AND name <> '' LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("UPDATE question SET name = '', seat = '', version = version + 1 WHERE id IN "
                        "(SELECT id FROM question WHERE event = $1 AND (name <> '' OR seat <> '') LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("UPDATE check_in SET scanned = '' WHERE id IN "
                        "(SELECT id FROM check_in WHERE event = $1 AND scanned <> '' LIMIT $2)",
                        event, most))
        return n;
    if (auto n = db.run("UPDATE check_in_undo SET reason = '' WHERE check_in IN "
                        "(SELECT u.check_in FROM check_in_undo u JOIN check_in c ON c.id = u.check_in "
                        "WHERE c.event = $1 AND u.reason <> '' LIMIT $2)",
                        event, most))
        return n;
    // Answers that are kept so that what is sent again gets the same name people, too: of who told something late, or of an
    // event that keeps its people shorter than they are kept.
    if (auto n = db.run(
            "UPDATE done SET answer = '', digest = '' WHERE (actor, id) IN (SELECT d.actor, d.id FROM done d "
            "WHERE d.answer <> '' AND (d.actor IN ('desk:' || $1, 'registration:' || $1) "
            "OR EXISTS (SELECT 1 FROM staff s WHERE s.id = d.actor AND s.event = $1) "
            "OR EXISTS (SELECT 1 FROM viewer v WHERE v.id = d.actor AND v.event = $1) "
            "OR EXISTS (SELECT 1 FROM delegation g WHERE g.id = substr(d.actor, 12) "
            "AND d.actor LIKE 'delegation:%' AND g.event = $1) "
            "OR EXISTS (SELECT 1 FROM ticket t JOIN registration r ON r.id = t.registration "
            "WHERE t.code = substr(d.actor, 8) AND d.actor LIKE 'ticket:%' AND r.event = $1)) LIMIT $2)",
            event, most))
        return n;
    return db.run("DELETE FROM feed WHERE event = $1 AND seq IN "
                  "(SELECT seq FROM feed WHERE event = $1 ORDER BY seq LIMIT $2)",
                  event, most);
}

void set_erased(database& db, std::string_view event, unix_ms now) {
    db.run("UPDATE event SET erased_at = $2 WHERE slug = $1", event, now);
}

void want_rewrite(database& db, unix_ms now) {
    db.run(
        "INSERT INTO meta (name, value) VALUES ('rewrite', $1) ON CONFLICT (name) DO UPDATE SET value = $1",
        std::to_string(now));
}

std::string rewrite_wanted(database& db) {
    auto r = db.query("SELECT value FROM meta WHERE name = 'rewrite' AND "
                      "NOT EXISTS (SELECT 1 FROM event WHERE status = 'live')");
    return r.next() ? r.text(0) : std::string{};
}

void rewritten(database& db, std::string_view mark) {
    db.run("DELETE FROM meta WHERE name = 'rewrite' AND value = $1", mark);
}

std::vector<audited> list_audit(database& db, std::string_view event, int most) {
    return all(
        db.query(
            "SELECT a.what, m.name, coalesce(g.name, ''), a.at FROM audit a JOIN staff m ON m.id = "
            "a.staff LEFT JOIN registration g ON g.id = a.registration WHERE a.event = $1 ORDER BY a.at DESC, a.id LIMIT $2",
            event, most),
        [](rows& r) {
            return audited{r.text(0), r.text(1), r.text(2), r.number(3)};
        });
}

std::optional<std::string> reveal_phone(database& db, std::string_view event, std::string_view registration,
                                        std::string_view staff, std::string_view command, unix_ms now) {
    auto sealed = first(
        db.query("SELECT phone_sealed FROM registration WHERE id = $1 AND event = $2", registration, event),
        [](rows& r) { return r.text(0); });
    if (!sealed || sealed->empty()) return sealed;
    db.run(
        "INSERT INTO audit (id, event, staff, what, at, registration) VALUES ($1, $2, $3, 'phone.revealed', $4, $5) "
        "ON CONFLICT (id) DO NOTHING",
        std::string{staff} + "/" + std::string{registration} + "/" + std::string{command}, event, staff, now,
        registration);
    return sealed;
}

} // namespace jiangtang::store
