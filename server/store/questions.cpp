#include "store/questions.hpp"

#include "store/muted.hpp"

#include <set>

namespace jiangtang::store {
namespace {

#define QUESTION_COLUMNS                                                                                         \
    "SELECT id, event, number, viewer, name, came_from, seat, talk, text, original, reply, status, pinned, "     \
    "merged_into, votes, version, asked_at, published_at, staged_at, answered_at, reason, about, held, blocked " \
    "FROM question "

domain::question question_in(rows& r) {
    domain::question q;
    q.id = r.text(0);
    q.event = r.text(1);
    q.number = r.number(2);
    q.viewer = r.text(3);
    q.name = r.text(4);
    q.from = domain::place_from(r.text(5)).value();
    q.seat = r.text(6);
    q.talk = r.text(7);
    q.text = r.text(8);
    q.original = r.text(9);
    q.reply = r.text(10);
    q.status = domain::question_status_from(r.text(11)).value();
    q.pinned = r.number(12) != 0;
    q.merged_into = r.text(13);
    q.votes = r.number(14);
    q.version = r.number(15);
    q.asked_at = r.number(16);
    q.published_at = r.maybe_number(17);
    q.staged_at = r.maybe_number(18);
    q.answered_at = r.maybe_number(19);
    q.reason = r.text(20);
    q.about = r.maybe_number(21);
    q.held = r.text(22);
    q.blocked = r.number(23) != 0;
    return q;
}

// A vote is kept where it was given. It counts for the question and for the one this was merged into, and so on.
#define WITH_MERGED                                                                                           \
    "WITH RECURSIVE merged (id) AS (SELECT CAST($1 AS TEXT) UNION SELECT q.id FROM question q JOIN merged m " \
    "ON q.merged_into = m.id AND q.merged_into <> '') "

/// Counts the votes anew, each person once: the sum can never disagree with the rows.
std::int64_t count_votes(database& db, std::string_view question) {
    auto r = db.query("UPDATE question SET votes = (" WITH_MERGED
                      "SELECT count(DISTINCT viewer) FROM vote WHERE question IN (SELECT id FROM merged) AND "
                      "viewer NOT IN (SELECT viewer FROM muted)) WHERE id = $1 RETURNING votes",
                      question);
    return r.next() ? r.number(0) : 0;
}

/// Whether the viewer voted for the question or for one that was merged into it.
bool has_voted(database& db, std::string_view question, std::string_view viewer) {
    return db
        .query(WITH_MERGED "SELECT 1 FROM vote WHERE viewer = $2 AND question IN (SELECT id FROM merged)",
               question, viewer)
        .next();
}

/// The question, the one it was merged into, and so on.
std::vector<std::string> with_above(database& db, std::string_view question) {
    return all(
        db.query("WITH RECURSIVE above (id) AS (SELECT CAST($1 AS TEXT) UNION SELECT q.merged_into FROM "
                 "question q JOIN above a ON q.id = a.id WHERE q.merged_into <> '') SELECT id FROM above",
                 question),
        [](rows& r) { return r.text(0); });
}

vote_count change_votes(database& db, std::string_view question, std::string_view viewer, std::int64_t by) {
    const bool counts = !is_muted(db, viewer);
    auto r = db.query("UPDATE question SET votes = votes + $2 WHERE id = $1 RETURNING votes", question,
                      counts ? by : 0);
    return {r.next() ? r.number(0) : 0, counts};
}

} // namespace

void add_question(database& db, domain::question& q) {
    {
        auto r = db.query(
            "UPDATE event SET last_number = last_number + 1 WHERE slug = $1 RETURNING last_number", q.event);
        r.next();
        q.number = r.number(0);
    }
    db.run(
        "INSERT INTO question (id, event, number, viewer, name, came_from, seat, talk, text, status, asked_at, "
        "about, held, blocked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        q.id, q.event, q.number, q.viewer, q.name, domain::name_of(q.from), q.seat, q.talk, q.text,
        domain::name_of(q.status), q.asked_at, q.about, q.held, q.blocked);
}

std::optional<domain::question> find_question(database& db, std::string_view event, std::string_view id) {
    return first(db.query(QUESTION_COLUMNS "WHERE id = $1 AND event = $2", id, event), question_in);
}

void save_question(database& db, const domain::question& q) {
    db.run(
        "UPDATE question SET talk = $2, text = $3, original = $4, reply = $5, status = $6, pinned = $7, "
        "merged_into = $8, version = $9, published_at = $10, staged_at = $11, answered_at = $12, reason = $13 WHERE id = $1",
        q.id, q.talk, q.text, q.original, q.reply, domain::name_of(q.status), q.pinned, q.merged_into,
        q.version, q.published_at, q.staged_at, q.answered_at, q.reason);
}

std::optional<domain::question> on_stage(database& db, std::string_view event) {
    return first(db.query(QUESTION_COLUMNS "WHERE event = $1 AND status = 'staged'", event), question_in);
}

std::vector<domain::question> list_questions(database& db, std::string_view event, bool only_public) {
    if (only_public)
        return all(db.query(QUESTION_COLUMNS
                            "WHERE event = $1 AND status IN ('published', 'staged', 'answered') "
                            "ORDER BY number",
                            event),
                   question_in);
    return all(db.query(QUESTION_COLUMNS "WHERE event = $1 ORDER BY number", event), question_in);
}

std::vector<domain::question> questions_of(database& db, std::string_view viewer) {
    return all(db.query(QUESTION_COLUMNS "WHERE viewer = $1 ORDER BY number", viewer), question_in);
}

std::vector<domain::question> questions_asked_with(database& db, std::string_view registration, int most) {
    return all(
        db.query(QUESTION_COLUMNS
                 "WHERE viewer IN (SELECT id FROM viewer WHERE registration = $1) ORDER BY number LIMIT $2",
                 registration, most),
        question_in);
}

std::int64_t count_open_questions(database& db, std::string_view event) {
    auto r = db.query(
        "SELECT count(*) FROM question WHERE event = $1 AND status IN ('pending', 'published', 'staged')",
        event);
    return r.next() ? r.number(0) : 0;
}

vote_count vote(database& db, std::string_view question, std::string_view viewer, unix_ms now) {
    const bool fresh = !has_voted(db, question, viewer);
    db.run("INSERT INTO vote (question, viewer, at) VALUES ($1, $2, $3) ON CONFLICT (question, viewer) "
           "DO NOTHING",
           question, viewer, now);
    return change_votes(db, question, viewer, fresh ? 1 : 0);
}

vote_count unvote(database& db, std::string_view question, std::string_view viewer) {
    auto taken = all(db.query("DELETE FROM vote WHERE viewer = $2 AND question IN (" WITH_MERGED
                              "SELECT id FROM merged) RETURNING question",
                              question, viewer),
                     [](rows& r) { return r.text(0); });
    // The viewer counted once for each of those and for all between them and the question.
    std::set<std::string> sums;
    for (const auto& one : taken)
        for (auto& id : with_above(db, one)) sums.insert(std::move(id));
    sums.erase(std::string{question});
    for (const auto& id : sums) change_votes(db, id, viewer, -1);
    auto count = change_votes(db, question, viewer, taken.empty() ? 0 : -1);
    count.taken = std::move(taken);
    return count;
}

std::map<std::string, std::int64_t> count_votes_anew(database& db, std::string_view question) {
    std::map<std::string, std::int64_t> found;
    for (const auto& one : with_above(db, question)) found[one] = count_votes(db, one);
    return found;
}

std::map<std::string, std::int64_t> let_votes_count(database& db, std::string_view viewer, bool count) {
    std::map<std::string, std::int64_t> found;
    for (const auto& question : votes_of(db, viewer)) {
        auto r = db.query("UPDATE question SET votes = votes + $2 WHERE id = $1 RETURNING votes", question,
                          count ? 1 : -1);
        if (r.next()) found[question] = r.number(0);
    }
    return found;
}

std::vector<std::string> askers_of_merged(database& db, std::string_view question) {
    return all(db.query(WITH_MERGED "SELECT DISTINCT viewer FROM question WHERE id IN (SELECT id FROM merged) AND id <> $1",
                        question),
               [](rows& r) { return r.text(0); });
}

bool was_ever_public(database& db, std::string_view question) {
    return db
        .query(WITH_MERGED "SELECT 1 FROM question_act WHERE act IN ('approve', 'stage') AND question IN "
                           "(SELECT id FROM merged)",
               question)
        .next();
}

std::vector<std::string> votes_of(database& db, std::string_view viewer) {
    return all(
        db.query("WITH RECURSIVE voted (id) AS (SELECT question FROM vote WHERE viewer = $1 UNION SELECT "
                 "q.merged_into FROM question q JOIN voted v ON q.id = v.id WHERE q.merged_into <> '') "
                 "SELECT id FROM voted",
                 viewer),
        [](rows& r) { return r.text(0); });
}

std::vector<std::string> given_votes_of(database& db, std::string_view viewer) {
    return all(db.query("SELECT question FROM vote WHERE viewer = $1 ORDER BY at", viewer),
               [](rows& r) { return r.text(0); });
}

std::map<std::string, std::string> merges_of(database& db, std::string_view viewer) {
    std::map<std::string, std::string> found;
    auto r = db.query(
        "WITH RECURSIVE own (id) AS (SELECT question FROM vote WHERE viewer = $1 UNION SELECT id FROM question WHERE "
        "viewer = $1 UNION SELECT q.merged_into FROM question q JOIN own o ON q.id = o.id WHERE q.merged_into <> '') "
        "SELECT q.id, q.merged_into FROM question q JOIN own o ON q.id = o.id WHERE q.merged_into <> ''",
        viewer);
    while (r.next()) found[r.text(0)] = r.text(1);
    return found;
}

std::map<std::string, std::int64_t> votes_of_public(database& db, std::string_view event) {
    std::map<std::string, std::int64_t> found;
    auto r = db.query("SELECT id, votes FROM question WHERE event = $1 AND "
                      "status IN ('published', 'staged', 'answered')",
                      event);
    while (r.next()) found[r.text(0)] = r.number(1);
    return found;
}

} // namespace jiangtang::store
