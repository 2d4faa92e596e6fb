// Seats, the waiting list, and finding people.

#include "base/text.hpp"
#include "store/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <set>
#include <thread>

namespace jiangtang::store::testing {
namespace {

using nothing = std::monostate;

domain::registration guest(writer& w, const std::string& id, const std::string& event = "a",
                           domain::attendance form = domain::attendance::in_person) {
    return *w.run_now<domain::registration>([&](transaction& tx) -> result<domain::registration> {
        return add_guest(tx, id, event, "林一帆", form);
    });
}

std::optional<domain::registration> cancelled(writer& w, const std::string& id) {
    return *w.run_now<std::optional<domain::registration>>(
        [&](transaction& tx) -> result<std::optional<domain::registration>> {
            return only_one(cancel(tx.db(), find_registration(tx.db(), id).value(), noon));
        });
}

domain::registration now(writer& w, const std::string& id) {
    return *w.run_now<domain::registration>([&](transaction& tx) -> result<domain::registration> {
        return find_registration(tx.db(), id).value();
    });
}

/// Registers from eight threads at once with `take`, which says whether a seat was got; how many believe they have one.
template <class Take>
int seats_given(writer& w, Take take) {
    std::atomic<int> given{0};
    std::vector<std::thread> people;
    for (int t = 0; t < 8; ++t)
        people.emplace_back([&, t] {
            for (int i = 0; i < 10; ++i)
                if (take(w, "g" + std::to_string(t) + "-" + std::to_string(i))) ++given;
        });
    for (auto& p : people) p.join();
    return given;
}

} // namespace

TEST_CASE("of eighty who register at once for twenty seats, twenty get one each and the rest wait in order") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 20);
    auto given =
        seats_given(w, [](writer& to, const std::string& id) { return !guest(to, id).seat.empty(); });
    CHECK(given == 20);
    database db{f.path(), access_mode::read_only};
    auto e = find_event(db, "a").value();
    CHECK(e.hall.left == 0);
    CHECK(e.hall.waitlisted == 60);
    std::set<std::string> seats;
    std::set<std::int64_t> positions;
    auto r = db.query("SELECT id FROM registration");
    std::vector<std::string> ids;
    while (r.next()) ids.push_back(r.text(0));
    for (const auto& id : ids) {
        auto g = find_registration(db, id).value();
        if (g.seat.empty()) CHECK(positions.insert(g.position).second);
        else CHECK(seats.insert(g.seat).second);
    }
    CHECK(seats.size() == 20);
    CHECK(*positions.begin() == 1);
    CHECK(*positions.rbegin() == 60);
}

TEST_CASE(
    "counting first and confirming in a second command oversells: the one statement is what prevents it") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 20);
    std::barrier everybody_looked{8};
    auto naive = [&](writer& to, const std::string& id) {
        auto taken = *to.run_now<std::int64_t>([](transaction& tx) -> result<std::int64_t> {
            auto r =
                tx.db().query("SELECT count(*) FROM registration WHERE event = 'a' AND status = 'confirmed'");
            r.next();
            return r.number(0);
        });
        everybody_looked.arrive_and_wait(); // as when eight people press the button together
        if (taken >= 20) return false;
        to.run_now<nothing>([&](transaction& tx) -> result<nothing> {
            add_guest(tx, id);
            tx.db().run("UPDATE registration SET status = 'confirmed' WHERE id = $1", id);
            return nothing{};
        });
        return true;
    };
    CHECK(seats_given(w, naive) > 20);
}

TEST_CASE("a freed seat goes to who has waited longest, and those behind move up") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 2);
    CHECK(guest(w, "g1").seat == "1-1");
    CHECK(guest(w, "g2").seat == "1-2");
    CHECK(guest(w, "g3").position == 1);
    CHECK(guest(w, "g4").position == 2);
    CHECK(guest(w, "g5").position == 3);
    CHECK(guest(w, "o1", "a", domain::attendance::online).status == domain::registration_status::confirmed);
    CHECK(guest(w, "b1", "b").seat == "1-1"); // the other event has its own

    CHECK(!cancelled(w, "g4")); // who waits frees nothing
    CHECK(now(w, "g5").position == 2);
    auto promoted = cancelled(w, "g1");
    REQUIRE(promoted);
    CHECK(promoted->id == "g3");
    CHECK(promoted->seat == "1-1");
    CHECK(promoted->status == domain::registration_status::confirmed);
    CHECK(promoted->position == 0);
    CHECK(now(w, "g5").position == 1);
    CHECK(now(w, "g1").status == domain::registration_status::cancelled);
    CHECK(now(w, "g1").seat.empty());
    CHECK(!cancelled(w, "o1"));
    CHECK(cancelled(w, "g3")->id == "g5");
    CHECK(!cancelled(w, "g5"));
    CHECK(guest(w, "g6").seat == "1-1");
}

TEST_CASE(
    "who leaves the hall for the stream gives the seat on, and who comes from it waits behind the others") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    guest(w, "g1");
    guest(w, "g2");
    guest(w, "o1", "a", domain::attendance::online);
    guest(w, "g3");
    const auto move = [&](const std::string& id, domain::attendance to) {
        std::optional<domain::registration> promoted;
        w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
            const auto g = find_registration(tx.db(), id).value();
            const auto queued = last_seq(tx.db(), g.event).value() + 1;
            const auto as = domain::registration_status::confirmed;
            if (to == domain::attendance::online) promoted = only_one(go_online(tx.db(), g, as, noon));
            else go_to_hall(tx.db(), g, as, queued);
            tx.notify(g.event, 4, "registration.changed", "{}");
            return nothing{};
        });
        return promoted;
    };
    CHECK_FALSE(move("o1", domain::attendance::in_person));
    CHECK(now(w, "o1").status == domain::registration_status::waitlisted);
    CHECK(now(w, "o1").position == 3); // behind g2 and g3, who came later than o1 but to the hall
    const auto promoted = move("g1", domain::attendance::online);
    REQUIRE(promoted);
    CHECK(promoted->id == "g2");
    CHECK(promoted->seat == "1-1");
    CHECK(now(w, "g1").status == domain::registration_status::confirmed);
    CHECK(now(w, "g1").seat.empty());
    CHECK_FALSE(move("g3", domain::attendance::online)); // who waits frees nothing
    CHECK(now(w, "g3").position == 0);
    CHECK(now(w, "o1").position == 1);
    CHECK(move("g2", domain::attendance::online)->id == "o1");
    CHECK_FALSE(move("g1", domain::attendance::in_person));
    CHECK(now(w, "g1").position == 1);
    w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
        CHECK(find_event_head(tx.db(), "a")->online == 2); // g2 and g3
        return nothing{};
    });
}

TEST_CASE("two registrations of an event with one phone are marked, until one of them is cancelled") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 9);
    w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
        const auto add = [&](const std::string& id, const std::string& event, const std::string& digest) {
            add_guest(tx, id, event, "林一帆", domain::attendance::in_person, {"lyf", "林一帆"}, "8000",
                      digest);
        };
        add("g1", "a", "one");
        add("g2", "a", "two");
        add("g3", "a", "");
        add("g4", "a", "");
        add("b1", "b", "one"); // at another event one may be, too
        CHECK_FALSE(find_registration(tx.db(), "g1")->same_phone);
        add("g5", "a", "one");
        return nothing{};
    });
    CHECK(now(w, "g1").same_phone);
    CHECK(now(w, "g5").same_phone);
    for (const auto* other : {"g2", "g3", "g4", "b1"}) CHECK_FALSE(now(w, other).same_phone);
    cancelled(w, "g1");
    CHECK_FALSE(now(w, "g5").same_phone);
}

TEST_CASE("seats are labelled by rows of twelve and given from the front") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 14);
    std::string last;
    for (int i = 0; i < 14; ++i) last = guest(w, "g" + std::to_string(i)).seat;
    CHECK(last == "2-2");
    CHECK(now(w, "g11").seat == "1-12");
}

TEST_CASE(
    "people are found by name, unit, pinyin, initials and the last digits, and cancelled ones are not") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 10);
    auto add = [&](const std::string& id, const std::string& name, const std::string& unit,
                   const std::string& last4) {
        auto r = romanize(name);
        auto plain = r.pinyin;
        std::erase(plain, ' ');
        lookup found_by{r.initials, search_key(name) + " " + search_key(unit) + " " + plain};
        w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
            add_guest(tx, id, "a", name, domain::attendance::in_person, found_by, last4);
            return nothing{};
        });
    };
    add("g1", "林一帆", "百联集团", "8001");
    add("g2", "单文", "上海市质量协会", "8002");
    add("g3", "欧阳明", "逸刻", "1234");
    add("g4", "Daniel Schäfer", "100% Quality_GmbH", "5678");
    auto found = [&](const std::string& typed) {
        database db{f.path(), access_mode::read_only};
        std::string ids;
        for (const auto& g : search_registrations(db, "a", search_key(typed), 50)) ids += g.id + " ";
        return ids;
    };
    CHECK(found("林") == "g1 ");
    CHECK(found("lyf") == "g1 ");
    CHECK(found("LY") == "g1 ");
    CHECK(found("linyifan") == "g1 ");
    CHECK(found("lin yi") == "g1 ");
    CHECK(found("单") == "g2 ");
    CHECK(found("shan") == "g2 ");
    CHECK(found("質量協會") == "g2 ");
    CHECK(found("ouyang") == "g3 ");
    CHECK(found("schaf") == "g4 ");
    CHECK(found("8001") == "g1 ");
    CHECK(found("01") == "g1 ");
    CHECK(found("800") == ""); // digits are the last ones
    CHECK(found("１２３４") == "g3 ");
    CHECK(found("zzz") == "");
    database db{f.path(), access_mode::read_only};
    CHECK(search_registrations(db, "a", "%", 50).empty()); // no pattern of LIKE comes through
    CHECK(search_registrations(db, "a", "_", 50).empty());
    CHECK(search_registrations(db, "a", "l", 1).size() == 1);
    CHECK(search_registrations(db, "b", "lyf", 50).empty());
    CHECK(search_registrations(db, "a", "linyi", 50).size() == 1);
    cancelled(w, "g1");
    CHECK(found("lyf") == "");
    CHECK(found("8001") == "");
}

TEST_CASE("one admission stands for a registration however often it is tried") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 3);
    guest(w, "g1");
    guest(w, "g2");
    auto admit = [&](const std::string& scan_id, const std::string& g) {
        return w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
            add_check_in(tx.db(),
                         {.id = scan_id,
                          .event = "a",
                          .registration = g,
                          .scanned = {},
                          .desk = "1 号台",
                          .staff = "m1",
                          .result = domain::check_in_result::admitted,
                          .offline = false,
                          .scanned_at = noon},
                         tx.now());
            return nothing{};
        });
    };
    CHECK(admit("c1", "g1"));
    CHECK(!admit("c2", "g1")); // the index says so, whatever the program believes
    database db{f.path(), access_mode::read_only};
    auto g = find_registration(db, "g1").value();
    CHECK(g.admitted_at == noon);
    CHECK(g.admitted_desk == "1 号台");
    CHECK(g.admitted_by == "1 号台");
    CHECK(count_arrivals(db, "a").admitted == 1);
    CHECK(count_arrivals(db, "a").expected == 2);
    CHECK(recent_arrivals(db, "a", 10).size() == 1);
    CHECK(arrivals_by_desk(db, "a") == std::vector<std::pair<std::string, std::int64_t>>{{"1 号台", 1}});
    CHECK(find_ticket(db, g.ticket)->id == "g1");
    CHECK(!find_ticket(db, "ZZZZZZZZZZ"));
}

TEST_CASE(
    "a corrected phone is found by its own digits, marks who has it, too, and unmarks who had the former one") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 9);
    const auto add = [&](const std::string& id, const std::string& last4, const std::string& digest) {
        *w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
            add_guest(tx, id, "a", "林一帆", domain::attendance::in_person, {}, last4, digest);
            return nothing{};
        });
    };
    add("one", "8000", "p8000");
    add("two", "8000", "p8000");
    add("three", "8001", "p8001");
    add("walk-in", "", "");
    const auto corrects = [&](const std::string& id, const std::string& last4) {
        return *w.run_now<bool>([&](transaction& tx) -> result<bool> {
            return change_phone(tx.db(), find_registration(tx.db(), id).value(),
                                {"sealed " + last4, "p" + last4}, last4);
        });
    };
    CHECK(!corrects("two", "8000")); // it is the one there was
    CHECK(now(w, "one").same_phone);
    CHECK(corrects("two", "8001"));
    CHECK(now(w, "two").phone_last4 == "8001");
    CHECK(now(w, "two").same_phone);
    CHECK(now(w, "three").same_phone);
    CHECK(!now(w, "one").same_phone);
    CHECK(corrects("walk-in", "8002"));
    database db{f.path(), access_mode::read_only};
    CHECK(search_registrations(db, "a", "8000", 9).size() == 1);
    CHECK(search_registrations(db, "a", "8001", 9).size() == 2);
    CHECK(find_by_phone(db, "a", "p8002")->id == "walk-in");
}

} // namespace jiangtang::store::testing
