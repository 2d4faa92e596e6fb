// Reading the feed by topic, and commands that happen once.

#include "store/hall.hpp"

#include <doctest/doctest.h>

namespace jiangtang::store::testing {
namespace {

using nothing = std::monostate;

result<std::string> send(writer& w, const std::string& actor, const std::string& id,
                         const std::string& digest, int& runs, bool fails = false) {
    return w.run_now<std::string>([&](transaction& tx) {
        return once(tx, actor, id, digest, [&]() -> result<std::string> {
            ++runs;
            if (fails) return errc::rate_limited;
            return std::to_string(tx.notify("a", 1, "event.updated", "{}"));
        });
    });
}

} // namespace

TEST_CASE("a command sent again happens once and gives the same answer, also after reopening") {
    temporary_folder f;
    int runs = 0;
    {
        writer w{f.path(), [] { return noon; }, {}};
        make_events(w, 1);
        CHECK(*send(w, "v1", "c1", "digest", runs) == "1");
        CHECK(*send(w, "v1", "c1", "digest", runs) == "1");
        CHECK(*send(w, "v2", "c1", "digest", runs) == "2"); // another person's id
        CHECK(*send(w, "v1", "c2", "digest", runs) == "3");
    }
    writer w{f.path(), [] { return noon; }, {}};
    CHECK(*send(w, "v1", "c1", "digest", runs) == "1");
    CHECK(runs == 3);
}

TEST_CASE("an id used for something else is noticed") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    int runs = 0;
    CHECK(send(w, "v1", "c1", "digest", runs));
    auto other = send(w, "v1", "c1", "another digest", runs);
    REQUIRE(!other);
    CHECK(other.error().value == errc::id_reused);
    CHECK(other.error().field == "id");
    CHECK(runs == 1);
}

TEST_CASE("a refused command is not remembered and may be sent again") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    int runs = 0;
    CHECK(!send(w, "v1", "c1", "digest", runs, true));
    CHECK(*send(w, "v1", "c1", "digest", runs) == "1");
    CHECK(runs == 2);
}

TEST_CASE("commands done long ago are forgotten, the latest are not") {
    temporary_folder f;
    unix_ms now = noon;
    writer w{f.path(), [&] { return now; }, {}};
    make_events(w, 1);
    int runs = 0;
    for (int i = 0; i < 5; ++i) send(w, "v1", "old" + std::to_string(i), "d", runs);
    now = noon + 1000;
    send(w, "v1", "new", "d", runs);
    auto forget = [&](int most) {
        return *w.run_now<std::int64_t>(
            [&](transaction& tx) -> result<std::int64_t> { return forget_done(tx.db(), noon + 1000, most); });
    };
    CHECK(forget(3) == 3);
    CHECK(forget(3) == 2);
    CHECK(forget(3) == 0);
    send(w, "v1", "new", "d", runs);
    CHECK(runs == 6);
}

TEST_CASE("what was missed holds the topics one hears, what one is addressed with, and no more than asked") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        tx.notify("a", 1, "public", "{}");
        tx.notify("a", 2, "moderators", "{}", "v1");
        tx.notify("b", 1, "elsewhere", "{}");
        tx.notify("a", 4, "desk", "{}");
        tx.notify("a", 1, "public", "{}");
        return nothing{};
    });
    database db{f.path(), access_mode::read_only};
    auto size = [&](std::int64_t since, std::uint8_t topics, const char* who, int most = 100) {
        auto found = missed(db, "a", since, topics, who, most);
        return found ? static_cast<int>(found->size()) : -1;
    };
    CHECK(size(0, 15, "") == 4);
    CHECK(size(0, 1, "") == 2);
    CHECK(size(0, 1, "v1") == 3);
    CHECK(size(0, 1, "v2") == 2);
    CHECK(size(0, 3, "") == 3);
    CHECK(size(1, 1, "") == 1);
    CHECK(size(4, 15, "") == 0);
    CHECK(size(0, 15, "", 4) == 4);
    CHECK(size(0, 15, "", 3) == -1); // more than `most`: a snapshot instead of a part
    CHECK(!last_seq(db, "nowhere"));
}

} // namespace jiangtang::store::testing
