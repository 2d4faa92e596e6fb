// Who may register and watch, as rows.

#include "store/access.hpp"
#include "store/hall.hpp"

#include <doctest/doctest.h>

namespace jiangtang::store::testing {

TEST_CASE("an event without a row is open, and what is chosen for one is not chosen for another") {
    temporary_folder folder;
    writer w{folder.path(), [] { return noon; }, {}};
    make_events(w, 2);
    auto done = w.run_now<std::monostate>([](transaction& tx) -> result<std::monostate> {
        auto& db = tx.db();
        CHECK(find_access(db, "a").kind == domain::access_kind::open);
        CHECK(find_access(db, "a").version == 1);
        CHECK(list_access(db).empty());
        set_access(db, "a", {domain::access_kind::password, "scrypt$…", 2});
        set_access(db, "a", {domain::access_kind::delegates, "", 3});
        CHECK(find_access(db, "a").kind == domain::access_kind::delegates);
        CHECK(find_access(db, "a").password_hash.empty());
        CHECK(find_event_head(db, "a")->may_enter == domain::access_kind::delegates);
        CHECK(find_event_head(db, "a")->access_version == 3);
        CHECK(find_event_head(db, "b")->may_enter == domain::access_kind::open);
        REQUIRE(list_access(db).size() == 1);
        CHECK(list_access(db)[0].event == "a");
        return std::monostate{};
    });
    CHECK(done);
}

TEST_CASE("whether a unit entered somebody, and whether one is still registered") {
    temporary_folder folder;
    writer w{folder.path(), [] { return noon; }, {}};
    make_events(w, 2);
    auto done = w.run_now<std::monostate>([](transaction& tx) -> result<std::monostate> {
        auto& db = tx.db();
        add_guest(tx, "r1");
        domain::registration g;
        g.id = "r2";
        g.event = "a";
        g.form = domain::attendance::online;
        add_registration(db, g, {}, {.consent = "1/contact"}, 9, tx.now());
        CHECK(!entered_by_unit(db, "r1"));
        CHECK(entered_by_unit(db, "r2"));
        CHECK(!entered_by_unit(db, "nobody"));
        CHECK(is_registered(db, "r1"));
        cancel(db, find_registration(db, "r1").value(), noon);
        CHECK(!is_registered(db, "r1"));
        CHECK(!is_registered(db, "nobody"));
        return std::monostate{};
    });
    CHECK(done);
}

} // namespace jiangtang::store::testing
