// The writer: group commit, what is undone, and what is said when.

#include "store/hall.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <future>
#include <map>
#include <numeric>
#include <random>
#include <sstream>
#include <thread>

namespace jiangtang::store::testing {

using nothing = std::monostate;

namespace {

/// Holds the writer inside a command until let go, so that what is submitted meanwhile waits.
class held_writer {
public:
    explicit held_writer(writer& w) {
        thread_ = std::thread{[this, &w] {
            w.run_now<nothing>([this](transaction&) -> result<nothing> {
                inside_.set_value();
                go_.get_future().wait();
                return nothing{};
            });
        }};
        inside_.get_future().wait();
    }
    ~held_writer() { let_go(); }
    void let_go() {
        if (!thread_.joinable()) return;
        go_.set_value();
        thread_.join();
    }

private:
    std::promise<void> inside_, go_;
    std::thread thread_;
};

std::int64_t count(const std::filesystem::path& folder, const char* sql) {
    database db{folder, access_mode::read_only};
    auto r = db.query(sql);
    r.next();
    return r.number(0);
}

result<nothing> put(transaction& tx, const std::string& name) {
    tx.db().run("INSERT INTO meta (name, value) VALUES ($1, 'x')", name);
    return nothing{};
}

} // namespace

TEST_CASE("an answer is given only after its commit can be read by others") {
    temporary_folder f;
    std::atomic<std::int64_t> told{0};
    writer w{f.path(), [] { return noon; },
             [&](outcome o) { told += static_cast<std::int64_t>(o.notices.size()); }};
    make_events(w, 5);
    for (int i = 1; i <= 20; ++i) {
        auto done = w.run_now<std::int64_t>(
            [](transaction& tx) -> result<std::int64_t> { return tx.notify("a", 1, "event.updated", "{}"); });
        REQUIRE(done);
        CHECK(*done == i);
        CHECK(count(f.path(), "SELECT max(seq) FROM feed WHERE event = 'a'") == i);
        CHECK(told == i); // the world is told before the one who asked
    }
}

TEST_CASE("what waits is committed together") {
    temporary_folder f;
    boost::asio::io_context io; // outlives the writer, whose thread posts to it
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    auto before = w.commits();
    std::atomic<int> answered{0};
    {
        held_writer held{w};
        for (int i = 0; i < 100; ++i) {
            auto ask = [&, i]() -> boost::asio::awaitable<void> {
                auto work = [i](transaction& tx) { return put(tx, "n" + std::to_string(i)); };
                auto done = co_await w.run<nothing>(work);
                if (done) ++answered;
            };
            boost::asio::co_spawn(io, ask, [](std::exception_ptr e) { CHECK(!e); });
        }
        io.poll();
        CHECK(answered == 0);
    }
    auto guard = boost::asio::make_work_guard(io);
    while (answered < 100) io.run_one();
    CHECK(w.commits() - before == 2);
    CHECK(count(f.path(), "SELECT count(*) FROM meta WHERE value = 'x'") == 100);
}

TEST_CASE("a command that fails undoes what it wrote and told, and nothing of its neighbours") {
    temporary_folder f;
    std::vector<std::string> heard;
    writer w{f.path(), [] { return noon; },
             [&](outcome o) {
                 for (auto& n : o.notices) heard.push_back(n.body);
             }};
    make_events(w, 1);
    std::vector<std::thread> people;
    std::atomic<int> good{0}, refused{0}, threw{0};
    {
        held_writer held{w};
        for (int i = 0; i < 30; ++i)
            people.emplace_back([&, i] {
                auto done = w.run_now<nothing>([i](transaction& tx) -> result<nothing> {
                    tx.notify("a", 1, "event.updated", R"({"n":)" + std::to_string(i) + "}");
                    auto wrote = put(tx, "n" + std::to_string(i));
                    if (i % 3 == 1) return errc::wrong_state;
                    if (i % 3 == 2) throw std::runtime_error{"a broken command"};
                    return wrote;
                });
                if (done) ++good;
                else if (done.error().value == errc::wrong_state) ++refused;
                else if (done.error().value == errc::internal) ++threw;
            });
    }
    for (auto& p : people) p.join();
    CHECK(good == 10);
    CHECK(refused == 10);
    CHECK(threw == 10);
    CHECK(count(f.path(), "SELECT count(*) FROM meta WHERE value = 'x'") == 10);
    CHECK(count(f.path(), "SELECT count(*) FROM feed") == 10);
    CHECK(count(f.path(), "SELECT max(seq) FROM feed") == 10);
    CHECK(heard.size() == 10);
    CHECK(w.healthy());
}

TEST_CASE(
    "a refusal that wrote nothing costs its neighbours nothing, one that wrote has them run once more") {
    temporary_folder f;
    std::vector<std::int64_t> heard;
    boost::asio::io_context io; // outlives the writer, whose thread posts to it
    writer w{f.path(), [] { return noon; },
             [&](outcome o) {
                 for (const auto& n : o.notices) heard.push_back(n.seq);
             }};
    make_events(w, 1);
    const auto runs_beside = [&](bool writes_first) {
        io.restart();
        int runs = 0, kept = 0, refused = 0;
        const auto send = [&](auto work) {
            auto ask = [&, work]() -> boost::asio::awaitable<void> {
                const auto done = co_await w.run<std::int64_t>(work);
                ++(done ? kept : refused);
            };
            boost::asio::co_spawn(io, ask, [](std::exception_ptr e) { CHECK(!e); });
        };
        {
            held_writer held{w};
            for (int i = 0; i < 10; ++i)
                send([&](transaction& tx) -> result<std::int64_t> {
                    ++runs;
                    return tx.notify("a", 1, "event.updated", "{}");
                });
            send([=](transaction& tx) -> result<std::int64_t> {
                if (writes_first) tx.notify("a", 1, "event.updated", "{}");
                return errc::wrong_state;
            });
            io.poll();
        }
        auto guard = boost::asio::make_work_guard(io);
        while (kept + refused < 11) io.run_one();
        CHECK(refused == 1);
        return runs;
    };
    CHECK(runs_beside(false) == 10);
    CHECK(runs_beside(true) == 20);
    std::vector<std::int64_t> each(20);
    std::iota(each.begin(), each.end(), 1);
    CHECK(heard == each);
}

TEST_CASE("when the commit itself fails nobody is told that it is done") {
    temporary_folder f;
    std::atomic<int> told{0};
    writer w{f.path(), [] { return noon; }, [&](outcome) { ++told; }};
    make_events(w, 1);
    auto done = w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        tx.notify("a", 1, "event.updated", "{}");
        tx.db().script("PRAGMA defer_foreign_keys = ON;"); // the commit finds the mistake
        tx.db().run("INSERT INTO ticket (code, registration, issued_at) VALUES ('ABCDEFGHJK', 'nobody', 1)");
        return nothing{};
    });
    REQUIRE(!done);
    CHECK(done.error().value == errc::storage_failed);
    CHECK(told == 0);
    CHECK(!w.healthy());
    CHECK(count(f.path(), "SELECT count(*) FROM feed") == 0);
    CHECK(w.run_now<nothing>([](transaction& tx) { return put(tx, "later"); }));
    CHECK(w.healthy());
}

TEST_CASE("more commands than may wait are told to come back") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}, {.most_waiting = 3, .most_at_once = 2}};
    std::vector<std::thread> people;
    std::atomic<int> good{0}, busy{0};
    {
        held_writer held{w};
        for (int i = 0; i < 10; ++i)
            people.emplace_back([&, i] {
                auto done =
                    w.run_now<nothing>([i](transaction& tx) { return put(tx, "n" + std::to_string(i)); });
                if (done) ++good;
                else if (done.error().value == errc::busy) ++busy;
            });
        auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (busy < 7 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    }
    for (auto& p : people) p.join();
    CHECK(good == 3);
    CHECK(busy == 7);
}

TEST_CASE("stopping finishes what waits and refuses what comes later") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    w.stop();
    auto late = w.run_now<nothing>([](transaction& tx) { return put(tx, "late"); });
    REQUIRE(!late);
    CHECK(late.error().value == errc::stopping);
}

TEST_CASE("many threads on two events: each feed is gapless, in commit order, and complete") {
    temporary_folder f;
    std::vector<std::pair<std::string, std::int64_t>> heard;
    constexpr int threads = 8, each = 60;
    {
        writer w{f.path(), [] { return noon; },
                 [&](outcome o) {
                     for (auto& n : o.notices) heard.emplace_back(n.event, n.seq);
                 }};
        make_events(w, 1);
        std::vector<std::thread> people;
        for (int t = 0; t < threads; ++t)
            people.emplace_back([&, t] {
                for (int i = 0; i < each; ++i)
                    w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
                        tx.notify(i % 2 ? "a" : "b", 1, "event.updated",
                                  R"({"t":)" + std::to_string(t) + "}");
                        if (i % 10 == 3) return errc::wrong_state; // takes a seq and gives it back
                        if (i % 10 == 4) tx.notify("a", 1, "event.updated", "{}");
                        return nothing{};
                    });
            });
        for (auto& p : people) p.join();
    }
    std::map<std::string, std::int64_t> next;
    for (const auto& [event, seq] : heard) CHECK(seq == ++next[event]);
    // Of each sixty, odd ones go to a: 30 less 6 given back; even ones to b: 30; and 6 more to a.
    CHECK(next["a"] == threads * (each / 2 - each / 10 + each / 10));
    CHECK(next["b"] == threads * each / 2);
    database db{f.path(), access_mode::read_only};
    for (const auto& [event, last] : next) {
        CHECK(last_seq(db, event) == last);
        auto all = missed(db, event, 0, 255, "", 100'000);
        REQUIRE(all);
        REQUIRE(all->size() == static_cast<std::size_t>(last));
        for (std::size_t i = 0; i < all->size(); ++i)
            CHECK((*all)[i].starts_with("{\"seq\":" + std::to_string(i + 1) + ","));
    }
}

TEST_CASE("a notice is JSON whether it has fields or none") {
    temporary_folder f;
    std::vector<std::string> heard;
    writer w{f.path(), [] { return noon; },
             [&](outcome o) {
                 for (auto& n : o.notices) heard.push_back(n.body);
             }};
    make_events(w, 1);
    w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        tx.notify("a", 1, "viewer.muted", "{}");
        tx.notify("a", 1, "viewer.muted", R"({"viewer":"v1"})");
        return nothing{};
    });
    CHECK(heard ==
          std::vector<std::string>{R"({"seq":1,"type":"viewer.muted","at":1600747200000})",
                                   R"({"seq":2,"type":"viewer.muted","at":1600747200000,"viewer":"v1"})"});
    auto unknown = w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        tx.notify("nowhere", 1, "viewer.muted", "{}");
        return nothing{};
    });
    CHECK(unknown.error().value == errc::internal);
}

TEST_CASE("a file that is written anew holds nothing that was erased, and the writer goes on with it") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    // Rows that grow and shrink in the middle of pages: SQLite moves them about, and secure_delete misses some copies.
    const auto name = [](int i) { return "NAME-" + std::to_string(100'000 + i) + "-"; };
    constexpr int rows = 800;
    {
        std::mt19937 random{1};
        database db{f.path(), access_mode::read_write};
        db.script("CREATE TABLE moved (name TEXT NOT NULL, more TEXT NOT NULL); BEGIN");
        for (int i = 0; i < rows; ++i) {
            db.run("INSERT INTO moved (name, more) VALUES ($1, '')", name(i));
            for (int again = 0; again < 3; ++again)
                db.run("UPDATE moved SET more = $1 WHERE rowid = $2", std::string(random() % 300, 'm'),
                       static_cast<std::int64_t>(random() % static_cast<unsigned>(i + 1)) + 1);
        }
        db.script("COMMIT");
        for (int i = 0; i < rows; ++i)
            if (i % 4 == 0) db.run("UPDATE moved SET name = '—' WHERE name = $1", name(i));
        REQUIRE(db.empty_wal());
    }
    const auto left = [&] {
        std::ostringstream bytes;
        bytes << std::ifstream{f.path() / "jiangtang.db", std::ios::binary}.rdbuf();
        const auto all = bytes.str();
        REQUIRE(all.find(name(1)) != all.npos);
        int found = 0;
        for (int i = 0; i < rows; i += 4) found += all.find(name(i)) != all.npos;
        return found;
    };
    WARN(left() > 0); // a later SQLite may have learnt to
    CHECK(writer::rewrite(f.path()));
    CHECK(left() == 0);
    CHECK(w.run_now<int>([](transaction& tx) -> result<int> {
        tx.notify("a", 1, "event.updated", "{}");
        return 0;
    }));
    database db{f.path(), access_mode::read_only};
    CHECK(last_seq(db, "a") == 1);
}

} // namespace jiangtang::store::testing
