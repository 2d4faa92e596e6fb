#include "store/danmaku.hpp"

namespace jiangtang::store {
namespace {

#define DANMAKU_COLUMNS "SELECT id, event, viewer, text, status, at, sent_at FROM danmaku "

domain::danmaku danmaku_in(rows& r) {
    return {r.text(0),   r.text(1),  r.text(2), r.text(3), domain::danmaku_status_from(r.text(4)).value(),
            r.number(5), r.number(6)};
}

} // namespace

domain::danmaku_mode danmaku_mode_of(database& db, std::string_view event) {
    auto r = db.query("SELECT mode FROM danmaku_rules WHERE event = $1", event);
    return r.next() ? domain::danmaku_mode_from(r.text(0)).value() : domain::danmaku_mode::off;
}

void set_danmaku_mode(database& db, std::string_view event, domain::danmaku_mode mode) {
    db.run(
        "INSERT INTO danmaku_rules (event, mode) VALUES ($1, $2) ON CONFLICT (event) DO UPDATE SET mode = $2",
        event, domain::name_of(mode));
}

void add_danmaku(database& db, const domain::danmaku& d) {
    db.run("INSERT INTO danmaku (id, event, viewer, text, status, at, sent_at) "
           "VALUES ($1, $2, $3, $4, $5, $6, $7)",
           d.id, d.event, d.viewer, d.text, domain::name_of(d.status), d.at, d.sent_at);
}

std::optional<domain::danmaku> find_danmaku(database& db, std::string_view event, std::string_view id) {
    return first(db.query(DANMAKU_COLUMNS "WHERE id = $1 AND event = $2", id, event), danmaku_in);
}

void move_danmaku(database& db, std::string_view id, domain::danmaku_status status) {
    db.run("UPDATE danmaku SET status = $2 WHERE id = $1", id, domain::name_of(status));
}

std::vector<domain::danmaku> waiting_danmaku(database& db, std::string_view event, int most) {
    return all(db.query(DANMAKU_COLUMNS
                        "WHERE event = $1 AND status = 'waiting' ORDER BY sent_at, id LIMIT $2",
                        event, most),
               danmaku_in);
}

std::int64_t count_waiting_danmaku(database& db, std::string_view event) {
    auto r = db.query("SELECT count(*) FROM danmaku WHERE event = $1 AND status = 'waiting'", event);
    return r.next() ? r.number(0) : 0;
}

std::vector<domain::danmaku> shown_danmaku(database& db, std::string_view event, unix_ms from, unix_ms until,
                                           int most) {
    return all(db.query(DANMAKU_COLUMNS "WHERE event = $1 AND status = 'shown' AND at >= $2 AND at < $3 "
                                        "ORDER BY at, id LIMIT $4",
                        event, from, until, most),
               danmaku_in);
}

} // namespace jiangtang::store
