// Seats that are kept back, given by hand, and offered: never to two, and never to whom they are not meant for.

#include "store/hall.hpp"
#include "store/seats.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <thread>

namespace jiangtang::store::testing {
namespace {

constexpr unix_ms half_an_hour = 30 * 60'000, long_before = noon - 24 * 60 * 60'000;

template <class T, class Act>
T at(writer& w, Act act) {
    return *w.run_now<T>([&](transaction& tx) -> result<T> { return act(tx); });
}

domain::registration seated(writer& w, const std::string& id) {
    return at<domain::registration>(w, [&](transaction& tx) { return add_guest(tx, id); });
}

domain::registration as_it_is(writer& w, const std::string& id) {
    return at<domain::registration>(w,
                                    [&](transaction& tx) { return find_registration(tx.db(), id).value(); });
}

domain::seat seat_of(writer& w, std::int64_t place) {
    return at<domain::seat>(w, [&](transaction& tx) { return find_seat(tx.db(), "a", place).value(); });
}

void keep_back(writer& w, std::int64_t place, bool reserved) {
    at<int>(w, [&](transaction& tx) {
        set_reserved(tx.db(), find_seat(tx.db(), "a", place).value(), reserved);
        return 0;
    });
}

std::vector<domain::registration> filled(writer& w, unix_ms when = noon) {
    return at<std::vector<domain::registration>>(
        w, [&](transaction& tx) { return fill_seats(tx.db(), "a", when); });
}

std::vector<domain::registration> gone(writer& w, const std::string& id, unix_ms when = noon) {
    return at<std::vector<domain::registration>>(
        w, [&](transaction& tx) { return cancel(tx.db(), find_registration(tx.db(), id).value(), when); });
}

void with_time_to_accept(writer& w) {
    at<int>(w, [&](transaction& tx) {
        set_seating(tx.db(), "a", {half_an_hour, 1});
        return 0;
    });
}

} // namespace

TEST_CASE(
    "a reserved seat goes to nobody by itself, and once it is free again to the first who waits, once") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 3);
    keep_back(w, 0, true);
    CHECK(seated(w, "g1").seat == "1-2");
    CHECK(seated(w, "g2").seat == "1-3");
    CHECK(seated(w, "g3").position == 1);
    CHECK(seated(w, "g4").position == 2);
    CHECK(filled(w).empty());
    const auto moved_up = gone(w, "g1");
    REQUIRE(moved_up.size() == 1);
    CHECK(moved_up[0].id == "g3");
    CHECK(moved_up[0].seat == "1-2");
    CHECK(seat_of(w, 0).registration.empty());

    keep_back(w, 0, false); // the guard is off
    const auto first = filled(w);
    REQUIRE(first.size() == 1);
    CHECK(first[0].id == "g4");
    CHECK(first[0].seat == "1-1");
    CHECK(filled(w).empty());
}

TEST_CASE("who leaves a reserved seat leaves it reserved") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    seated(w, "g1");
    seated(w, "g2");
    keep_back(w, 0, true);
    CHECK(gone(w, "g1").empty());
    CHECK(as_it_is(w, "g2").position == 1);
    CHECK(seat_of(w, 0).reserved);
    // Were it not, the seat would be given on.
    keep_back(w, 0, false);
    CHECK(filled(w).size() == 1);
}

TEST_CASE("who is given a seat by hand leaves the other one, or the waiting list") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 3);
    keep_back(w, 2, true);
    seated(w, "g1");
    seated(w, "g2");
    seated(w, "g3");
    seated(w, "g4");
    const auto give = [&](std::int64_t place, const std::string& id) {
        at<int>(w, [&](transaction& tx) {
            give_seat(tx.db(), find_seat(tx.db(), "a", place).value(),
                      find_registration(tx.db(), id).value());
            return 0;
        });
    };
    give(2, "g4"); // from the second place of the list
    CHECK(as_it_is(w, "g4").seat == "1-3");
    CHECK(as_it_is(w, "g4").status == domain::registration_status::confirmed);
    CHECK(as_it_is(w, "g3").position == 1);
    CHECK(filled(w).empty());
    gone(w, "g4");
    give(2, "g1");
    CHECK(as_it_is(w, "g1").seat == "1-3");
    const auto moved_up = filled(w);
    REQUIRE(moved_up.size() == 1);
    CHECK(moved_up[0].id == "g3");
    CHECK(moved_up[0].seat == "1-1");
}

TEST_CASE("of eight who add seats and register at once no seat has two, and no label is there twice") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 4);
    std::vector<std::thread> people;
    for (int t = 0; t < 8; ++t)
        people.emplace_back([&, t] {
            for (int i = 0; i < 10; ++i) {
                const auto name = std::to_string(t) + "-" + std::to_string(i);
                seated(w, "g" + name);
                at<int>(w, [&](transaction& tx) {
                    add_seats(tx.db(), "a", {"x" + name});
                    fill_seats(tx.db(), "a", noon);
                    return 0;
                });
            }
        });
    for (auto& p : people) p.join();
    const auto all =
        at<std::vector<domain::seat>>(w, [](transaction& tx) { return list_seats(tx.db(), "a"); });
    CHECK(all.size() == 84);
    std::set<std::string> labels, guests;
    for (const auto& s : all) {
        labels.insert(s.label);
        if (!s.registration.empty()) guests.insert(s.registration);
    }
    CHECK(labels.size() == 84);
    CHECK(guests.size() == 80);
}

TEST_CASE(
    "with a time to accept a seat is offered to the first who waits, and nobody else is offered or given it") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 2);
    with_time_to_accept(w);
    for (const auto* id : {"g1", "g2", "g3", "g4"}) seated(w, id);
    const auto moved_up = gone(w, "g1", long_before);
    REQUIRE(moved_up.size() == 1);
    CHECK(moved_up[0].id == "g3");
    REQUIRE(moved_up[0].offer);
    CHECK(moved_up[0].offer->seat == "1-1");
    CHECK(moved_up[0].offer->until == long_before + half_an_hour);
    CHECK(moved_up[0].status == domain::registration_status::waitlisted);
    CHECK(moved_up[0].seat.empty());
    CHECK(moved_up[0].position == 1);
    CHECK(filled(w, long_before).empty());
    CHECK(seated(w, "g5").position == 3); // it is not free for who comes now

    // The second seat is offered to the second, though the first has not answered.
    CHECK(gone(w, "g2", long_before).at(0).id == "g4");
    at<int>(w, [](transaction& tx) {
        accept_offer(tx.db(), "g3");
        return 0;
    });
    CHECK(as_it_is(w, "g3").seat == "1-1");
    CHECK_FALSE(as_it_is(w, "g3").offer);
    CHECK(as_it_is(w, "g4").position == 1);
    CHECK(gone(w, "g4", long_before).at(0).id == "g5"); // who declines passes it on
    CHECK(as_it_is(w, "g5").offer->seat == "1-2");
}

TEST_CASE("an offer that passes goes to the next, and its guest behind all others") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    with_time_to_accept(w);
    for (const auto* id : {"g1", "g2", "g3"}) seated(w, id);
    gone(w, "g1", long_before);
    const auto lapsed = [&](unix_ms when) {
        return at<std::string>(w, [&](transaction& tx) { return lapsed_offer(tx.db(), when).value_or(""); });
    };
    CHECK(lapsed(long_before + half_an_hour - 1).empty());
    CHECK(lapsed(long_before + half_an_hour) == "g2");
    const auto missed = at<std::int64_t>(
        w, [](transaction& tx) { return miss_offer(tx.db(), "g2", last_seq(tx.db(), "a").value() + 1); });
    CHECK(missed == 1);
    CHECK(as_it_is(w, "g2").position == 2);
    CHECK_FALSE(as_it_is(w, "g2").offer);
    const auto moved_up = filled(w, long_before + half_an_hour);
    REQUIRE(moved_up.size() == 1);
    CHECK(moved_up[0].id == "g3");
    CHECK(at<std::optional<unix_ms>>(w, [](transaction& tx) { return next_offer_end(tx.db()); }) ==
          long_before + 2 * half_an_hour);
}

TEST_CASE("when the time to accept would not end before the start a seat is given at once") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    with_time_to_accept(w);
    seated(w, "g1");
    seated(w, "g2");
    const auto starts_at =
        at<unix_ms>(w, [](transaction& tx) { return find_event_head(tx.db(), "a")->what.starts_at; });
    const auto moved_up = gone(w, "g1", starts_at - half_an_hour + 1);
    REQUIRE(moved_up.size() == 1);
    CHECK_FALSE(moved_up[0].offer);
    CHECK(moved_up[0].seat == "1-1");
}

TEST_CASE("after the end of an event a seat that becomes free goes to nobody") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    seated(w, "g1");
    seated(w, "g2"); // waits
    at<int>(w, [](transaction& tx) {
        tx.db().run("UPDATE event SET status = 'ended' WHERE slug = 'a'");
        return 0;
    });
    CHECK(gone(w, "g1").empty());
    CHECK(as_it_is(w, "g2").status == domain::registration_status::waitlisted);
    at<int>(w, [](transaction& tx) {
        tx.db().run("UPDATE event SET status = 'scheduled' WHERE slug = 'a'");
        return 0;
    });
    CHECK(filled(w).size() == 1);
}

TEST_CASE("whom an organizer entered is given a seat at once, also where others have a time to accept it") {
    temporary_folder f;
    writer w{f.path(), [] { return long_before; }, {}};
    make_events(w, 2);
    with_time_to_accept(w);
    for (const auto* id : {"g1", "g2", "g3", "g4"}) seated(w, id);
    at<int>(w, [](transaction& tx) {
        tx.db().run("UPDATE registration SET consent = '1/organizer' WHERE id = 'g3'");
        return 0;
    });
    gone(w, "g1", long_before);
    gone(w, "g2", long_before);
    CHECK(as_it_is(w, "g3").status == domain::registration_status::confirmed);
    CHECK(as_it_is(w, "g4").status == domain::registration_status::waitlisted);
    CHECK(as_it_is(w, "g4").offer);
}

} // namespace jiangtang::store::testing
