// Seats held for delegations: nobody else gets them, their people do, and what is given back goes to who waits.

#include "store/delegations.hpp"
#include "store/hall.hpp"
#include "store/seats.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace jiangtang::store::testing {
namespace {

using none = std::monostate;
using registrations = std::vector<domain::registration>;

template <class T, class Act>
T done(writer& w, Act act) {
    return *w.run_now<T>([&](transaction& tx) -> result<T> { return act(tx); });
}

domain::delegation held(writer& w, std::int64_t quota, const std::string& id = "d1") {
    return done<domain::delegation>(w, [&](transaction& tx) {
        domain::delegation d;
        d.id = id;
        d.event = "a";
        d.name = "百联集团";
        d.pinyin = "bai lian ji tuan";
        d.quota = quota;
        add_delegation(tx.db(), d, tx.now());
        return find_delegation(tx.db(), id).value();
    });
}

domain::delegation read(writer& w, const std::string& id = "d1") {
    return done<domain::delegation>(w, [&](transaction& tx) { return find_delegation(tx.db(), id).value(); });
}

domain::registration read_guest(writer& w, const std::string& id) {
    return done<domain::registration>(
        w, [&](transaction& tx) { return find_registration(tx.db(), id).value(); });
}

domain::registration public_guest(writer& w, const std::string& id) {
    return done<domain::registration>(w, [&](transaction& tx) { return add_guest(tx, id); });
}

/// A person of the delegation; `seat` is asked for.
domain::registration delegate(writer& w, const std::string& id, const std::string& seat = {},
                              const std::string& delegation = "d1") {
    return done<domain::registration>(w, [&](transaction& tx) {
        domain::registration g;
        g.id = id;
        g.event = "a";
        g.name = "周敏";
        g.delegation = delegation;
        g.seat = seat;
        return add_registration(tx.db(), g, {}, {}, last_seq(tx.db(), "a").value() + 1, tx.now());
    });
}

} // namespace

TEST_CASE("a held seat is nobody else's: the public gets the others and waits, while names come later") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 5);
    public_guest(w, "g1");
    auto d = held(w, 3);
    CHECK(d.quota == 3);
    CHECK(d.entered == 0);
    CHECK(public_guest(w, "g2").seat == "1-5");
    CHECK(public_guest(w, "g3").position == 1);
    auto e = done<domain::event>(w, [](transaction& tx) { return find_event(tx.db(), "a").value(); });
    CHECK(e.hall.left == 0);
    CHECK(e.hall.total == 5);
    auto zhou = delegate(w, "z1");
    CHECK(zhou.seat == "1-2");
    CHECK(zhou.delegation == "d1");
    CHECK(zhou.status == domain::registration_status::confirmed);
    CHECK(delegate(w, "z2", "1-4").seat == "1-4"); // asked for
    CHECK(read(w).entered == 2);
    CHECK(done<registrations>(w, [](transaction& tx) { return delegates_of(tx.db(), "d1"); }).size() == 2);
}

TEST_CASE("of forty names that two contacts enter at once for ten seats, ten get one each") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 20);
    held(w, 10);
    std::atomic<int> entered{0};
    std::vector<std::thread> contacts;
    for (int c = 0; c < 2; ++c)
        contacts.emplace_back([&, c] {
            for (int i = 0; i < 20; ++i) {
                auto ok = w.run_now<none>([&](transaction& tx) -> result<none> {
                    auto d = find_delegation(tx.db(), "d1").value();
                    if (auto room = domain::check_room(d, 1); !room) return room.error();
                    domain::registration g;
                    g.id = "z" + std::to_string(c) + "-" + std::to_string(i);
                    g.event = "a";
                    g.name = "周敏";
                    g.delegation = "d1";
                    add_registration(tx.db(), g, {}, {}, 1, tx.now());
                    return none{};
                });
                if (ok) ++entered;
            }
        });
    for (auto& c : contacts) c.join();
    CHECK(entered == 10);
    auto people = done<registrations>(w, [](transaction& tx) { return delegates_of(tx.db(), "d1"); });
    CHECK(people.size() == 10);
    for (const auto& g : people) CHECK(g.status == domain::registration_status::confirmed);
    CHECK(public_guest(w, "g1").seat == "1-11"); // the other ten stayed the public's
}

TEST_CASE("a person of a delegation who cancels or goes online leaves the seat to it, and nobody moves up") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 3);
    held(w, 2);
    public_guest(w, "g1");
    public_guest(w, "g2"); // waits
    delegate(w, "z1");
    delegate(w, "z2");
    CHECK_FALSE(done<std::optional<domain::registration>>(w, [](transaction& tx) {
        return only_one(cancel(tx.db(), find_registration(tx.db(), "z1").value(), noon));
    }));
    CHECK_FALSE(done<std::optional<domain::registration>>(w, [](transaction& tx) {
        return only_one(go_online(tx.db(), find_registration(tx.db(), "z2").value(),
                                  domain::registration_status::confirmed, noon));
    }));
    CHECK(read_guest(w, "g2").position == 1);
    CHECK(read_guest(w, "z2").delegation.empty());
    CHECK(read(w).quota == 2);
    CHECK(read(w).entered == 0);
    CHECK(delegate(w, "z3").seat == "1-1");
    // While the seat of one who came alone goes to who waits.
    auto promoted = done<std::optional<domain::registration>>(w, [](transaction& tx) {
        return only_one(cancel(tx.db(), find_registration(tx.db(), "g1").value(), noon));
    });
    REQUIRE(promoted);
    CHECK(promoted->id == "g2");
}

TEST_CASE("a smaller quota gives the last seats without a name to the first who wait, in their order") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 6);
    auto d = held(w, 5);
    delegate(w, "z1", "1-5"); // a name on the last of the seats keeps it
    public_guest(w, "g1");
    for (const auto* id : {"g2", "g3", "g4", "g5"}) public_guest(w, id);
    d = read(w);
    auto promoted = done<registrations>(w, [&](transaction& tx) { return set_quota(tx.db(), d, 2, noon); });
    REQUIRE(promoted.size() == 3);
    CHECK(promoted[0].id == "g2");
    CHECK(promoted[1].id == "g3");
    CHECK(promoted[2].id == "g4");
    CHECK(read_guest(w, "g5").position == 1);
    CHECK(read(w).quota == 2);
    CHECK(read_guest(w, "z1").seat == "1-5");
    CHECK(delegate(w, "z2").seat == "1-1");
    // Bigger again: there is nothing free, and nothing is taken from anybody.
    d = read(w);
    CHECK(done<std::int64_t>(w, [](transaction& tx) { return count_free_seats(tx.db(), "a"); }) == 0);
    CHECK(done<registrations>(w, [&](transaction& tx) { return set_quota(tx.db(), d, 4, noon); }).empty());
    CHECK(read(w).quota == 2);
}

TEST_CASE("who is removed leaves its people their seats, and the other seats to who waits") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 4);
    held(w, 4);
    delegate(w, "z1");
    public_guest(w, "g1");
    auto d = read(w);
    auto promoted =
        done<registrations>(w, [&](transaction& tx) { return remove_delegation(tx.db(), d, noon); });
    REQUIRE(promoted.size() == 1);
    CHECK(promoted[0].id == "g1");
    auto zhou = read_guest(w, "z1");
    CHECK(zhou.seat == "1-1");
    CHECK(zhou.delegation.empty());
    CHECK(done<std::int64_t>(w, [](transaction& tx) { return count_free_seats(tx.db(), "a"); }) == 2);
    CHECK(done<std::size_t>(w, [](transaction& tx) { return list_delegations(tx.db(), "a").size(); }) == 0);
}

TEST_CASE("a delegation counts who is in the hall") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 4);
    held(w, 3);
    for (const auto* id : {"z1", "z2"}) delegate(w, id);
    done<none>(w, [](transaction& tx) {
        for (const auto* id : {"z1", "z2"})
            add_check_in(tx.db(),
                         {.id = std::string{"c"} + id,
                          .event = "a",
                          .registration = id,
                          .scanned = {},
                          .desk = "1号台",
                          .staff = "m1",
                          .result = domain::check_in_result::admitted},
                         noon);
        undo_check_in(tx.db(), {"z2", "1号台", "m1", "试扫"}, noon);
        return none{};
    });
    auto d = read(w);
    CHECK(d.quota == 3);
    CHECK(d.entered == 2);
    CHECK(d.admitted == 1);
}

TEST_CASE("a database that was made before there were delegations gets the column") {
    temporary_folder f;
    {
        writer w{f.path(), [] { return noon; }, {}};
        make_events(w, 2);
        public_guest(w, "g1");
    }
    {
        database db{f.path(), access_mode::read_write};
        db.script(
            "DROP INDEX seat_free; DROP INDEX seat_of_delegation; ALTER TABLE seat DROP COLUMN delegation; "
            "DROP TABLE delegation");
        CHECK_THROWS_AS(count_free_seats(db, "a"), database_error);
    }
    writer w{f.path(), [] { return noon; }, {}};
    CHECK(held(w, 1).quota == 1);
    CHECK(read_guest(w, "g1").seat == "1-1");
}

TEST_CASE(
    "a delegate who is given another seat of the delegation leaves it as many as before, and takes the hold along to any other") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 5);
    held(w, 3);
    delegate(w, "z1");
    public_guest(w, "g1");
    public_guest(w, "g2");
    public_guest(w, "g3"); // waits
    const auto give = [&](const std::string& label) {
        return done<std::vector<domain::registration>>(w, [&](transaction& tx) {
            auto all = list_seats(tx.db(), "a");
            const auto wanted = std::ranges::find(all, label, &domain::seat::label);
            give_seat(tx.db(), *wanted, find_registration(tx.db(), "z1").value());
            return fill_seats(tx.db(), "a", noon);
        });
    };
    const auto own = read_guest(w, "z1").seat;
    const auto other = done<std::string>(w, [&](transaction& tx) {
        for (const auto& s : list_seats(tx.db(), "a"))
            if (s.delegation == "d1" && s.label != own) return s.label;
        return std::string{};
    });
    CHECK(give(other).empty()); // nobody of the list gets what the delegation holds
    CHECK(read(w).quota == 3);
    CHECK(read_guest(w, "z1").seat == other);
    CHECK(read_guest(w, "g3").position == 1);
    const auto moved_up = [&] {
        const auto freed = read_guest(w, "g1").seat;
        done<none>(w, [&](transaction& tx) { return free_seat(tx.db(), "g1"), none{}; });
        return give(freed);
    }();
    REQUIRE(moved_up.size() == 1); // to the seat that was left
    CHECK(moved_up[0].id == "g3");
    CHECK(read(w).quota == 3);
}

} // namespace jiangtang::store::testing
