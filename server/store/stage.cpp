#include "store/stage.hpp"

namespace jiangtang::store {

std::optional<domain::stage_message> message_at_stage(database& db, std::string_view event) {
    return first(
        db.query("SELECT m.id, m.event, m.text, m.staff, s.name, m.sent_at, m.read_at FROM stage_message m "
                 "JOIN staff s ON s.id = m.staff WHERE m.event = $1 AND m.cleared_at IS NULL",
                 event),
        [](rows& r) {
            return domain::stage_message{r.text(0), r.text(1),   r.text(2),        r.text(3),
                                         r.text(4), r.number(5), r.maybe_number(6)};
        });
}

bool clear_stage_message(database& db, std::string_view event, unix_ms now) {
    return db.run("UPDATE stage_message SET cleared_at = $2 WHERE event = $1 AND cleared_at IS NULL", event,
                  now) > 0;
}

void add_stage_message(database& db, const domain::stage_message& m) {
    db.run("INSERT INTO stage_message (id, event, text, staff, sent_at) VALUES ($1, $2, $3, $4, $5)", m.id,
           m.event, m.text, m.staff, m.sent_at);
}

void stage_message_read(database& db, std::string_view id, std::string_view staff, unix_ms now) {
    db.run("UPDATE stage_message SET read_at = $3, read_by = $2 WHERE id = $1 AND read_at IS NULL", id, staff,
           now);
}

std::string next_question(database& db, std::string_view event) {
    auto r = db.query("SELECT question FROM next_question WHERE event = $1", event);
    return r.next() ? r.text(0) : std::string{};
}

void choose_next(database& db, std::string_view event, std::string_view question) {
    db.run("INSERT INTO next_question (event, question) VALUES ($1, $2) ON CONFLICT (event) DO UPDATE SET "
           "question = $2",
           event, question);
}

bool forget_next(database& db, std::string_view event) {
    return db.run("DELETE FROM next_question WHERE event = $1", event) > 0;
}

bool forget_next(database& db, std::string_view event, std::string_view question) {
    return db.run("DELETE FROM next_question WHERE event = $1 AND question = $2", event, question) > 0;
}

} // namespace jiangtang::store
