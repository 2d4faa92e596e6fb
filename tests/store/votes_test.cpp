// Votes: each person once, whatever was merged into what, and as before once that is undone.

#include "store/hall.hpp"
#include "store/muted.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace jiangtang::store::testing {
namespace {

using sums = std::map<std::string, std::int64_t>;

/// Does `work` with the database in this folder, in one command; every check inside runs on the writer's thread.
template <class Work>
void with_questions(const temporary_folder& f, int questions, int viewers, Work work) {
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    auto done = w.run_now<std::monostate>([&](transaction& tx) -> result<std::monostate> {
        auto& db = tx.db();
        for (int i = 0; i < viewers; ++i)
            add_viewer(db, {"v" + std::to_string(i), "a", "", domain::place::online, {}}, "", noon);
        for (int i = 0; i < questions; ++i) {
            domain::question q;
            q.id = "q" + std::to_string(i);
            q.event = "a";
            q.viewer = "v0";
            q.text = "门店的人还做什么？";
            add_question(db, q);
        }
        work(db);
        return std::monostate{};
    });
    REQUIRE(done);
}

template <class Work>
void with_questions(int questions, int viewers, Work work) {
    with_questions(temporary_folder{}, questions, viewers, work);
}

std::int64_t votes_for(database& db, const std::string& id) { return find_question(db, "a", id)->votes; }

/// As app::questions does it: `into` empty brings the question back.
void merge(database& db, const std::string& id, const std::string& into) {
    auto q = find_question(db, "a", id).value();
    const auto before = q.merged_into;
    q.merged_into = into;
    save_question(db, q);
    count_votes_anew(db, before.empty() ? into : before);
}

/// What it should come to, in the plainest way: who voted for what, what is merged into what, who is muted.
struct model {
    std::map<std::string, std::set<std::string>> voters;
    std::map<std::string, std::string> into;
    std::set<std::string> muted;

    bool is_within(std::string id, const std::string& of) const {
        for (; id != of; id = into.at(id))
            if (!into.contains(id)) return false;
        return true;
    }
    std::int64_t sum(const std::string& id) const {
        std::set<std::string> who;
        for (const auto& [question, all] : voters)
            if (is_within(question, id)) who.insert(all.begin(), all.end());
        return std::ranges::count_if(who, [&](const auto& v) { return !muted.contains(v); });
    }
    void unvote(const std::string& id, const std::string& who) {
        for (auto& [question, all] : voters)
            if (is_within(question, id)) all.erase(who);
    }
};

} // namespace

TEST_CASE("a vote counts once and can be taken back once") {
    with_questions(2, 4, [](database& db) {
        CHECK(vote(db, "q0", "v2", noon).sum == 1);
        CHECK(vote(db, "q0", "v2", noon).sum == 1);
        CHECK(vote(db, "q0", "v3", noon).sum == 2);
        CHECK(unvote(db, "q0", "v3").sum == 1);
        CHECK(unvote(db, "q0", "v3").sum == 1);
        CHECK(unvote(db, "nothing", "v3").sum == 0);
        CHECK(votes_of(db, "v2") == std::vector<std::string>{"q0"});
    });
}

TEST_CASE("the votes of what was merged, and merged again, count once and go back in any order") {
    for (const bool first_merged_goes_first : {true, false}) {
        with_questions(3, 4, [&](database& db) {
            vote(db, "q0", "v1", noon);
            vote(db, "q0", "v2", noon);
            vote(db, "q1", "v2", noon);
            vote(db, "q2", "v3", noon);
            merge(db, "q0", "q1");
            CHECK(votes_for(db, "q1") == 2); // v2 had voted for both
            merge(db, "q1", "q2");
            CHECK(votes_for(db, "q2") == 3);
            CHECK(votes_of(db, "v1").size() == 3);
            CHECK(given_votes_of(db, "v1") == std::vector<std::string>{"q0"});
            CHECK(merges_of(db, "v1") == std::map<std::string, std::string>{{"q0", "q1"}, {"q1", "q2"}});
            merge(db, first_merged_goes_first ? "q0" : "q1", "");
            CHECK(votes_for(db, "q2") == (first_merged_goes_first ? 2 : 1));
            CHECK(votes_for(db, "q1") == (first_merged_goes_first ? 1 : 2));
            merge(db, first_merged_goes_first ? "q1" : "q0", "");
            CHECK(votes_for(db, "q0") == 2);
            CHECK(votes_for(db, "q1") == 1);
            CHECK(votes_for(db, "q2") == 1);
        });
    }
}

TEST_CASE("a vote that is given to what one's vote had come to anyway stays when the merge is undone") {
    with_questions(3, 3, [](database& db) {
        vote(db, "q0", "v1", noon);
        merge(db, "q0", "q1");
        CHECK(vote(db, "q1", "v1", noon).sum == 1);
        merge(db, "q0", "");
        CHECK(votes_for(db, "q0") == 1);
        CHECK(votes_for(db, "q1") == 1);
        merge(db, "q0", "q1");
        CHECK(unvote(db, "q1", "v1").sum == 0); // for both: it was one vote
        merge(db, "q0", "");
        CHECK(votes_for(db, "q0") == 0);
    });
}

TEST_CASE("who is muted votes and is not counted, also when questions are merged, until heard again") {
    with_questions(2, 4, [](database& db) {
        CHECK(vote(db, "q0", "v2", noon).counts);
        CHECK(vote(db, "q0", "v3", noon).sum == 2);
        CHECK(mute(db, "a", "v2", "m1", noon));
        CHECK(!mute(db, "a", "v2", "m1", noon)); // already
        CHECK(is_muted(db, "v2"));
        CHECK(!is_muted(db, "v3"));
        CHECK(list_muted(db, "a") == std::vector<std::string>{"v2"});
        CHECK(list_muted(db, "b").empty());
        CHECK(let_votes_count(db, "v2", false) == sums{{"q0", 1}});
        CHECK(vote(db, "q1", "v2", noon).sum == 0);
        CHECK(!vote(db, "q1", "v2", noon).counts);
        CHECK(votes_of(db, "v2").size() == 2); // kept
        merge(db, "q0", "q1");
        CHECK(votes_for(db, "q1") == 1);
        CHECK(unmute(db, "v2"));
        CHECK(!unmute(db, "v2"));
        CHECK(let_votes_count(db, "v2", true) == sums{{"q0", 2}, {"q1", 2}});
        CHECK(unvote(db, "q1", "v2").sum == 1);
    });
}

TEST_CASE("any order of merging, undoing, voting, taking back and muting comes to what a plain model says") {
    constexpr int questions = 7, viewers = 5, steps = 400;
    for (unsigned seed = 1; seed <= 12; ++seed) {
        with_questions(questions, viewers, [&](database& db) {
            std::mt19937 dice{seed};
            auto any = [&](const char* letter, int n) {
                return letter + std::to_string(dice() % unsigned(n));
            };
            model m;
            for (int step = 0; step < steps; ++step) {
                const auto q = any("q", questions), other = any("q", questions), v = any("v", viewers);
                const bool is_merged = m.into.contains(q);
                switch (dice() % 8) {
                case 0:
                case 1:
                case 2:
                    if (is_merged) break;
                    m.voters[q].insert(v);
                    REQUIRE(vote(db, q, v, noon).sum == m.sum(q));
                    break;
                case 3:
                    if (is_merged) break;
                    m.unvote(q, v);
                    REQUIRE(unvote(db, q, v).sum == m.sum(q));
                    break;
                case 4:
                case 5:
                    if (is_merged || m.into.contains(other) || q == other) break;
                    merge(db, q, other);
                    m.into[q] = other;
                    break;
                case 6:
                    if (!is_merged) break;
                    merge(db, q, "");
                    m.into.erase(q);
                    break;
                default:
                    if (m.muted.erase(v) == 0) m.muted.insert(v);
                    if (m.muted.contains(v)) mute(db, "a", v, "m1", noon);
                    else unmute(db, v);
                    let_votes_count(db, v, !m.muted.contains(v));
                }
                for (int i = 0; i < questions; ++i) {
                    const auto id = "q" + std::to_string(i);
                    INFO("seed ", seed, ", step ", step, ", ", id);
                    REQUIRE(votes_for(db, id) == m.sum(id));
                }
            }
            for (int i = 0; i < viewers; ++i) {
                std::set<std::string> seen, wanted;
                const auto v = "v" + std::to_string(i);
                for (const auto& id : votes_of(db, v)) seen.insert(id);
                for (const auto& [question, all] : m.voters)
                    for (auto id = question; all.contains(v); id = m.into.at(id)) {
                        wanted.insert(id);
                        if (!m.into.contains(id)) break;
                    }
                CHECK(seen == wanted);
            }
        });
    }
}

TEST_CASE("votes that an earlier schema copied when it merged questions count once") {
    temporary_folder f;
    with_questions(f, 2, 3, [](database&) {});
    {
        database db{f.path(), access_mode::read_write};
        db.script("ALTER TABLE vote ADD COLUMN lent_by TEXT NOT NULL DEFAULT '';"
                  "UPDATE question SET status = 'merged', merged_into = 'q1', votes = 2 WHERE id = 'q0';"
                  "UPDATE question SET votes = 2 WHERE id = 'q1';" // v1 had taken back the copy alone
                  "INSERT INTO vote (question, viewer, at, lent_by) VALUES ('q0', 'v1', 1, ''), ('q0', 'v2', 1, ''),"
                  "('q1', 'v0', 1, ''), ('q1', 'v2', 1, 'q0')");
    }
    {
        writer again{f.path(), [] { return noon; }, {}};
    }
    database db{f.path(), access_mode::read_write};
    CHECK(votes_for(db, "q1") == 3);
    CHECK(given_votes_of(db, "v2") == std::vector<std::string>{"q0"});
    merge(db, "q0", "");
    CHECK(votes_for(db, "q1") == 1);
}

} // namespace jiangtang::store::testing
