// The places online, and requests, as rows.

#include "store/guest_imports.hpp"
#include "store/hall.hpp"
#include "store/privacy.hpp"
#include "store/rules.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <thread>

namespace jiangtang::store::testing {
namespace {

using nothing = std::monostate;

void set_limit(writer& w, std::int64_t limit) {
    auto done = w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
        domain::rules r;
        r.online_limit = limit;
        save_rules(tx.db(), "a", r);
        return nothing{};
    });
    REQUIRE(done);
}

/// As the program does it: the place is looked for and taken in one transaction.
bool takes_a_place(writer& w, const std::string& id) {
    return w
        .run_now<nothing>([&](transaction& tx) -> result<nothing> {
            const auto e = find_event_head(tx.db(), "a").value();
            if (auto ok =
                    domain::check_open(find_rules(tx.db(), "a"), domain::attendance::online, e.online, noon);
                !ok)
                return ok.error();
            add_guest(tx, id, "a", "林一帆", domain::attendance::online);
            return nothing{};
        })
        .has_value();
}

constexpr int people_at_once = 8;

/// As one must not: it is looked for in one, and taken in another, when all have looked.
bool takes_a_place_later(writer& w, const std::string& id, std::barrier<>& all_have_looked) {
    auto there = w.run_now<bool>([&](transaction& tx) -> result<bool> {
        return !find_rules(tx.db(), "a").is_full(find_event_head(tx.db(), "a")->online);
    });
    all_have_looked.arrive_and_wait();
    if (!there || !*there) return false;
    return w
        .run_now<nothing>([&](transaction& tx) -> result<nothing> {
            add_guest(tx, id, "a", "林一帆", domain::attendance::online);
            return nothing{};
        })
        .has_value();
}

template <class Take>
int places_given(writer& w, Take take) {
    std::atomic<int> given{0};
    std::vector<std::thread> people;
    for (int t = 0; t < people_at_once; ++t)
        people.emplace_back([&, t] {
            for (int i = 0; i < 10; ++i)
                if (take(w, "o" + std::to_string(t) + "-" + std::to_string(i))) ++given;
        });
    for (auto& p : people) p.join();
    return given;
}

std::int64_t online_in(writer& w) {
    return *w.run_now<std::int64_t>(
        [](transaction& tx) -> result<std::int64_t> { return find_event_head(tx.db(), "a")->online; });
}

} // namespace

TEST_CASE("of eighty who register at once for twenty places online, twenty get one") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 2);
    set_limit(w, 20);
    CHECK(places_given(w, takes_a_place) == 20);
    CHECK(online_in(w) == 20);
}

TEST_CASE("without that guard more than twenty would get one") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 2);
    set_limit(w, 20);
    std::barrier all_have_looked{people_at_once};
    const int given = places_given(
        w, [&](writer& to, const std::string& id) { return takes_a_place_later(to, id, all_have_looked); });
    CHECK(given == 24); // eight find the last four
}

TEST_CASE("who asked without a phone is found by name and unit, and who was erased waits for no answer") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    auto done = w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        auto& db = tx.db();
        domain::registration g;
        g.id = "q1";
        g.event = "a";
        g.name = "林一帆";
        g.organization = "百联集团";
        g.status = domain::registration_status::requested;
        add_registration(db, g, {"lyf", "林一帆"}, {}, 5, noon);
        domain::details who{.name = "林一帆", .organization = "百联集团"};
        CHECK(find_guest(db, "a", "", who) == "q1");
        CHECK(!find_guest(db, "b", "", who));
        CHECK(!find_guest(db, "a", "", {.name = "林一帆", .organization = "别的单位"}));
        CHECK(!find_guest(db, "a", "", {.name = "单文", .organization = "百联集团"}));
        CHECK(!find_guest(db, "a", "a phone", who));

        CHECK(count_requests(db, "a") == 1);
        erase_person(db, "q1", noon);
        CHECK(count_requests(db, "a") == 0);
        CHECK(list_requests(db, "a", domain::registration_status::requested, 10).empty());
        return nothing{};
    });
    CHECK(done);
}

TEST_CASE("rules are whole: what is left out of a second saving is gone, and the version counts up") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 2);
    auto done = w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        auto& db = tx.db();
        CHECK(find_rules(db, "a").version == 0);
        CHECK(find_rules(db, "a").same_as({}));
        domain::rules r{.hall = {noon, noon + 1},
                        .online = {{}, noon + 2},
                        .online_limit = 7,
                        .asks = domain::approval::all};
        save_rules(db, "a", r);
        CHECK(find_rules(db, "a").same_as(r));
        CHECK(find_rules(db, "a").version == 1);
        r.hall = {};
        save_rules(db, "a", r);
        CHECK(find_rules(db, "a").same_as(r));
        CHECK(find_rules(db, "a").version == 2);
        CHECK(find_rules(db, "b").version == 0);
        CHECK(find_event(db, "a")->registering.online_limit == 7);
        return nothing{};
    });
    CHECK(done);
}

TEST_CASE("a request holds nothing until it is approved, and then what was free at that moment") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    auto done = w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        auto& db = tx.db();
        const auto ask = [&](const std::string& id, domain::attendance form) {
            domain::registration g;
            g.id = id;
            g.event = "a";
            g.form = form;
            g.name = "林一帆";
            g.status = domain::registration_status::requested;
            return add_registration(db, g, {"lyf", "林一帆"}, {"sealed", "", "1"}, 5, noon);
        };
        auto one = ask("q1", domain::attendance::in_person);
        ask("q2", domain::attendance::in_person);
        auto online = ask("q3", domain::attendance::online);
        CHECK(one.seat.empty());
        CHECK(one.position == 0);
        CHECK(!one.ticket.empty());
        CHECK(find_event_head(db, "a")->online == 0);
        CHECK(count_requests(db, "a") == 3);
        CHECK(closed_tickets(db, "a").empty());

        approve(db, find_registration(db, "q2").value(), 9, "m1", noon + 1);
        approve(db, find_registration(db, "q1").value(), 10, "m1", noon + 2);
        approve(db, online, 11, "m1", noon + 3);
        CHECK(find_registration(db, "q2")->seat == "1-1");
        CHECK(find_registration(db, "q1")->status == domain::registration_status::waitlisted);
        CHECK(find_registration(db, "q1")->position == 1);
        CHECK(find_event_head(db, "a")->online == 1);
        CHECK(count_requests(db, "a") == 0);

        auto four = ask("q4", domain::attendance::online);
        decline(db, four, "m1", "名额留给会员", noon + 4);
        four = find_registration(db, "q4").value();
        CHECK(four.reason == "名额留给会员");
        const auto declined = list_requests(db, "a", domain::registration_status::declined, 10);
        REQUIRE(declined.size() == 1);
        CHECK(declined[0].staff == "1 号台");
        CHECK(cancel(db, four, noon).empty());
        CHECK(find_event_head(db, "a")->online == 1); // it was not counted, and is not taken off
        approve(db, four, 12, "m1", noon + 5);
        CHECK(find_registration(db, "q4")->reason.empty());
        return nothing{};
    });
    CHECK(done);
}

TEST_CASE(
    "who moved online and asks for the hall is on the desks' list, and no more among those who left it") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    auto done = w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        using enum domain::registration_status;
        auto& db = tx.db();
        add_guest(tx, "g1");
        go_online(db, find_registration(db, "g1").value(), confirmed, noon);
        CHECK(closed_tickets(db, "a").size() == 1);
        go_to_hall(db, find_registration(db, "g1").value(), requested, 9);
        CHECK(closed_tickets(db, "a").empty());
        CHECK(find_event_head(db, "a")->online == 0);
        REQUIRE(hall_registrations(db, "a").size() == 1); // with a signed ticket that must not open the door
        CHECK(hall_registrations(db, "a")[0].status == requested);
        CHECK(find_event(db, "a")->hall.left == 1);
        go_online(db, find_registration(db, "g1").value(), requested, noon);
        CHECK(find_event_head(db, "a")->online == 0);
        CHECK(closed_tickets(db, "a").size() == 1);
        return nothing{};
    });
    CHECK(done);
}

} // namespace jiangtang::store::testing
