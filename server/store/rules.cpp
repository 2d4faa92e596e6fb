#include "store/rules.hpp"

#include "store/registrations.hpp"

namespace jiangtang::store {
namespace {

struct answer {
    std::string_view staff, reason;
};

void keep_answer(database& db, const std::string& registration, const answer& a, unix_ms now) {
    db.run("UPDATE request SET decided_at = $2, staff = $3, reason = $4 WHERE registration = $1",
           registration, now, a.staff, a.reason);
}

} // namespace

domain::rules find_rules(database& db, std::string_view event) {
    const auto found =
        first(db.query("SELECT hall_opens_at, hall_closes_at, online_opens_at, online_closes_at, "
                       "online_limit, approval, version FROM rules WHERE event = $1",
                       event),
              [](rows& r) {
                  domain::rules made;
                  made.hall = {r.maybe_number(0), r.maybe_number(1)};
                  made.online = {r.maybe_number(2), r.maybe_number(3)};
                  made.online_limit = r.maybe_number(4);
                  made.asks = domain::approval_from(r.text(5)).value();
                  made.version = r.number(6);
                  return made;
              });
    return found.value_or(domain::rules{});
}

void save_rules(database& db, std::string_view event, const domain::rules& r) {
    db.run("INSERT INTO rules (event, hall_opens_at, hall_closes_at, online_opens_at, online_closes_at, "
           "online_limit, approval) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event) DO UPDATE SET "
           "hall_opens_at = $2, hall_closes_at = $3, online_opens_at = $4, online_closes_at = $5, "
           "online_limit = $6, approval = $7, version = rules.version + 1",
           event, r.hall.opens_at, r.hall.closes_at, r.online.opens_at, r.online.closes_at, r.online_limit,
           domain::name_of(r.asks));
}

void add_request(database& db, std::string_view registration, unix_ms now) {
    db.run("INSERT INTO request (registration, requested_at) VALUES ($1, $2) ON CONFLICT (registration) DO "
           "UPDATE SET requested_at = $2, decided_at = NULL, staff = NULL, reason = ''",
           registration, now);
}

std::vector<request> list_requests(database& db, std::string_view event, domain::registration_status status,
                                   int most) {
    const bool open = status == domain::registration_status::requested;
    struct found {
        std::string id;
        request rest;
    };
    const auto read = [](rows& r) {
        return found{r.text(0), {{}, r.number(1), r.maybe_number(2), r.text(3)}};
    };
    // Found by their ids first: few of an event's registrations wait for an answer.
    auto all_found =
        all(db.query("SELECT r.id, q.requested_at, q.decided_at, coalesce(m.name, '') FROM registration r "
                     "JOIN request q ON q.registration = r.id LEFT JOIN staff m ON m.id = q.staff "
                     "WHERE r.event = $1 AND r.status = $2 AND r.erased_at IS NULL "
                     "ORDER BY CASE WHEN $3 = 1 THEN q.requested_at ELSE -q.decided_at END, r.id LIMIT $4",
                     event, domain::name_of(status), open, most),
            read);
    std::vector<request> requests;
    for (auto& one : all_found) {
        one.rest.guest = find_registration(db, one.id).value();
        requests.push_back(std::move(one.rest));
    }
    return requests;
}

std::int64_t count_requests(database& db, std::string_view event) {
    auto r = db.query("SELECT count(*) FROM registration WHERE event = $1 AND status = 'requested' AND erased_at IS NULL", event);
    r.next();
    return r.number(0);
}

void approve(database& db, const domain::registration& g, std::int64_t queued, std::string_view staff,
             unix_ms now) {
    db.run("UPDATE registration SET status = 'confirmed' WHERE id = $1", g.id);
    take_place(db, g, queued);
    keep_answer(db, g.id, {staff, ""}, now);
}

void decline(database& db, const domain::registration& g, std::string_view staff, std::string_view reason,
             unix_ms now) {
    db.run("UPDATE registration SET status = 'declined' WHERE id = $1", g.id);
    keep_answer(db, g.id, {staff, reason}, now);
}

} // namespace jiangtang::store
