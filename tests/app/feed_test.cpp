// Joining the feed: a snapshot with its seq, or everything missed, and never a hole between it and what follows.

#include "app/test_hall.hpp"

#include <doctest/doctest.h>

#include <set>
#include <thread>

namespace jiangtang::app::testing {
namespace {

using domain::role;

std::vector<std::int64_t> seqs_of(const std::vector<std::string>& messages) {
    std::vector<std::int64_t> all;
    for (const auto& m : messages) {
        auto v = json::parse(m);
        if (v.as_object().contains("at")) all.push_back(v.at("seq").as_int64());
    }
    return all;
}

bool is_run_from(const std::vector<std::int64_t>& seqs, std::int64_t first) {
    for (auto s : seqs)
        if (s != first++) return false;
    return true;
}

} // namespace

TEST_CASE("each role gets the snapshot of its page") {
    test_hall t;
    auto asker = t.viewer();
    auto q = ask_for_id(t, asker, "c1");
    auto q2 = ask_for_id(t, asker, "c2");
    auto m = t.staff(role::moderator);
    t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", q}});
    t.guest("r1");

    auto shown = [&](const domain::caller& who) { return t.hello(who).at("snapshot").as_object(); };
    auto v = shown(asker);
    CHECK(v.at("questions").as_array().size() == 1);
    CHECK(!v.contains("arrivals"));
    CHECK(!v.contains("stream"));
    CHECK(shown(m).at("questions").as_array().size() == 2);
    CHECK(shown(t.staff(role::speaker)).at("questions").as_array().size() == 1);
    auto desk = shown(t.staff(role::desk));
    CHECK(desk.at("questions").as_array().empty());
    CHECK(desk.at("arrivals").at("expected").as_int64() == 1);
    auto o = shown(t.staff(role::organizer));
    CHECK(o.at("questions").as_array().size() == 2);
    CHECK(o.contains("arrivals"));
    CHECK(o.contains("stream"));
    auto mine = t.hello(asker).at("mine");
    CHECK(mine.at("questions").as_array().size() == 2);
    CHECK(!t.hello(m).contains("mine"));
    CHECK(!t.hello(t.viewer("另一位")).at("snapshot").at("questions").at(0).as_object().contains("viewer"));
    CHECK(shown(m).at("questions").at(0).as_object().contains("viewer"));
}

TEST_CASE("a cached snapshot is never older than what its reader was told") {
    test_hall t;
    auto m = t.staff(role::moderator);
    auto asker = t.viewer();
    for (int i = 0; i < 8; ++i) {
        auto q = ask_for_id(t, asker, "c" + std::to_string(i));
        auto hello = t.hello(m);
        CHECK(hello.at("snapshot").at("questions").as_array().size() == static_cast<std::size_t>(i + 1));
        CHECK(hello.at("seq").as_int64() == i + 1);
    }
}

TEST_CASE("who joins while things happen gets every notice after the snapshot, once and in order") {
    test_hall t{200};
    auto o = t.staff(role::organizer);
    std::atomic<bool> over{false};
    std::thread busy{[&] {
        for (int i = 0; !over; ++i) {
            auto done = t.h->writer.run_now<int>([&](store::transaction& tx) -> result<int> {
                tx.notify(slug, topic_organizers, "stream.connected", "{}");
                return 0;
            });
            (void)done;
        }
    }};
    int holes = 0;
    for (int round = 0; round < 60; ++round) {
        listener ear;
        auto subscription = t.rooms.join(0, slug, ear, topics_of(role::organizer), o.id(), false);
        auto j = round % 2 ? t.join(o) : t.join(o, std::max<std::int64_t>(0, round - 5), t.h->epoch);
        auto before = round % 2 ? std::vector<std::int64_t>{} : seqs_of(j.messages);
        subscription.release(j.seq);
        while (ear.heard.size() < 3) t.io.run_one_for(std::chrono::milliseconds{50});
        subscription.leave();
        if (!before.empty() && before.back() != j.seq) ++holes;
        if (!before.empty() && !is_run_from(before, before.front())) ++holes;
        if (!is_run_from(seqs_of(ear.heard), j.seq + 1)) ++holes;
    }
    over = true;
    busy.join();
    t.io.poll();
    CHECK(holes == 0);
}

TEST_CASE(
    "a resume hears its topics, its own questions, and gives way to a snapshot when it would be too long") {
    hall_settings how;
    how.most_missed = 4;
    test_hall t{2, how};
    auto asker = t.viewer(), other = t.viewer("另一位");
    auto m = t.staff(role::moderator), desk = t.staff(role::desk);
    auto q = ask_for_id(t, asker, "c1");                              // 1: moderators, asker
    t.guest("r1");                                                    // 2: desk
    t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", q}}); // 3: public
    t.command(m, {{"id", "m2"}, {"do", "reject"}, {"question", q}});  // 4: public, the stub
    t.command(m, {{"id", "m3"}, {"do", "restore"}, {"question", q}}); // 5: moderators, asker
    auto missed = [&](const domain::caller& who, std::int64_t since) {
        return seqs_of(t.join(who, since, t.h->epoch).messages);
    };
    using list = std::vector<std::int64_t>;
    CHECK(missed(asker, 0) == list{1, 3, 4, 5});
    CHECK(missed(other, 0) == list{3, 4});
    CHECK(missed(m, 0) == list{1, 3, 4, 5});
    CHECK(missed(desk, 0) == list{2, 3, 4});
    CHECK(missed(other, 3) == list{4});
    auto stub = json::parse(t.join(other, 3, t.h->epoch).messages.at(1)).at("question").as_object();
    CHECK(stub.size() == 3); // the public forgets all but the id
    CHECK(stub.at("status").as_string() == "rejected");
    CHECK(missed(other, 5).empty());
    auto o = t.staff(role::organizer);
    CHECK(missed(o, 1) == list{2, 3, 4, 5});
    auto whole = t.join(o, 0, t.h->epoch); // five are more than four
    CHECK(whole.messages.size() == 1);
    CHECK(json::parse(whole.messages[0]).as_object().contains("snapshot"));
    for (auto since : {std::int64_t{-1}, std::int64_t{6}}) {
        auto j = t.join(o, since, t.h->epoch);
        CHECK(json::parse(j.messages[0]).as_object().contains("snapshot"));
    }
    CHECK(json::parse(t.join(o, 1, "another").messages[0]).as_object().contains("snapshot"));
}

TEST_CASE("roles hear the topics of the protocol") {
    CHECK(topics_of(role::viewer) == topic_public);
    CHECK(topics_of(role::speaker) == (topic_public | topic_stage));
    CHECK(topics_of(role::moderator) == (topic_public | topic_moderators | topic_stage));
    CHECK(topics_of(role::desk) == (topic_public | topic_desk));
    CHECK(topics_of(role::organizer) ==
          (topic_public | topic_moderators | topic_desk | topic_organizers | topic_stage));
}

TEST_CASE("a cache keeps nothing that is older than what has happened") {
    cache c;
    auto text = [](const char* s) { return std::make_shared<const std::string>(s); };
    c.advance("a", 5);
    c.keep("a", "event", {4, text("old")});
    CHECK(!c.find("a", "event").text);
    c.keep("a", "event", {5, text("now")});
    CHECK(*c.find("a", "event").text == "now");
    CHECK(!c.find("b", "event").text);
    c.advance("a", 6);
    CHECK(!c.find("a", "event").text);
    c.advance("a", 3); // nothing goes back
    c.keep("a", "event", {5, text("old")});
    CHECK(!c.find("a", "event").text);
}

TEST_CASE("votes go out with the next tick as one sum, and a quiet room is told every five seconds") {
    test_hall t;
    auto asker = t.viewer(), other = t.viewer("另一位");
    auto m = t.staff(role::moderator);
    auto q = ask_for_id(t, asker, "c1");
    t.command(m, {{"id", "m1"}, {"do", "approve"}, {"question", q}});
    listener ear;
    auto subscription = t.rooms.join(0, slug, ear, topic_public, asker.id(), true);
    subscription.release(t.join(asker).seq);
    t.command(asker, {{"id", "v1"}, {"do", "vote"}, {"question", q}});
    t.command(other, {{"id", "v1"}, {"do", "vote"}, {"question", q}});
    auto ticks = [&](unix_ms later) {
        ear.heard.clear();
        t.now += later;
        t.h->tick();
        t.io.poll();
        return ear.heard;
    };
    auto first = ticks(250);
    REQUIRE(first.size() == 1);
    auto v = json::parse(first[0]);
    CHECK(v.at("votes").at(q).as_int64() == 2);
    CHECK(v.at("viewers").as_int64() == 1);
    CHECK(ticks(250).empty());
    CHECK(ticks(4000).empty());
    CHECK(ticks(1000).size() == 1);
    CHECK(sums::interval(100) == 250);
    CHECK(sums::interval(10'000) == 500);
    CHECK(sums::interval(55'000) == 1000);
}

} // namespace jiangtang::app::testing
