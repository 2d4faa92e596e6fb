// Questions and votes, events and people, as rows: what is written is read back.

#include "store/hall.hpp"
#include "store/question_acts.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace jiangtang::store::testing {
namespace {

using nothing = std::monostate;

/// Does `work` in one command; every check inside runs on the writer's thread.
template <class Work>
void in_one(writer& w, Work work) {
    auto done = w.run_now<nothing>([&](transaction& tx) -> result<nothing> {
        work(tx);
        return nothing{};
    });
    REQUIRE(done);
}

domain::question ask(transaction& tx, const std::string& id, const std::string& event = "a") {
    domain::question q;
    q.id = id;
    q.event = event;
    q.viewer = "v1" + event;
    q.text = "门店的人还做什么？";
    q.asked_at = tx.now();
    if (!find_viewer(tx.db(), event, q.viewer))
        add_viewer(tx.db(), {q.viewer, event, "小陈", domain::place::online, {}}, "", noon);
    add_question(tx.db(), q);
    return q;
}

} // namespace

TEST_CASE("questions are numbered within their event and come back as they were saved") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    in_one(w, [](transaction& tx) {
        CHECK(ask(tx, "q1").number == 1);
        CHECK(ask(tx, "q2").number == 2);
        CHECK(ask(tx, "b1", "b").number == 1);
        auto q = find_question(tx.db(), "a", "q2").value();
        CHECK(!find_question(tx.db(), "b", "q2")); // an id of another event is unknown here
        q.status = domain::question_status::published;
        q.original = q.text;
        q.text = "改过的";
        q.reply = "会后回复";
        q.talk = "s1a";
        q.pinned = true;
        q.version = 4;
        q.published_at = noon + 5;
        save_question(tx.db(), q);
        auto again = find_question(tx.db(), "a", "q2").value();
        CHECK(again.text == "改过的");
        CHECK(again.original == "门店的人还做什么？");
        CHECK(again.reply == "会后回复");
        CHECK(again.talk == "s1a");
        CHECK(again.pinned);
        CHECK(again.version == 4);
        CHECK(again.published_at == noon + 5);
        CHECK(!again.staged_at);
        CHECK(list_questions(tx.db(), "a", true).size() == 1);
        CHECK(list_questions(tx.db(), "a", false).size() == 2);
        CHECK(questions_of(tx.db(), "v1a").size() == 2);
        CHECK(count_open_questions(tx.db(), "a") == 2);
        again.status = domain::question_status::rejected;
        save_question(tx.db(), again);
        CHECK(count_open_questions(tx.db(), "a") == 1);
    });
}

TEST_CASE("two questions are never on stage together") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    in_one(w, [](transaction& tx) {
        auto q = ask(tx, "q1");
        ask(tx, "q2");
        q.status = domain::question_status::staged;
        save_question(tx.db(), q);
        CHECK(on_stage(tx.db(), "a")->id == "q1");
        CHECK(!on_stage(tx.db(), "b"));
    });
    auto second = w.run_now<nothing>([](transaction& tx) -> result<nothing> {
        auto q = find_question(tx.db(), "a", "q2").value();
        q.status = domain::question_status::staged;
        save_question(tx.db(), q);
        return nothing{};
    });
    CHECK(!second);
}

TEST_CASE("the history of a question is kept in its order, with names of the staff and reasons") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    in_one(w, [](transaction& tx) {
        auto& db = tx.db();
        auto q = ask(tx, "q1");
        add_question_act(db, q, domain::question_act::ask, {}, noon);
        q.version = 2;
        q.reason = "与今天的内容无关";
        add_question_act(db, q, domain::question_act::reject, "m1", noon + 1);
        auto acts = list_question_acts(db, "q1", 10);
        REQUIRE(acts.size() == 2);
        CHECK(acts[0].act == domain::question_act::ask);
        CHECK(acts[0].staff.empty());
        CHECK(acts[1].version == 2);
        CHECK(acts[1].staff == "1 号台");
        CHECK(acts[1].reason == "与今天的内容无关");
        CHECK(acts[1].at == noon + 1);
        CHECK(list_question_acts(db, "q1", 1).at(0).version == 2); // the latest
        CHECK(list_question_acts(db, "q2", 9).empty());
    });
}

TEST_CASE("an edited programme keeps what began, and forgets a current segment that is gone") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    in_one(w, [](transaction& tx) {
        auto& db = tx.db();
        start_segment(db, "a", "s1a", noon + 7);
        auto e = find_event(db, "a").value();
        CHECK(e.current == "s1a");
        CHECK(e.version == 2);
        auto p = e.what;
        std::ranges::reverse(p.agenda);
        p.agenda.push_back({"", domain::segment_kind::visit, "参观", "", noon, noon, {}, {}});
        p.agenda.push_back({"s1b", domain::segment_kind::visit, "别的活动的", "", noon, noon, {}, {}});
        save_programme(db, "a", p);
        e = find_event(db, "a").value();
        REQUIRE(e.what.agenda.size() == 4);
        CHECK(e.what.agenda[1].id == "s1a");
        CHECK(e.what.agenda[1].started_at == noon + 7);
        CHECK(e.what.agenda[1].speakers[0].name == "朱桦");
        CHECK(!e.what.agenda[2].id.empty());
        CHECK(e.what.agenda[3].id != "s1b"); // the id of another event's segment is not taken over
        CHECK(find_event(db, "b")->what.agenda.size() == 2);
        CHECK(e.current == "s1a");
        CHECK(e.version == 3);
        p = e.what;
        p.agenda.erase(p.agenda.begin() + 1);
        save_programme(db, "a", p);
        CHECK(find_event(db, "a")->current.empty());
    });
}

TEST_CASE("an event goes live and ends, and its key and source can be set") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    in_one(w, [](transaction& tx) {
        auto& db = tx.db();
        set_event_status(db, "a", domain::event_status::live, noon + 3);
        CHECK(find_event(db, "a")->live_since == noon + 3);
        set_event_status(db, "a", domain::event_status::ended, noon + 4);
        CHECK(find_event(db, "a")->status == domain::event_status::ended);
        set_ingest_key(db, "a", "turned");
        set_source(db, "a", "test:");
        CHECK(find_ingest(db, "a")->key == "turned");
        CHECK(find_ingest(db, "a")->source == "test:");
        CHECK(find_ingest(db, "b")->key == "key-b");
        CHECK(!find_ingest(db, "c"));
        CHECK(stream_setups(db).size() == 2);
        CHECK(list_events(db).size() == 2);
    });
}

TEST_CASE("an invitation works once and in time, and a session holds roles until it ends") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    in_one(w, [](transaction& tx) {
        auto& db = tx.db();
        add_staff(db, {"m2", "b", domain::role::moderator, "李静", false}, noon);
        add_invitation(db, "hash1", "m1", noon + 100);
        add_invitation(db, "hash2", "m2", noon + 100);
        CHECK(!use_invitation(db, "hash1", noon + 100)); // expired
        CHECK(use_invitation(db, "hash1", noon + 99)->joined);
        CHECK(!use_invitation(db, "hash1", noon + 99));
        CHECK(!use_invitation(db, "other", noon));
        add_session(db, "s", noon, noon + 50);
        add_to_session(db, "s", "m1");
        add_to_session(db, "s", "m1");
        add_to_session(db, "s", "m2");
        CHECK(staff_of_session(db, "s", noon).size() == 2);
        CHECK(staff_of_session(db, "s", noon + 50).empty());
        CHECK(session_is_valid(db, "s", noon + 49));
        CHECK(!session_is_valid(db, "s", noon + 50));
        end_session(db, "s");
        CHECK(!session_is_valid(db, "s", noon));
        CHECK(list_staff(db, "a").size() == 1);
    });
}

TEST_CASE("a viewer is known in his own event only, and sits where his registration does") {
    temporary_folder f;
    writer w{f.path(), [] { return noon; }, {}};
    make_events(w, 1);
    in_one(w, [](transaction& tx) {
        auto& db = tx.db();
        add_guest(tx, "g1");
        add_viewer(db, {"v1", "a", "小陈", domain::place::online, {}}, "", noon);
        CHECK(!find_viewer(db, "b", "v1"));
        CHECK(find_viewer(db, "a", "v1")->seat.empty());
        rename_viewer(db, "v1", "陈");
        seat_viewer(db, "v1", "g1");
        auto v = find_viewer(db, "a", "v1").value();
        CHECK(v.name == "陈");
        CHECK(v.seat == "1-1");
        CHECK(v.from == domain::place::hall);
    });
}

} // namespace jiangtang::store::testing
