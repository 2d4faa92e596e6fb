#include "store/messages.hpp"

#include "base/random.hpp"

#include <algorithm>

namespace jiangtang::store {
namespace {

using domain::channel;
using domain::message_kind;
using domain::message_status;

constexpr unix_ms one_day = 24LL * 3600 * 1000;

struct reachable {
    std::string event;
    recipient by_mail, by_phone; // empty: not reached so
};

std::optional<reachable> find_reachable(database& db, const std::string& registration) {
    return first(db.query("SELECT r.event, coalesce(c.email_sealed, ''), coalesce(c.email_masked, ''), "
                          "coalesce(c.email_digest, ''), coalesce(c.language, 'zh'), r.phone_sealed, "
                          "r.phone_last4, coalesce(p.digest, '') FROM registration r "
                          "LEFT JOIN contact c ON c.registration = r.id "
                          "LEFT JOIN phone p ON p.registration = r.id WHERE r.id = $1",
                          registration),
                 [](rows& r) {
                     const auto in = domain::language_from(r.text(4)).value();
                     reachable found{r.text(0), {r.text(1), r.text(2), r.text(3), in}, {}};
                     if (const auto phone = r.text(5); !phone.empty())
                         found.by_phone = {phone, domain::masked_phone(r.text(6)), r.text(7), in};
                     return found;
                 });
}

std::int64_t sent_within_a_day(database& db, const std::string& digest, unix_ms now) {
    auto r =
        db.query("SELECT count(*) FROM message WHERE digest = $1 AND queued_at > $2", digest, now - one_day);
    r.next();
    return r.number(0);
}

std::string add_message(transaction& tx, const std::string& event, const std::string& registration,
                        message_kind kind, channel by, const recipient& to) {
    auto& db = tx.db();
    const auto id = random_id("n");
    const bool too_many = sent_within_a_day(db, to.digest, tx.now()) >= domain::most_to_one;
    db.run(
        "INSERT INTO message (id, event, registration, kind, channel, language, recipient, masked, digest, status, "
        "due_at, queued_at, done_at, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)",
        id, event, registration.empty() ? std::optional<std::string>{} : registration, domain::name_of(kind),
        domain::name_of(by), domain::name_of(to.in), to.sealed, to.masked, to.digest,
        domain::name_of(too_many ? message_status::failed : message_status::queued), tx.now(),
        too_many ? std::optional<std::int64_t>{tx.now()} : std::nullopt,
        too_many
            ? "more than " + std::to_string(domain::most_to_one) + " messages to one recipient within a day"
            : std::string{});
    if (!too_many) tx.told().messages = true;
    return id;
}

domain::message message_in(rows& r) {
    domain::message m;
    m.id = r.text(0);
    m.kind = domain::message_kind_from(r.text(1)).value();
    m.by = domain::channel_from(r.text(2)).value();
    m.status = domain::message_status_from(r.text(3)).value();
    m.recipient = r.text(4);
    m.name = r.text(5);
    m.attempts = r.number(6);
    m.queued_at = r.number(7);
    if (m.status == message_status::queued) m.due_at = r.number(8);
    m.done_at = r.maybe_number(9);
    m.error = r.text(10);
    return m;
}

#define MESSAGE_COLUMNS                                                                                      \
    "m.id, m.kind, m.channel, m.status, m.masked, coalesce(r.name, ''), m.attempts, m.queued_at, m.due_at, " \
    "m.done_at, m.error FROM message m LEFT JOIN registration r ON r.id = m.registration "

#define MAY_SEND_AGAIN "status IN ('failed', 'given_up', 'uncertain')" // domain::may_send_again()

// Is the guest still reached where the message was to go? An organizer's test goes where it was told to.
#define IS_STILL_THEIRS                                                                                      \
    "(registration IS NULL OR digest = CASE channel WHEN 'mail' THEN coalesce((SELECT c.email_digest FROM "  \
    "contact c WHERE c.registration = message.registration), '') ELSE coalesce((SELECT p.digest FROM phone " \
    "p WHERE p.registration = message.registration), '') END)"

} // namespace

int add_messages(transaction& tx, const std::string& registration, message_kind kind,
                 domain::channels there) {
    const auto who = there.any() ? find_reachable(tx.db(), registration) : std::nullopt;
    if (!who) return 0;
    int added = 0;
    for (const auto by : {channel::mail, channel::sms}) {
        const auto& to = by == channel::mail ? who->by_mail : who->by_phone;
        if (!there.has(by) || to.sealed.empty()) continue;
        tx.db().run(
            "UPDATE message SET status = 'superseded', done_at = $3 WHERE registration = $1 AND channel = $2 "
            "AND status = 'queued'",
            registration, domain::name_of(by), tx.now());
        add_message(tx, who->event, registration, kind, by, to);
        ++added;
    }
    return added;
}

void drop_messages(transaction& tx, const std::string& registration, channel by) {
    tx.db().run(
        "UPDATE message SET status = 'superseded', done_at = coalesce(done_at, $3) WHERE registration = $1 AND "
        "channel = $2 AND (status = 'queued' OR " MAY_SEND_AGAIN ")",
        registration, domain::name_of(by), tx.now());
}

std::optional<unix_ms> last_message_at(database& db, std::string_view registration) {
    auto r = db.query("SELECT max(queued_at) FROM message WHERE registration = $1", registration);
    r.next();
    return r.maybe_number(0);
}

std::string add_test_message(transaction& tx, const std::string& event, channel by, const recipient& to) {
    return add_message(tx, event, "", message_kind::test, by, to);
}

std::optional<taken_message> take_message(database& db, channel by, unix_ms now) {
    return first(
        db.query("UPDATE message SET status = 'sending', attempts = attempts + 1 WHERE id = "
                 "(SELECT id FROM message q WHERE q.channel = $1 AND q.status = 'queued' AND q.due_at <= $2 "
                 "AND NOT EXISTS (SELECT 1 FROM message s WHERE s.registration = q.registration AND "
                 "s.channel = q.channel AND s.status = 'sending') ORDER BY q.due_at, q.id LIMIT 1) "
                 "RETURNING id, event, coalesce(registration, ''), recipient, kind, language, attempts, "
                 "queued_at",
                 domain::name_of(by), now),
        [](rows& r) {
            return taken_message{r.text(0),
                                 r.text(1),
                                 r.text(2),
                                 r.text(3),
                                 domain::message_kind_from(r.text(4)).value(),
                                 domain::language_from(r.text(5)).value(),
                                 r.number(6),
                                 r.number(7)};
        });
}

std::optional<unix_ms> next_message_due(database& db, channel by) {
    auto r = db.query("SELECT min(due_at) FROM message WHERE channel = $1 AND status = 'queued'",
                      domain::name_of(by));
    r.next();
    return r.maybe_number(0);
}

void settle_message(database& db, const std::string& id, const settled_message& s, unix_ms now) {
    const bool over = s.status != message_status::queued;
    db.run(
        "UPDATE message SET status = $2, error = $3, due_at = CASE WHEN $2 = 'queued' THEN $4 ELSE due_at END, "
        "done_at = $5, attempts = attempts - $6 WHERE id = $1 AND status = 'sending'",
        id, domain::name_of(s.status), s.error, s.due_at,
        over ? std::optional<std::int64_t>{now} : std::nullopt, s.counts ? 0 : 1);
    // Meanwhile a newer one may have come, which would have taken its place, or the guest given another address.
    if (!over)
        db.run(
            "UPDATE message SET status = 'superseded', done_at = $2 WHERE id = $1 AND status = 'queued' AND (EXISTS "
            "(SELECT 1 FROM message n WHERE n.registration = message.registration AND n.channel = message.channel "
            "AND n.status = 'queued' AND n.id <> message.id) OR NOT " IS_STILL_THEIRS ")",
            id, now);
}

std::int64_t doubt_unsettled(database& db, const std::string& error, unix_ms now) {
    return db.run(
        "UPDATE message SET status = 'uncertain', error = $1, done_at = $2 WHERE status = 'sending'", error,
        now);
}

std::vector<std::pair<message_status, std::int64_t>> count_messages(database& db, std::string_view event) {
    return all(db.query("SELECT status, count(*) FROM message WHERE event = $1 GROUP BY status", event),
               [](rows& r) {
                   return std::pair{domain::message_status_from(r.text(0)).value(), r.number(1)};
               });
}

std::vector<domain::message> list_messages(database& db, std::string_view event, bool unsettled, int most) {
    if (unsettled)
        return all(db.query("SELECT " MESSAGE_COLUMNS "WHERE m.event = $1 AND m." MAY_SEND_AGAIN
                            " ORDER BY m.queued_at DESC, m.id DESC LIMIT $2",
                            event, most),
                   message_in);
    return all(db.query("SELECT " MESSAGE_COLUMNS
                        "WHERE m.event = $1 ORDER BY m.queued_at DESC, m.id DESC LIMIT $2",
                        event, most),
               message_in);
}

std::optional<domain::message> find_message(database& db, std::string_view event, std::string_view id) {
    return first(db.query("SELECT " MESSAGE_COLUMNS "WHERE m.event = $1 AND m.id = $2", event, id),
                 message_in);
}

std::int64_t send_again(transaction& tx, std::string_view event, std::string_view id) {
    const auto n =
        tx.db().run("UPDATE message SET status = 'queued', attempts = 0, due_at = $3, queued_at = $3, "
                    "done_at = NULL WHERE event = $1 AND ($2 = '' OR id = $2) AND " MAY_SEND_AGAIN
                    " AND " IS_STILL_THEIRS,
                    event, id, tx.now());
    if (n > 0) tx.told().messages = true;
    return n;
}

std::vector<domain::reminder> list_reminders(database& db, std::string_view event) {
    return all(
        db.query("SELECT before_ms, done_for FROM reminder WHERE event = $1 ORDER BY before_ms DESC", event),
        [](rows& r) {
            return domain::reminder{r.number(0), r.maybe_number(1)};
        });
}

void set_reminders(database& db, std::string_view event, unix_ms starts_at,
                   const std::vector<std::int64_t>& before, unix_ms now) {
    for (const auto& known : list_reminders(db, event))
        if (std::find(before.begin(), before.end(), known.before_ms) == before.end())
            db.run("DELETE FROM reminder WHERE event = $1 AND before_ms = $2", event, known.before_ms);
    for (const auto ms : before)
        db.run("INSERT INTO reminder (event, before_ms, done_for) VALUES ($1, $2, $3) "
               "ON CONFLICT (event, before_ms) DO NOTHING",
               event, ms, starts_at - ms <= now ? std::optional<std::int64_t>{starts_at} : std::nullopt);
}

std::vector<std::pair<std::string, unix_ms>> events_with_reminders(database& db, unix_ms now) {
    return all(
        db.query("SELECT DISTINCT e.slug, e.starts_at FROM event e JOIN reminder m ON m.event = e.slug "
                 "WHERE e.starts_at > $1 AND e.status = 'scheduled' AND NOT EXISTS "
                 "(SELECT 1 FROM rescheduled r WHERE r.event = e.slug) LIMIT 500",
                 now),
        [](rows& r) {
            return std::pair{r.text(0), r.number(1)};
        });
}

bool write_reminder(transaction& tx, const std::string& event, const domain::reminder& due, unix_ms starts_at,
                    domain::channels there, int most) {
    auto& db = tx.db();
    const auto reached = first(
        db.query("SELECT reached FROM reminder WHERE event = $1 AND before_ms = $2", event, due.before_ms),
        [](rows& r) { return r.text(0); });
    if (!reached) return false; // taken back meanwhile
    const auto guests =
        all(db.query("SELECT id FROM registration WHERE event = $1 AND status = 'confirmed' AND id > $2 "
                     "ORDER BY id LIMIT $3",
                     event, *reached, most),
            [](rows& r) { return r.text(0); });
    for (const auto& guest : guests) add_messages(tx, guest, message_kind::reminder, there);
    if (guests.size() == static_cast<std::size_t>(most)) {
        db.run("UPDATE reminder SET reached = $3 WHERE event = $1 AND before_ms = $2", event, due.before_ms,
               guests.back());
        return true;
    }
    // A longer one that is due at the same time would say the same again.
    db.run("UPDATE reminder SET done_for = $3, reached = '' WHERE event = $1 AND before_ms >= $2", event,
           due.before_ms, starts_at);
    return false;
}

void reschedule(transaction& tx, const std::string& event, unix_ms was, unix_ms starts_at) {
    auto& db = tx.db();
    db.run(
        "INSERT INTO rescheduled (event, was, first_at, moved_at) VALUES ($1, $2, $3, $3) ON CONFLICT (event) DO UPDATE SET "
        "was = CASE WHEN rescheduled.reached = '' THEN rescheduled.was ELSE 0 END, moved_at = $3, reached = ''",
        event, was, tx.now());
    db.run(
        "DELETE FROM rescheduled WHERE event = $1 AND was = $2 AND NOT EXISTS (SELECT 1 FROM registration r "
        "WHERE r.event = $1 AND r.created_at >= rescheduled.first_at)",
        event, starts_at);
}

bool write_rescheduled(transaction& tx, domain::channels there, int most) {
    auto& db = tx.db();
    db.run("DELETE FROM rescheduled WHERE event IN "
           "(SELECT slug FROM event WHERE starts_at <= $1 OR status <> 'scheduled')",
           tx.now());
    struct piece {
        std::string event, reached;
        unix_ms from = 0, moved_at = 0, starts_at = 0;
    };
    // Where it came back to what was known, only who registered in between is to be told.
    const auto due = first(
        db.query(
            "SELECT m.event, m.reached, CASE WHEN m.was = e.starts_at THEN m.first_at ELSE 0 END, m.moved_at, e.starts_at "
            "FROM rescheduled m JOIN event e ON e.slug = m.event WHERE m.moved_at <= $1 ORDER BY m.event LIMIT 1",
            tx.now() - domain::rescheduled_after_ms),
        [](rows& r) {
            return piece{r.text(0), r.text(1), r.number(2), r.number(3), r.number(4)};
        });
    if (!due) return false;
    // Who registered since then knows it.
    const auto guests = all(
        db.query("SELECT id FROM registration WHERE event = $1 AND status NOT IN ('cancelled', 'declined') "
                 "AND created_at >= $5 AND created_at < $2 AND id > $3 ORDER BY id LIMIT $4",
                 due->event, due->moved_at, due->reached, most, due->from),
        [](rows& r) { return r.text(0); });
    for (const auto& guest : guests) add_messages(tx, guest, message_kind::rescheduled, there);
    if (guests.size() == static_cast<std::size_t>(most)) {
        db.run("UPDATE rescheduled SET reached = $2 WHERE event = $1", due->event, guests.back());
        return true;
    }
    db.run("DELETE FROM rescheduled WHERE event = $1", due->event);
    // What was due before this would say the same once more.
    db.run("UPDATE reminder SET done_for = $2, reached = '' WHERE event = $1 AND $2 - before_ms <= $3",
           due->event, due->starts_at, tx.now());
    return true;
}

} // namespace jiangtang::store
