// Seats by hand and the time to accept one, with a clock that the test turns.

#include "app/seats.hpp"

#include "app/privacy.hpp"
#include "app/test_hall.hpp"

#include <doctest/doctest.h>

#include <set>

namespace jiangtang::app::testing {
namespace {

constexpr unix_ms a_minute = 60'000;

/// The demo event with its organizer; noon is two hours before its start.
class arranged : public test_hall {
public:
    explicit arranged(int seats) : test_hall{seats}, organizer{staff(domain::role::organizer).member} {}

    void set_time_to_accept(std::int64_t minutes) {
        domain::seating s;
        s.version = json::parse(run(read_seats(*h, slug)).value()).at("seating").at("version").as_int64();
        s.accept_ms = minutes * a_minute;
        REQUIRE(run(set_seating(*h, slug, s)));
    }
    /// The ticket's code.
    std::string comes(int i) {
        const auto id = "g" + std::to_string(i);
        wire::registration_request r{
            id, {{domain::attendance::in_person, "来宾" + std::to_string(i), "", ""}, "13800138000", true}};
        const auto made = json::parse(run(register_guest(*h, slug, r, id, "http://h")).value());
        return std::string{made.at("ticket").at("code").as_string()};
    }
    json::object ticket(const std::string& code) {
        return json::parse(run(read_ticket(*h, code, "http://h")).value()).at("ticket").as_object();
    }
    bool is_offered(const std::string& code) { return ticket(code).contains("offer"); }
    std::int64_t position(const std::string& code) {
        const auto found = ticket(code);
        return found.contains("position") ? found.at("position").as_int64() : 0;
    }
    std::string status(const std::string& code) { return std::string{ticket(code).at("status").as_string()}; }
    void leaves(const std::string& code) { REQUIRE(run(cancel_ticket(*h, code, "http://h"))); }
    /// Empty, or why not.
    std::string accepts(const std::string& code, const std::string& id) {
        auto done = run(accept_seat(*h, code, {id}, id, "http://h"));
        return done ? "" : std::string{done.error().code()};
    }
    void later(std::int64_t minutes) {
        now += minutes * a_minute;
        h->pass_offers_on();
    }
    /// The program ends and starts again on the same folder.
    void restart() {
        const auto how = h->how;
        h.reset();
        h.emplace(
            how, [this] { return now.load(); }, rooms);
    }
    json::array list() { return json::parse(run(read_seats(*h, slug)).value()).at("list").as_array(); }
    /// Nobody has or is offered two seats, and no seat is both taken and offered.
    void check_seats() {
        std::set<std::string> people;
        for (const auto& seat : list()) {
            const auto& s = seat.as_object();
            CHECK_FALSE((s.contains("registration") && s.contains("offered_to")));
            for (const auto* member : {"registration", "offered_to"})
                if (s.contains(member)) CHECK(people.insert(std::string{s.at(member).as_string()}).second);
        }
    }

    const domain::staff organizer;
};

} // namespace

TEST_CASE(
    "twenty seats that become free are offered to the first twenty in order, and what is declined or not answered "
    "goes to the next") {
    arranged t{30};
    t.set_time_to_accept(30);
    std::vector<std::string> seated, waiting;
    for (int i = 0; i < 30; ++i) seated.push_back(t.comes(i));
    for (int i = 30; i < 70; ++i) waiting.push_back(t.comes(i));
    for (int i = 0; i < 20; ++i) t.leaves(seated[i]);
    for (int i = 0; i < 40; ++i) {
        CHECK(t.is_offered(waiting[i]) == (i < 20));
        CHECK(t.position(waiting[i]) == i + 1);
    }
    t.check_seats();

    for (int i = 0; i < 10; ++i) CHECK(t.accepts(waiting[i], "a1") == "");
    for (int i = 10; i < 15; ++i) t.leaves(waiting[i]); // they decline
    for (int i = 20; i < 40; ++i) CHECK(t.is_offered(waiting[i]) == (i < 25));
    t.check_seats();

    t.later(29);
    CHECK(t.is_offered(waiting[15]));
    t.later(1); // 15 to 19 have not answered, and neither have 20 to 24
    for (int i = 15; i < 25; ++i) CHECK(t.position(waiting[i]) > 0);
    for (int i = 25; i < 35; ++i) CHECK(t.is_offered(waiting[i]));
    for (int i = 35; i < 40; ++i) CHECK_FALSE(t.is_offered(waiting[i]));
    CHECK(t.position(waiting[25]) == 1);
    CHECK(t.position(waiting[15]) == 16); // behind 25 to 39, in their order
    CHECK(t.position(waiting[24]) == 25);
    t.check_seats();
}

TEST_CASE(
    "an offer is accepted once, by its guest, while its time lasts, and after a restart of the program as before it") {
    arranged t{1};
    t.set_time_to_accept(30);
    const auto first = t.comes(1), second = t.comes(2), third = t.comes(3);
    t.leaves(first);
    CHECK(t.accepts(third, "x1") == "wrong_state");
    t.restart();
    CHECK(t.is_offered(second));
    t.now += 30 * a_minute; // and nobody has looked yet
    CHECK(t.accepts(second, "x2") == "offer_over");
    t.restart();
    t.h->pass_offers_on(); // a start looks at once
    CHECK_FALSE(t.is_offered(second));
    CHECK(t.position(second) == 2);
    CHECK(t.is_offered(third));
    CHECK(t.accepts(third, "x3") == "");
    CHECK(t.accepts(third, "x3") == ""); // sent again: the same answer
    CHECK(t.accepts(third, "x4") == "wrong_state");
    CHECK(t.status(third) == "confirmed");
    CHECK(t.ticket(third).contains("seat"));
    CHECK(t.position(second) == 1);
}

TEST_CASE("who lets two offers pass leaves the list, so that the seat comes to who registers now") {
    arranged t{1};
    t.set_time_to_accept(5);
    const auto first = t.comes(1), alone = t.comes(2);
    t.leaves(first);
    t.later(5);
    CHECK(t.is_offered(alone)); // nobody else waits: once more
    t.later(5);
    CHECK(t.status(alone) == "cancelled");
    CHECK(t.status(t.comes(3)) == "confirmed");
}

TEST_CASE("who was let in from the waiting list stays in the hall, however many offers pass") {
    arranged t{1};
    t.set_time_to_accept(5);
    const auto first = t.comes(1), inside = t.comes(2);
    wire::check_in_request scan;
    scan.id = "c1";
    scan.ticket = inside;
    scan.desk = "1号台";
    scan.scanned_at = t.now;
    scan.offline = true; // by a desk without a network
    scan.let_in = true;
    REQUIRE(t.run(check_in(*t.h, t.staff(domain::role::desk).member, scan)));
    REQUIRE(t.ticket(inside).contains("admitted_at"));
    t.leaves(first);
    REQUIRE(t.is_offered(inside));
    t.later(5);
    REQUIRE(t.is_offered(inside));
    t.later(5);
    CHECK(t.status(inside) == "waitlisted");
    CHECK(t.ticket(inside).contains("admitted_at"));
    t.check_seats();
}

TEST_CASE("before the start, once live, and without a time to accept, seats are given at once") {
    arranged t{3};
    t.set_time_to_accept(30);
    std::vector<std::string> all;
    for (int i = 0; i < 6; ++i) all.push_back(t.comes(i));
    t.now += 100 * a_minute; // twenty minutes to go
    t.leaves(all[0]);
    CHECK(t.status(all[3]) == "confirmed");
    t.now = noon;
    REQUIRE(t.run(move_stream(*t.h, slug, domain::stream_act::start)));
    t.leaves(all[1]);
    CHECK(t.status(all[4]) == "confirmed");
}

TEST_CASE("a seat is given by hand, kept back, and given free, and each command happens once") {
    arranged t{2};
    const auto one = t.comes(1), two = t.comes(2), three = t.comes(3);
    REQUIRE(t.run(add_seats(*t.h, t.organizer, {"s1", {"贵宾1", "贵宾2"}}, "d1")));
    CHECK(t.ticket(three).at("seat") == "贵宾1"); // who waits gets what is new
    auto again = t.run(add_seats(*t.h, t.organizer, {"s1", {"贵宾1", "贵宾2"}}, "d1"));
    REQUIRE(again); // the answer of the first time, and no second seats
    CHECK(t.list().size() == 4);
    auto twice = t.run(add_seats(*t.h, t.organizer, {"s2", {"A1", "贵宾2"}}, "d2"));
    REQUIRE(!twice);
    CHECK(twice.error().field == "labels[1]");
    CHECK(t.list().size() == 4);

    REQUIRE(t.run(reserve_seats(*t.h, t.organizer, {"s3", {3}, true}, "d3")));
    const auto four = t.comes(4);
    CHECK(t.position(four) == 1);
    auto wrong = t.run(remove_seats(*t.h, t.organizer, {"s4", {3, 0}, false}, "d4"));
    REQUIRE(!wrong);
    CHECK(wrong.error().code() == "seat_taken");
    CHECK(t.list().size() == 4); // all of them or none

    const auto who = [&](const std::string& code) {
        for (const auto& seat : t.list())
            if (seat.as_object().contains("registration") && seat.at("label") == t.ticket(code).at("seat"))
                return std::string{seat.at("registration").as_string()};
        return std::string{};
    };
    REQUIRE(t.run(give_seat(*t.h, t.organizer, "3", {"s5", who(one)}, "d5")));
    CHECK(t.ticket(one).at("seat") == "贵宾2");
    CHECK(t.ticket(four).at("seat") == "1-1"); // what that guest left
    auto taken = t.run(give_seat(*t.h, t.organizer, "3", {"s6", who(two)}, "d6"));
    REQUIRE(!taken);
    CHECK(taken.error().code() == "seat_taken");
    CHECK(t.run(give_seat(*t.h, t.organizer, "-1", {"s7", who(two)}, "d7")).error().code() == "not_found");
    CHECK(t.run(give_seat(*t.h, t.organizer, "3x", {"s8", who(two)}, "d8")).error().code() == "not_found");
    CHECK(t.run(give_seat(*t.h, t.organizer, "0", {"s9", "nobody"}, "d9")).error().code() ==
          "unknown_registration");

    const auto five = t.comes(5);
    t.leaves(one);
    CHECK(t.position(five) == 1); // it stays reserved
    REQUIRE(t.run(reserve_seats(*t.h, t.organizer, {"s10", {3}, false}, "d10")));
    CHECK(t.ticket(five).at("seat") == "贵宾2");
    t.check_seats();
}

TEST_CASE("a greeting is told to the desks, is in the person's own data, and goes with the person") {
    arranged t{2};
    const auto code = t.comes(1);
    const auto guest = std::string{t.list()[0].at("registration").as_string()};
    auto told = t.run(greet(*t.h, t.organizer, guest, {"v1", {true, "请从贵宾通道引导"}}, "d1"));
    REQUIRE(told);
    CHECK(json::parse(*told).at("guest").at("vip").as_bool());
    const auto mine = json::parse(t.run(read_person(*t.h, code)).value()).at("person").as_object();
    CHECK(mine.at("vip").as_bool());
    CHECK(mine.at("note") == "请从贵宾通道引导");
    CHECK_FALSE(t.ticket(code).contains("note")); // a ticket may have been passed on
    REQUIRE(t.run(erase_person(*t.h, code, {"e1"}, "d")));
    const auto found =
        json::parse(t.run(find_guests(*t.h, slug, "来宾1")).value()).at("registrations").as_array();
    CHECK(found.empty());
    auto late = t.run(greet(*t.h, t.organizer, guest, {"v2", {true, "x"}}, "d2"));
    REQUIRE(!late);
    CHECK(late.error().code() == "wrong_state");
}

} // namespace jiangtang::app::testing
