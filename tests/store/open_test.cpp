// Opening a data folder, reading it beside the writer, and copying it.

#include "store/hall.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <thread>

namespace jiangtang::store::testing {
namespace {

using nothing = std::monostate;

/// What opening says when it fails; empty when it works.
std::string refusal(const std::filesystem::path& folder) {
    try {
        writer w{folder, [] { return noon; }, {}};
        return {};
    } catch (const database_error& e) {
        return e.what();
    }
}

bool is_one_sentence(const std::string& s) { return !s.empty() && s.find('\n') == std::string::npos; }

/// Runs one query on the readers and waits for it. The context outlives the readers, as in the program: their threads
/// may still be posting to it when the answer is here.
template <class T, class Query>
result<T> ask(boost::asio::io_context& io, readers& r, Query query) {
    std::optional<result<T>> answer;
    auto go = [&]() -> boost::asio::awaitable<void> {
        auto found = co_await r.run<T>(query);
        answer = std::move(found);
    };
    boost::asio::co_spawn(io, go, boost::asio::detached);
    io.restart();
    auto guard = boost::asio::make_work_guard(io);
    while (!answer)
        if (io.run_one() == 0) break;
    return answer.value();
}

} // namespace

TEST_CASE("the epoch is made once and stays") {
    temporary_folder f;
    std::string first;
    for (int i = 0; i < 3; ++i) {
        writer w{f.path(), [] { return noon; }, {}};
        database db{f.path(), access_mode::read_only};
        auto e = epoch(db);
        CHECK(e.size() > 8);
        if (i > 0) CHECK(e == first);
        first = e;
    }
    temporary_folder other;
    writer w{other.path(), [] { return noon; }, {}};
    database db{other.path(), access_mode::read_only};
    CHECK(epoch(db) != first);
}

TEST_CASE("a database of a newer program is refused in one sentence") {
    temporary_folder f;
    CHECK(refusal(f.path()).empty());
    {
        database db{f.path(), access_mode::read_write};
        db.run("UPDATE meta SET value = $1 WHERE name = 'schema'", std::to_string(schema_version + 1));
    }
    auto why = refusal(f.path());
    CHECK(is_one_sentence(why));
    CHECK(why.find("newer") != std::string::npos);
}

TEST_CASE("a folder or a file that is no database is refused in one sentence that names it") {
    temporary_folder f;
    SUBCASE("a file where the folder should be") {
        auto file = f.path() / "data";
        std::ofstream{file} << "x";
        CHECK(is_one_sentence(refusal(file)));
        CHECK(refusal(file).find(file.string()) != std::string::npos);
    }
    SUBCASE("a file that is no database") {
        std::ofstream{f.path() / "jiangtang.db"} << std::string(8000, 'x');
        CHECK(is_one_sentence(refusal(f.path())));
        CHECK(refusal(f.path()).find(f.path().string()) != std::string::npos);
    }
    SUBCASE("no database to read") {
        CHECK_THROWS_AS((database{f.path(), access_mode::read_only}), database_error);
    }
}

TEST_CASE("a reader writes nothing") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    database db{f.path(), access_mode::read_only};
    CHECK_THROWS_AS(db.run("INSERT INTO meta (name, value) VALUES ('x', 'y')"), database_error);
}

TEST_CASE("a query sees one state of the database from its first statement to its last") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    boost::asio::io_context io;
    readers r{f.path(), 2};
    std::atomic<bool> over{false};
    std::thread busy{[&] {
        while (!over)
            w.run_now<nothing>([](transaction& tx) -> result<nothing> {
                tx.notify("a", 1, "event.updated", "{}");
                return nothing{};
            });
    }};
    int different = 0;
    for (int i = 0; i < 50; ++i) {
        auto same = ask<bool>(io, r, [&](database& db) -> result<bool> {
            auto seq = last_seq(db, "a").value();
            auto commits = w.commits();
            while (w.commits() < commits + 2) std::this_thread::yield(); // the world goes on meanwhile
            auto heard = missed(db, "a", 0, 255, "", 1'000'000).value();
            return static_cast<std::int64_t>(heard.size()) == seq && last_seq(db, "a") == seq;
        });
        if (!same || !*same) ++different;
    }
    over = true;
    busy.join();
    CHECK(different == 0);
}

TEST_CASE("a query that throws is an internal problem of who asked, and the next query works") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    boost::asio::io_context io;
    readers r{f.path(), 1};
    auto broken = [](database& db) -> result<int> {
        db.query("SELECT nothing FROM nowhere").next();
        return 1;
    };
    auto failed = ask<int>(io, r, broken);
    REQUIRE(!failed);
    CHECK(failed.error().value == errc::internal);
    auto fine = ask<std::int64_t>(io, r, [](database& db) -> result<std::int64_t> {
        auto rows = db.query("SELECT 7");
        rows.next();
        return rows.number(0);
    });
    CHECK(fine.value() == 7);
    r.stop();
    auto late = ask<int>(io, r, [](database&) -> result<int> { return 1; });
    REQUIRE(!late);
    CHECK(late.error().value == errc::stopping);
}

TEST_CASE("a copy made while commands are committed is one state of the database") {
    temporary_folder f, copies;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 5);
    std::atomic<bool> over{false};
    std::atomic<int> n{0};
    std::thread busy{[&] {
        for (; !over; ++n)
            w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
                add_guest(tx, "g" + std::to_string(n));
                return nothing{};
            });
    }};
    while (n < 10) std::this_thread::yield();
    {
        database db{f.path(), access_mode::read_only};
        db.copy_to((copies.path() / "jiangtang.db").string());
    }
    over = true;
    busy.join();
    database copy{copies.path(), access_mode::read_only};
    auto r = copy.query("SELECT (SELECT count(*) FROM registration), (SELECT count(*) FROM ticket), "
                        "(SELECT last_seq FROM event WHERE slug = 'a'), (SELECT max(seq) FROM feed)");
    REQUIRE(r.next());
    CHECK(r.number(0) >= 10);
    CHECK(r.number(1) == r.number(0));
    CHECK(r.number(2) == r.number(0));
    CHECK(r.number(3) == r.number(0));
}

TEST_CASE("a database that an earlier schema made is built anew with its rows, references and guards") {
    temporary_folder f;
    const auto tables =
        "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_master ORDER BY type, name)";
    auto text_of = [&](const char* sql) {
        database db{f.path(), access_mode::read_only};
        auto r = db.query(sql);
        REQUIRE(r.next());
        return r.text(0);
    };
    {
        writer made{f.path(), [] { return noon; }, {}};
        make_events(made, 2);
        made.run_now<nothing>([](transaction& tx) -> result<nothing> {
            add_guest(tx, "g1");
            return nothing{};
        });
    }
    const auto wanted = text_of(tables);
    {
        database db{f.path(), access_mode::read_write};
        db.script("ALTER TABLE registration DROP COLUMN erased_at; ALTER TABLE event ADD COLUMN gone TEXT;"
                  "DROP INDEX phone_by_digest; CREATE INDEX phone_by_digest ON phone (digest);"
                  "DROP INDEX check_in_admits_once; DROP TABLE reminder");
        CHECK_THROWS_AS(find_registration(db, "r1"), database_error);
    }
    REQUIRE(text_of(tables) != wanted);
    for (int start = 0; start < 2; ++start) writer again{f.path(), [] { return noon; }, {}};
    auto same = text_of(tables);
    std::erase(same, '"'); // a table that got its name by ALTER TABLE
    CHECK(same == wanted);
    CHECK(text_of("SELECT count(*) FROM event") == "2");
    CHECK(text_of("SELECT name FROM registration") == "林一帆");
    CHECK(text_of("SELECT count(*) FROM ticket JOIN registration ON registration.id = ticket.registration") ==
          "1");
    database db{f.path(), access_mode::read_write};
    CHECK_THROWS_AS(
        db.run("INSERT INTO ticket (code, registration, issued_at) VALUES ('2222222222', 'nobody', 0)"),
        database_error);
}

TEST_CASE("an earlier database whose rows refer to nothing is refused in one sentence") {
    temporary_folder f;
    CHECK(refusal(f.path()).empty());
    {
        database db{f.path(), access_mode::read_write};
        db.script("PRAGMA foreign_keys = OFF; INSERT INTO ticket (code, registration, issued_at) "
                  "VALUES ('2222222222', 'nobody', 0); ALTER TABLE event DROP COLUMN erased_at");
    }
    CHECK(is_one_sentence(refusal(f.path())));
}

TEST_CASE("two writers on one folder take turns and lose nothing") {
    temporary_folder f;
    writer one{f.path(), [] { return noon; }, {}};
    make_events(one, 1);
    writer two{f.path(), [] { return noon; }, {}};
    std::atomic<int> refused{0};
    auto work = [&](writer& w) {
        for (int i = 0; i < 50; ++i)
            if (!w.run_now<nothing>([](transaction& tx) -> result<nothing> {
                    tx.notify("a", 1, "event.updated", "{}");
                    return nothing{};
                }))
                ++refused;
    };
    std::thread other{[&] { work(two); }};
    work(one);
    other.join();
    CHECK(refused == 0);
    database db{f.path(), access_mode::read_only};
    CHECK(last_seq(db, "a") == 100);
}

} // namespace jiangtang::store::testing
