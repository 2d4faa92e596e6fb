#include "store/events.hpp"

#include "base/random.hpp"
#include "store/rules.hpp"
#include "store/seats.hpp"

namespace jiangtang::store {
namespace {

constexpr int seats_in_a_row = 12;

#define EVENT_COLUMNS                                                                                  \
    "slug, series, issue, theme, venue, starts_at, ends_at, status, e.version, last_seq, live_since, " \
    "current, online, coalesce(a.kind, 'open'), coalesce(a.version, 1) FROM event e "                  \
    "LEFT JOIN access a ON a.event = e.slug "

domain::event event_in(rows& r) {
    domain::event e;
    e.slug = r.text(0);
    e.what.series = r.text(1);
    e.what.issue = r.text(2);
    e.what.theme = r.text(3);
    e.what.venue = r.text(4);
    e.what.starts_at = r.number(5);
    e.what.ends_at = r.number(6);
    e.status = domain::event_status_from(r.text(7)).value();
    e.version = r.number(8);
    e.last_seq = r.number(9);
    e.live_since = r.maybe_number(10);
    e.current = r.text(11);
    e.online = r.number(12);
    e.may_enter = domain::access_kind_from(r.text(13)).value();
    e.access_version = r.number(14);
    return e;
}

void read_units(database& db, domain::event& e) {
    auto r = db.query("SELECT role, name FROM unit WHERE event = $1 ORDER BY place", e.slug);
    while (r.next()) e.what.organizers.push_back({domain::unit_role_from(r.text(0)).value(), r.text(1)});
}

void read_agenda(database& db, domain::event& e) {
    auto r =
        db.query("SELECT id, kind, title, note, starts_at, ends_at, started_at FROM segment WHERE event = $1 "
                 "ORDER BY place",
                 e.slug);
    while (r.next())
        e.what.agenda.push_back({r.text(0),
                                 domain::segment_kind_from(r.text(1)).value(),
                                 r.text(2),
                                 r.text(3),
                                 r.number(4),
                                 r.number(5),
                                 r.maybe_number(6),
                                 {}});
    for (auto& s : e.what.agenda) {
        auto who =
            db.query("SELECT name, title, compere FROM speaker WHERE segment = $1 ORDER BY place", s.id);
        while (who.next()) s.speakers.push_back({who.text(0), who.text(1), who.number(2) != 0});
    }
}

void write_programme(database& db, std::string_view slug, const domain::programme& p) {
    for (std::int64_t i = 0; const auto& u : p.organizers)
        db.run("INSERT INTO unit (event, place, role, name) VALUES ($1, $2, $3, $4)", slug, i++,
               domain::name_of(u.role), u.name);
    for (std::int64_t i = 0; const auto& s : p.agenda) {
        auto id = s.id.empty() ? random_id("s") : s.id;
        db.run("INSERT INTO segment (id, event, place, kind, title, note, starts_at, ends_at, started_at) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
               id, slug, i++, domain::name_of(s.kind), s.title, s.note, s.starts_at, s.ends_at, s.started_at);
        for (std::int64_t j = 0; const auto& who : s.speakers)
            db.run("INSERT INTO speaker (segment, place, name, title, compere) VALUES ($1, $2, $3, $4, $5)",
                   id, j++, who.name, who.title, who.compere);
    }
}

} // namespace

std::vector<domain::event> list_events(database& db) {
    return all(db.query("SELECT " EVENT_COLUMNS "ORDER BY starts_at DESC, slug LIMIT 500"), event_in);
}

void count_people(database& db, domain::event& e) {
    auto seats = db.query("SELECT (SELECT count(*) FROM seat WHERE event = $1), "
                          "(SELECT count(*) FROM seat WHERE event = $1 AND " SEAT_IS_FREE ")",
                          e.slug);
    seats.next();
    e.hall.total = seats.number(0);
    e.hall.left = seats.number(1);
    auto waiting =
        db.query("SELECT count(*) FROM registration WHERE event = $1 AND status = 'waitlisted'", e.slug);
    waiting.next();
    e.hall.waitlisted = waiting.number(0);
}

std::optional<domain::event> find_event_head(database& db, std::string_view slug) {
    return first(db.query("SELECT " EVENT_COLUMNS "WHERE slug = $1", slug), event_in);
}

bool segment_exists(database& db, std::string_view slug, std::string_view segment) {
    return db.query("SELECT 1 FROM segment WHERE id = $1 AND event = $2", segment, slug).next();
}

std::string talk_on(database& db, std::string_view slug) {
    auto r = db.query(
        "SELECT s.id FROM event e JOIN segment s ON s.id = e.current WHERE e.slug = $1 AND s.kind = 'talk'",
        slug);
    return r.next() ? r.text(0) : std::string{};
}

std::optional<domain::event> find_event(database& db, std::string_view slug) {
    auto e = find_event_head(db, slug);
    if (!e) return e;
    read_units(db, *e);
    read_agenda(db, *e);
    count_people(db, *e);
    e->registering = find_rules(db, slug);
    return e;
}

bool event_exists(database& db, std::string_view slug) {
    return db.query("SELECT 1 FROM event WHERE slug = $1", slug).next();
}

void add_event(database& db, const domain::event& e, std::string_view source, std::string_view ingest_key,
               int seats, unix_ms now) {
    db.run(
        "INSERT INTO event (slug, series, issue, theme, venue, starts_at, ends_at, source, ingest_key, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        e.slug, e.what.series, e.what.issue, e.what.theme, e.what.venue, e.what.starts_at, e.what.ends_at,
        source, ingest_key, now);
    write_programme(db, e.slug, e.what);
    for (int i = 0; i < seats; ++i)
        db.run("INSERT INTO seat (event, place, label) VALUES ($1, $2, $3)", e.slug, i,
               std::to_string(i / seats_in_a_row + 1) + "-" + std::to_string(i % seats_in_a_row + 1));
}

void save_programme(database& db, std::string_view slug, domain::programme p) {
    auto old = find_event(db, slug);
    for (auto& s : p.agenda) {
        const auto* known = old ? old->find_segment(s.id) : nullptr;
        if (known) s.started_at = known->started_at;
        else s.id.clear();
    }
    db.run("DELETE FROM speaker WHERE segment IN (SELECT id FROM segment WHERE event = $1)", slug);
    db.run("DELETE FROM segment WHERE event = $1", slug);
    db.run("DELETE FROM unit WHERE event = $1", slug);
    db.run("UPDATE event SET series = $2, issue = $3, theme = $4, venue = $5, starts_at = $6, ends_at = $7, "
           "version = version + 1 WHERE slug = $1",
           slug, p.series, p.issue, p.theme, p.venue, p.starts_at, p.ends_at);
    write_programme(db, slug, p);
    db.run(
        "UPDATE event SET current = '' WHERE slug = $1 AND current NOT IN (SELECT id FROM segment WHERE event = $1)",
        slug);
}

void set_event_status(database& db, std::string_view slug, domain::event_status status, unix_ms now) {
    if (status == domain::event_status::live)
        db.run(
            "UPDATE event SET status = 'live', live_since = $2, ended_at = NULL, version = version + 1 WHERE slug = $1",
            slug, now);
    else
        db.run("UPDATE event SET status = $2, ended_at = $3, version = version + 1 WHERE slug = $1", slug,
               domain::name_of(status), now);
}

void start_segment(database& db, std::string_view slug, std::string_view segment, unix_ms now) {
    db.run("UPDATE segment SET started_at = $2 WHERE id = $1", segment, now);
    db.run("UPDATE event SET current = $2, version = version + 1 WHERE slug = $1", slug, segment);
}

std::optional<ingest> find_ingest(database& db, std::string_view slug) {
    auto r = db.query("SELECT ingest_key, source FROM event WHERE slug = $1", slug);
    if (!r.next()) return std::nullopt;
    return ingest{r.text(0), r.text(1)};
}

void set_ingest_key(database& db, std::string_view slug, std::string_view key) {
    db.run("UPDATE event SET ingest_key = $2 WHERE slug = $1", slug, key);
}

void set_source(database& db, std::string_view slug, std::string_view source) {
    db.run("UPDATE event SET source = $2 WHERE slug = $1", slug, source);
}

std::vector<stream_setup> stream_setups(database& db) {
    std::vector<stream_setup> all;
    auto r = db.query("SELECT slug, source, ingest_key, theme, status FROM event");
    while (r.next())
        all.push_back(
            {r.text(0), r.text(1), r.text(2), r.text(3), r.text(4) == "live", r.text(4) == "ended"});
    return all;
}

} // namespace jiangtang::store
