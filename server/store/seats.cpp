#include "store/seats.hpp"

#include "store/events.hpp"
#include "store/registrations.hpp"

namespace jiangtang::store {
namespace {

#define SEAT_COLUMNS                                                                                            \
    "SELECT s.event, s.place, s.label, s.reserved, coalesce(s.registration, ''), "                              \
    "coalesce(s.delegation, ''), coalesce(s.offered_to, ''), s.offer_ends, coalesce(r.name, ''), "              \
    "coalesce(v.vip, 0) FROM seat s LEFT JOIN registration r ON r.id = coalesce(s.registration, s.offered_to) " \
    "LEFT JOIN greeting v ON v.registration = r.id "

domain::seat seat_in(rows& r) {
    domain::seat s;
    s.event = r.text(0);
    s.place = r.number(1);
    s.label = r.text(2);
    s.reserved = r.number(3) != 0;
    s.registration = r.text(4);
    s.delegation = r.text(5);
    s.offered_to = r.text(6);
    s.offer_ends = r.maybe_number(7);
    s.name = r.text(8);
    s.vip = r.number(9) != 0;
    return s;
}

/// Who has waited longest without an offer.
std::optional<std::string> next_in_line(database& db, std::string_view event) {
    return first(
        db.query(
            "SELECT r.id FROM registration r WHERE r.event = $1 AND r.status = 'waitlisted' AND NOT EXISTS "
            "(SELECT 1 FROM seat s WHERE s.offered_to = r.id) ORDER BY r.queued LIMIT 1",
            event),
        [](rows& r) { return r.text(0); });
}

/// Whom an organizer entered may never have seen a ticket's page: such a guest is not waited for.
bool can_answer(database& db, std::string_view registration) {
    return db
        .query("SELECT 1 FROM registration WHERE id = $1 AND consent NOT LIKE '%/organizer'", registration)
        .next();
}

bool offer_seat(database& db, std::string_view event, std::string_view registration, unix_ms until) {
    return db.run("UPDATE seat SET offered_to = $2, offer_ends = $3 WHERE event = $1 AND place = "
                  "(SELECT min(place) FROM seat WHERE event = $1 AND " SEAT_IS_FREE ")",
                  event, registration, until) == 1;
}

void confirm(database& db, std::string_view registration) {
    db.run("UPDATE registration SET status = 'confirmed', queued = 0, missed = 0 WHERE id = $1",
           registration);
}

} // namespace

std::vector<domain::seat> list_seats(database& db, std::string_view event) {
    return all(db.query(SEAT_COLUMNS "WHERE s.event = $1 ORDER BY s.place", event), seat_in);
}

std::optional<domain::seat> find_seat(database& db, std::string_view event, std::int64_t place) {
    return first(db.query(SEAT_COLUMNS "WHERE s.event = $1 AND s.place = $2", event, place), seat_in);
}

std::optional<domain::seat> find_seat_labelled(database& db, std::string_view event, std::string_view label) {
    return first(db.query(SEAT_COLUMNS "WHERE s.event = $1 AND s.label = $2", event, label), seat_in);
}

std::int64_t count_seats(database& db, std::string_view event) {
    auto r = db.query("SELECT count(*) FROM seat WHERE event = $1", event);
    r.next();
    return r.number(0);
}

void add_seats(database& db, std::string_view event, const std::vector<std::string>& labels) {
    auto r = db.query("SELECT max(place) FROM seat WHERE event = $1", event);
    r.next();
    auto place = r.maybe_number(0).value_or(-1);
    for (const auto& label : labels)
        db.run("INSERT INTO seat (event, place, label) VALUES ($1, $2, $3)", event, ++place, label);
}

void rename_seat(database& db, const domain::seat& s, std::string_view label) {
    db.run("UPDATE seat SET label = $3 WHERE event = $1 AND place = $2", s.event, s.place, label);
}

void remove_seat(database& db, const domain::seat& s) {
    db.run("DELETE FROM seat WHERE event = $1 AND place = $2", s.event, s.place);
}

void set_reserved(database& db, const domain::seat& s, bool reserved) {
    db.run("UPDATE seat SET reserved = $3 WHERE event = $1 AND place = $2", s.event, s.place, reserved);
}

bool take_seat(database& db, std::string_view event, std::string_view registration) {
    return db.run("UPDATE seat SET registration = $2 WHERE event = $1 AND place = "
                  "(SELECT min(place) FROM seat WHERE event = $1 AND " SEAT_IS_FREE ")",
                  event, registration) == 1;
}

void give_seat(database& db, const domain::seat& s, const domain::registration& g) {
    // A delegate takes the hold along to another seat; within the delegation's own seats it holds as many as before.
    if (!g.delegation.empty() && s.delegation != g.delegation)
        db.run("UPDATE seat SET delegation = NULL WHERE registration = $1", g.id);
    free_seat(db, g.id);
    db.run("UPDATE seat SET registration = $3, delegation = $4 WHERE event = $1 AND place = $2", s.event,
           s.place, g.id, g.delegation.empty() ? std::optional<std::string>{} : g.delegation);
    confirm(db, g.id);
}

void free_seat(database& db, std::string_view registration) {
    db.run("UPDATE seat SET registration = NULL WHERE registration = $1", registration);
    db.run("UPDATE seat SET offered_to = NULL, offer_ends = NULL WHERE offered_to = $1", registration);
}

std::vector<domain::registration> fill_seats(database& db, std::string_view event, unix_ms now) {
    std::vector<domain::registration> moved;
    auto next = next_in_line(db, event);
    if (!next) return moved;
    const auto e = find_event_head(db, event).value();
    const auto how = find_seating(db, event);
    if (e.status == domain::event_status::ended) return moved;
    const bool offers = domain::makes_offers(how, e.status, e.what.starts_at, now);
    for (; next; next = next_in_line(db, event)) {
        if (offers && can_answer(db, *next)) {
            if (!offer_seat(db, event, *next, now + *how.accept_ms)) break;
        } else {
            if (!take_seat(db, event, *next)) break;
            confirm(db, *next);
        }
        moved.push_back(find_registration(db, *next).value());
    }
    return moved;
}

void accept_offer(database& db, std::string_view registration) {
    db.run(
        "UPDATE seat SET registration = offered_to, offered_to = NULL, offer_ends = NULL WHERE offered_to = $1",
        registration);
    confirm(db, registration);
}

std::optional<std::string> lapsed_offer(database& db, unix_ms now) {
    return first(db.query("SELECT s.offered_to FROM seat s JOIN registration r ON r.id = s.offered_to "
                          "WHERE s.offer_ends <= $1 AND s.offered_to IS NOT NULL "
                          "ORDER BY s.offer_ends, r.event, r.queued LIMIT 1", // the list keeps its order
                          now),
                 [](rows& r) { return r.text(0); });
}

std::optional<unix_ms> next_offer_end(database& db) {
    auto r = db.query("SELECT min(offer_ends) FROM seat WHERE offered_to IS NOT NULL");
    r.next();
    return r.maybe_number(0);
}

std::int64_t miss_offer(database& db, std::string_view registration, std::int64_t queued) {
    free_seat(db, registration);
    db.run("UPDATE registration SET missed = missed + 1, queued = $2 WHERE id = $1", registration, queued);
    auto r = db.query("SELECT missed FROM registration WHERE id = $1", registration);
    r.next();
    return r.number(0);
}

domain::seating find_seating(database& db, std::string_view event) {
    return first(db.query("SELECT accept_ms, version FROM seating WHERE event = $1", event),
                 [](rows& r) {
                     return domain::seating{r.maybe_number(0), r.number(1)};
                 })
        .value_or(domain::seating{{}, 0});
}

void set_seating(database& db, std::string_view event, const domain::seating& s) {
    db.run("INSERT INTO seating (event, accept_ms, version) VALUES ($1, $2, $3) "
           "ON CONFLICT (event) DO UPDATE SET accept_ms = $2, version = $3",
           event, s.accept_ms, s.version);
}

void set_greeting(database& db, std::string_view registration, const domain::greeting& g) {
    db.run("DELETE FROM greeting WHERE registration = $1", registration);
    if (g.vip || !g.note.empty())
        db.run("INSERT INTO greeting (registration, vip, note) VALUES ($1, $2, $3)", registration, g.vip,
               g.note);
}

} // namespace jiangtang::store
