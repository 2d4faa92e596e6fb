// The queue of messages as rows: what is superseded, what is taken, what is settled, and how many one recipient gets.

#include "store/messages.hpp"

#include "store/hall.hpp"
#include "store/privacy.hpp"

#include <doctest/doctest.h>

namespace jiangtang::store::testing {
namespace {

using domain::channel;
using domain::message_kind;
using domain::message_status;

constexpr domain::channels by_mail{.mail = true, .sms = false}, by_both{.mail = true, .sms = true};

/// A writer with one guest "r1" of event "a" who has an address, and a clock that the test turns.
struct post {
    temporary_folder folder;
    unix_ms now = noon - 7 * 24 * 3'600'000LL;
    writer w{folder.path(), [this] { return now; }, [this](outcome o) { told = told || o.messages; }};
    bool told = false;

    post() {
        make_events(w, 3);
        add("r1");
    }
    template <class Work>
    auto run(Work work) {
        using T = decltype(work(std::declval<transaction&>()));
        auto done = w.run_now<T>([&](transaction& tx) -> result<T> { return work(tx); });
        REQUIRE(done);
        return *done;
    }
    void add(const std::string& id, const std::string& email_digest = "e") {
        run([&](transaction& tx) {
            domain::registration g;
            g.id = id;
            g.event = "a";
            g.name = "林一帆";
            g.phone_last4 = "8000";
            person who{"sealed", "p" + id, "1"};
            who.email_sealed = "s-" + id;
            who.email_masked = "l***@guest.test";
            who.email_digest = email_digest;
            who.reads = domain::language::en;
            add_registration(tx.db(), g, {}, who, 1, tx.now());
            return 0;
        });
    }
    int say(message_kind kind, domain::channels by = by_mail, const std::string& to = "r1") {
        return run([&](transaction& tx) { return add_messages(tx, to, kind, by); });
    }
    std::optional<taken_message> take(channel by = channel::mail) {
        return run([&](transaction& tx) { return take_message(tx.db(), by, tx.now()); });
    }
    void settle(const std::string& id, message_status s, unix_ms due = 0) {
        run([&](transaction& tx) {
            settle_message(tx.db(), id, {.status = s, .error = "", .due_at = due, .counts = true}, tx.now());
            return 0;
        });
    }
    std::vector<domain::message> log() {
        return run([](transaction& tx) { return list_messages(tx.db(), "a", false, 100); });
    }
    int count(message_status s) {
        int n = 0;
        for (const auto& m : log()) n += m.status == s;
        return n;
    }
};

} // namespace

TEST_CASE(
    "a message is queued on each channel that is there, and a newer one takes the place of what waits") {
    post p;
    CHECK(p.say(message_kind::ticket, {}) == 0);
    CHECK(!p.told);
    CHECK(p.say(message_kind::ticket, by_both) == 2);
    CHECK(p.told);
    CHECK(p.say(message_kind::changed) == 1);
    CHECK(p.count(message_status::superseded) == 1);
    CHECK(p.count(message_status::queued) == 2); // the SMS still waits
    const auto taken = p.take();
    REQUIRE(taken);
    CHECK(taken->kind == message_kind::changed);
    CHECK(taken->recipient == "s-r1");
    CHECK(taken->in == domain::language::en);
    CHECK(taken->attempts == 1);
    CHECK(p.take(channel::sms)->recipient == "sealed");
    CHECK(!p.take());
}

TEST_CASE(
    "while one is being sent its guest gets no other, and what is put off then gives way to the newer") {
    post p;
    p.say(message_kind::ticket);
    const auto first = p.take();
    REQUIRE(first);
    p.say(message_kind::cancelled);
    CHECK(!p.take());
    p.settle(first->id, message_status::queued, p.now);
    CHECK(p.count(message_status::superseded) == 1);
    CHECK(p.take()->kind == message_kind::cancelled);
}

TEST_CASE(
    "what waits for a former address, or failed there, is dropped, and what was put off or died there does not go again") {
    post p;
    const auto moves_to = [&p](const std::string& digest) {
        p.run([&](transaction& tx) {
            const auto g = find_registration(tx.db(), "r1").value();
            person to;
            if (!digest.empty()) to.email_sealed = "s-" + digest, to.email_masked = "n***@guest.test";
            to.email_digest = digest;
            if (change_email(tx.db(), g, to)) drop_messages(tx, "r1", channel::mail);
            return 0;
        });
    };
    const auto send_all_again = [&p] {
        return p.run([](transaction& tx) { return send_again(tx, "a", ""); });
    };
    p.say(message_kind::ticket, by_both);
    p.settle(p.take()->id, message_status::failed);
    p.say(message_kind::changed);
    moves_to("e"); // the same one: nothing is dropped
    CHECK(p.count(message_status::superseded) == 0);
    moves_to("new");
    CHECK(p.count(message_status::superseded) == 2);
    CHECK(p.count(message_status::queued) == 1); // the SMS
    CHECK(send_all_again() == 0);
    p.say(message_kind::ticket);
    const auto to_new = p.take();
    REQUIRE(to_new);
    CHECK(to_new->recipient == "s-new");
    CHECK(to_new->in == domain::language::en); // as before
    moves_to("");                              // while it is being sent
    p.settle(to_new->id, message_status::queued, p.now);
    CHECK(!p.take());
    CHECK(p.count(message_status::superseded) == 3);
    CHECK(p.say(message_kind::ticket) == 0);

    moves_to("third");
    p.say(message_kind::ticket);
    REQUIRE(p.take());
    moves_to("fourth");
    p.run([&](transaction& tx) { return doubt_unsettled(tx.db(), "died", tx.now()); });
    CHECK(send_all_again() == 0); // nobody can say where it arrived, and it does not go there again
}

TEST_CASE("what is put off is taken when it is due, and a settled one is settled once") {
    post p;
    p.say(message_kind::ticket);
    const auto first = p.take();
    p.settle(first->id, message_status::queued, p.now + 1000);
    CHECK(!p.take());
    CHECK(p.run([](transaction& tx) { return next_message_due(tx.db(), channel::mail); }) == p.now + 1000);
    p.now += 1000;
    CHECK(p.take()->attempts == 2);
    p.settle(first->id, message_status::sent);
    p.settle(first->id, message_status::failed);
    CHECK(p.count(message_status::sent) == 1);
    CHECK(p.run([](transaction& tx) { return send_again(tx, "a", ""); }) == 0); // it arrived
}

TEST_CASE(
    "what was being sent when the program died is uncertain, is not taken, and goes out again when asked") {
    post p;
    p.say(message_kind::ticket);
    p.take();
    CHECK(p.run([](transaction& tx) { return doubt_unsettled(tx.db(), "died", tx.now()); }) == 1);
    CHECK(!p.take());
    CHECK(p.run([](transaction& tx) { return list_messages(tx.db(), "a", true, 9); }).size() == 1);
    CHECK(p.run([](transaction& tx) { return send_again(tx, "b", ""); }) == 0); // another event's organizer
    CHECK(p.run([](transaction& tx) { return send_again(tx, "a", ""); }) == 1);
    CHECK(p.take()->attempts == 1);
}

TEST_CASE("one recipient gets at most so many a day, whoever registers it, and the rest is shown as failed") {
    post p;
    for (int i = 0; i < domain::most_to_one + 2; ++i) {
        const auto id = "x" + std::to_string(i);
        p.add(id, "same");
        p.say(message_kind::ticket, by_mail, id);
    }
    CHECK(p.count(message_status::queued) == domain::most_to_one);
    CHECK(p.count(message_status::failed) == 2);
    p.now += 25 * 3'600'000LL;
    p.say(message_kind::changed, by_mail, "x0");
    CHECK(p.count(message_status::failed) == 2);
}

TEST_CASE(
    "a reminder is written in pieces, once to each who is confirmed, and again when the event is moved") {
    post p;
    for (const auto* id : {"r2", "r3", "r4", "r5"}) p.add(id, id); // three seats: two of the five wait
    constexpr std::int64_t day = 24 * 3'600'000LL;
    const auto write = [&](unix_ms starts_at) {
        int pieces = 0;
        for (;;) {
            const auto more = p.run([&](transaction& tx) {
                const auto due = domain::due_reminder(list_reminders(tx.db(), "a"), starts_at, tx.now());
                if (!due) return 0;
                return write_reminder(tx, "a", *due, starts_at, by_mail, 2) ? 2 : 1;
            });
            if (more == 0) return pieces;
            ++pieces;
        }
    };
    p.run([&](transaction& tx) {
        set_reminders(tx.db(), "a", noon, {day}, tx.now());
        return 0;
    });
    CHECK(write(noon) == 0); // a week before
    p.now = noon - day;
    CHECK(write(noon) == 2); // three, two at a time
    CHECK(p.count(message_status::queued) == 3);
    CHECK(write(noon) == 0);
    p.now = noon + day;
    CHECK(write(noon + 2 * day) == 2);
    CHECK(p.count(message_status::queued) == 3); // in the place of the first ones
    CHECK(p.count(message_status::superseded) == 3);
    // Set too late: not made up for.
    p.run([&](transaction& tx) {
        set_reminders(tx.db(), "a", noon + 2 * day, {2 * day}, tx.now());
        return 0;
    });
    CHECK(write(noon + 2 * day) == 0);
}

TEST_CASE(
    "of a new start all who are registered are told in pieces, but who cancelled, was declined or registered since") {
    post p;
    for (const auto* id : {"r2", "r3", "r4", "r5", "r6"}) p.add(id, id);
    const auto moved = [&](unix_ms was, unix_ms to) {
        p.run([&](transaction& tx) {
            tx.db().run("UPDATE event SET starts_at = $1 WHERE slug = 'a'", to);
            reschedule(tx, "a", was, to);
            return 0;
        });
    };
    const auto write = [&] {
        int pieces = 0;
        while (p.run([](transaction& tx) { return write_rescheduled(tx, by_mail, 2); })) ++pieces;
        return pieces;
    };
    p.run([](transaction& tx) {
        tx.db().run("UPDATE registration SET status = 'cancelled' WHERE id = 'r2'");
        tx.db().run("UPDATE registration SET status = 'declined' WHERE id = 'r3'");
        tx.db().run("UPDATE registration SET status = 'requested' WHERE id = 'r4'");
        return 0;
    });
    ++p.now;
    moved(noon, noon + 1000);
    ++p.now;
    p.add("r7", "r7"); // reads the new one
    p.now += domain::rescheduled_after_ms;
    CHECK(write() == 3); // four of them, two at a time, and that there are no more
    std::string told;
    for (const auto& m : p.log()) told += std::string{domain::name_of(m.kind)} + " ";
    CHECK(told == "rescheduled rescheduled rescheduled rescheduled ");
    CHECK(write() == 0);

    // Moved in the middle of the telling: all are told again, also when it comes back.
    moved(noon + 1000, noon);
    p.now += domain::rescheduled_after_ms;
    CHECK(p.run([](transaction& tx) { return write_rescheduled(tx, by_mail, 2); }));
    moved(noon, noon + 1000);
    p.now += domain::rescheduled_after_ms;
    CHECK(write() == 3); // r7, too, by now
    CHECK(p.count(message_status::queued) == 5);

    // What has begun, or is live, is not told any more.
    moved(noon + 1000, p.now);
    p.now += domain::rescheduled_after_ms;
    CHECK(write() == 0);
    CHECK(p.count(message_status::queued) == 5);
}

TEST_CASE(
    "of a start moved by a slip only who registered meanwhile is told when it comes back, and no reminder tells of the slip") {
    post p;
    constexpr unix_ms a_day = 24LL * 3600 * 1000, right = noon + 10 * a_day, wrong = noon + 9 * a_day;
    const auto start_at = [&](unix_ms was, unix_ms to) {
        p.run([&](transaction& tx) {
            tx.db().run("UPDATE event SET starts_at = $1 WHERE slug = 'a'", to);
            if (was) reschedule(tx, "a", was, to);
            return 0;
        });
    };
    const auto reminded = [&] {
        return p.run([&](transaction& tx) { return !events_with_reminders(tx.db(), p.now).empty(); });
    };
    start_at(0, right);
    p.run([](transaction& tx) {
        set_reminders(tx.db(), "a", right, {a_day}, noon);
        return 0;
    });
    CHECK(reminded());
    ++p.now;
    start_at(right, wrong);
    CHECK(!reminded());
    ++p.now;
    p.add("r8", "r8");
    ++p.now;
    start_at(wrong, right);
    CHECK(!reminded());
    p.now += domain::rescheduled_after_ms;
    CHECK(p.run([](transaction& tx) { return write_rescheduled(tx, by_mail, 9); }));
    CHECK(!p.run([](transaction& tx) { return write_rescheduled(tx, by_mail, 9); }));
    CHECK(p.count(message_status::queued) == 1);
    CHECK(reminded());

    start_at(right, wrong);
    start_at(wrong, right); // and nobody registered
    p.now += domain::rescheduled_after_ms;
    CHECK(!p.run([](transaction& tx) { return write_rescheduled(tx, by_mail, 9); }));
}

TEST_CASE("who is erased has no address left, in the log neither, and what still waited is not sent") {
    post p;
    p.say(message_kind::ticket, by_both);
    const auto addresses = [&] {
        return p.run([](transaction& tx) {
            auto r = tx.db().query("SELECT (SELECT count(*) FROM contact) + (SELECT count(*) FROM message "
                                   "WHERE recipient <> '' OR masked <> '' OR digest <> '')");
            r.next();
            return r.number(0);
        });
    };
    CHECK(addresses() == 3);
    p.run([&](transaction& tx) {
        erase_person(tx.db(), "r1", tx.now());
        return 0;
    });
    CHECK(addresses() == 0);
    CHECK(p.count(message_status::superseded) == 2);
    CHECK(!p.take());
    CHECK(!p.take(channel::sms));
    CHECK(p.say(message_kind::cancelled, by_both) == 0);

    p.add("r2");
    p.say(message_kind::ticket, by_both, "r2");
    CHECK(addresses() == 3);
    while (p.run([](transaction& tx) { return erase_some(tx.db(), "a", 1, tx.now()); }) > 0) {}
    CHECK(addresses() == 0);
    CHECK(!p.take());
}

} // namespace jiangtang::store::testing
