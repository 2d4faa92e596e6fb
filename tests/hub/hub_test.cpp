// The hub on contexts that the test runs by hand: every order of events is the test's own.
#include "hub/hub.hpp"

#include <doctest/doctest.h>

#include <boost/asio/executor_work_guard.hpp>

#include <functional>
#include <thread>

using namespace jiangtang;
using hub::notice;

namespace {

constexpr hub::topic_mask public_topic = 1, moderators = 2;

hub::bytes frame(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

notice said(std::int64_t seq, hub::topic_mask topics = public_topic, std::string to = {}) {
    return {seq, topics, std::move(to), frame(std::to_string(seq))};
}

struct listener : hub::subscriber {
    std::vector<std::string> heard;
    std::vector<bool> more;
    int closed = 0;
    std::function<void()> at_delivery;

    void deliver(const hub::bytes& f, bool m) override {
        heard.push_back(*f);
        more.push_back(m);
        if (at_delivery) at_delivery();
    }
    void close(std::uint16_t code, std::string_view) override { closed = code; }
};

struct hall {
    boost::asio::io_context a, b;
    hub::hub rooms{{&a, &b}, [](std::string_view json) { return frame("<" + std::string{json} + ">"); }};

    hub::subscription join(listener& l, hub::topic_mask topics = public_topic, std::string addressee = {},
                           std::size_t shard = 0) {
        auto s = rooms.join(shard, "lecture", l, topics, std::move(addressee), true);
        s.release(0);
        return s;
    }
    void run() {
        for (auto* context : {&a, &b}) {
            context->restart();
            context->poll();
        }
    }
};

hub::hub::framer frame_of_nothing() {
    return [](std::string_view json) { return frame(std::string{json}); };
}

using texts = std::vector<std::string>;

} // namespace

TEST_CASE("a batch is heard in order by every member of the room, on every shard, with the last one marked") {
    hall h;
    listener here, there, elsewhere;
    auto s1 = h.join(here), s2 = h.join(there, public_topic, {}, 1);
    auto s3 = h.rooms.join(0, "another", elsewhere, public_topic, {}, true);
    s3.release(0);
    h.rooms.publish("lecture", {said(1), said(2), said(3)});
    h.run();
    CHECK(here.heard == texts{"1", "2", "3"});
    CHECK(there.heard == here.heard);
    CHECK(here.more == std::vector{true, true, false});
    CHECK(elsewhere.heard.empty());
}

TEST_CASE("a member hears its topics only, and what is addressed to it") {
    hall h;
    listener viewer, asker, moderator;
    auto s1 = h.join(viewer, public_topic, "v1"), s2 = h.join(asker, public_topic, "v2"),
         s3 = h.join(moderator, 3, "m");
    h.rooms.publish("lecture", {said(1), said(2, moderators, "v2"), said(3, moderators), said(4, 0, "v1")});
    h.run();
    CHECK(viewer.heard == texts{"1", "4"});
    CHECK(asker.heard == texts{"1", "2"});
    CHECK(moderator.heard == texts{"1", "2", "3"});
    CHECK(viewer.more == std::vector{true, false});
}

TEST_CASE("a member that holds gets, when released, what is newer than its snapshot, and no tick meanwhile") {
    hall h;
    listener l;
    auto s = h.rooms.join(0, "lecture", l, public_topic, {}, true);
    h.rooms.publish("lecture", {said(1), said(2)});
    h.rooms.broadcast("lecture", public_topic, frame("tick"));
    h.rooms.publish("lecture", {said(3)});
    h.run();
    CHECK(l.heard.empty());
    s.release(1);
    CHECK(l.heard == texts{"2", "3"});
    CHECK(l.more == std::vector{true, false});
    h.rooms.broadcast("lecture", public_topic, frame("tick"));
    h.run();
    CHECK(l.heard.back() == "tick");
}

TEST_CASE("a notice that was in the snapshot is not delivered when it is published after the release") {
    hall h;
    listener l;
    auto s = h.rooms.join(0, "lecture", l, public_topic, {}, true);
    s.release(7); // the snapshot was read after the commit of 7, and before 7 was published
    h.rooms.publish("lecture", {said(7), said(8)});
    h.run();
    CHECK(l.heard == texts{"8"});
}

TEST_CASE("a member that holds for too long is closed with 4001 and hears nothing of what was kept") {
    hall h;
    listener l;
    auto s = h.rooms.join(0, "lecture", l, public_topic, "v1", true);
    std::vector<notice> many;
    for (std::size_t i = 1; i <= hub::most_held; ++i) many.push_back(said(static_cast<std::int64_t>(i)));
    h.rooms.publish("lecture", many);
    h.run();
    CHECK(l.closed == 0);
    h.rooms.publish("lecture", {said(9999, public_topic, "v1")});
    h.run();
    CHECK(l.closed == hub::close_slow_reader);
    s.release(0);
    h.rooms.publish("lecture", {said(10000, public_topic, "v1")});
    h.run();
    CHECK(l.heard.empty());
}

TEST_CASE("members leave while something is being delivered: themselves, those before and those behind") {
    hall h;
    listener first, second, third;
    auto s1 = h.join(first), s2 = h.join(second), s3 = h.join(third);
    second.at_delivery = [&] {
        s1.leave();
        s2.leave();
        s3.leave();
    };
    h.rooms.publish("lecture", {said(1), said(2)});
    h.run();
    CHECK(first.heard == texts{"1", "2"});
    CHECK(second.heard == texts{"1"});
    CHECK(third.heard.empty());
    CHECK(h.rooms.members("lecture") == 0);
    listener later;
    auto s4 = h.join(later);
    h.rooms.publish("lecture", {said(3)});
    h.run();
    CHECK(later.heard == texts{"3"});
}

TEST_CASE("who leaves while its held notices are released keeps nothing alive") {
    hall h;
    listener l;
    auto s = std::make_unique<hub::subscription>(h.rooms.join(0, "lecture", l, public_topic, {}, true));
    h.rooms.publish("lecture", {said(1), said(2)});
    h.run();
    l.at_delivery = [&] { s->leave(); };
    s->release(0);
    CHECK_FALSE(*s);
    h.rooms.publish("lecture", {said(3)});
    h.run();
    CHECK(l.heard == texts{"1", "2"});
}

TEST_CASE("somebody who joins while something is delivered does not hear it") {
    hall h;
    listener one, joining;
    hub::subscription late;
    auto s = h.join(one);
    one.at_delivery = [&] {
        if (!late) late = h.join(joining);
    };
    h.rooms.publish("lecture", {said(1)});
    h.run();
    CHECK(joining.heard.empty());
    h.rooms.publish("lecture", {said(2)});
    h.run();
    CHECK(joining.heard == texts{"2"});
}

TEST_CASE(
    "close reaches the connections of one addressee, close_all everybody, and an empty addressee nobody") {
    hall h;
    listener anonymous, one, again, other;
    auto s0 = h.join(anonymous), s1 = h.join(one, 1, "m1"), s2 = h.join(again, 1, "m1", 1),
         s3 = h.join(other, 1, "m2");
    h.rooms.close("lecture", "", 4002, "");
    h.run();
    CHECK(anonymous.closed == 0);
    h.rooms.close("lecture", "m1", 4002, "signed out");
    h.run();
    CHECK(one.closed == 4002);
    CHECK(again.closed == 4002);
    CHECK(other.closed == 0);
    h.rooms.close_all(1012, "restarting");
    h.run();
    CHECK(other.closed == 1012);
    CHECK(anonymous.closed == 1012);
}

TEST_CASE("counts follow those who come and go, and only viewers count as viewers") {
    hall h;
    listener l;
    CHECK(h.rooms.viewers("lecture") == 0);
    auto viewer = h.join(l);
    auto staff = h.rooms.join(1, "lecture", l, 3, "m", false);
    CHECK(h.rooms.viewers("lecture") == 1);
    CHECK(h.rooms.members("lecture") == 2);
    CHECK(h.rooms.connections() == 2);
    auto moved = std::move(viewer);
    viewer = {};
    CHECK(h.rooms.viewers("lecture") == 1);
    moved = std::move(staff);
    CHECK(h.rooms.viewers("lecture") == 0);
    CHECK(h.rooms.connections() == 1);
}

TEST_CASE("topics can change while connected") {
    hall h;
    listener l;
    auto s = h.join(l);
    s.set_topics(moderators);
    h.rooms.publish("lecture", {said(1), said(2, moderators)});
    h.run();
    CHECK(l.heard == texts{"2"});
}

TEST_CASE("a subscription may outlive the hub") {
    listener l;
    hub::subscription s;
    {
        boost::asio::io_context context;
        hub::hub rooms{{&context}, frame_of_nothing()};
        s = rooms.join(0, "lecture", l, public_topic, {}, true);
        CHECK(*rooms.frame("x") == "x");
    }
    s.leave();
    CHECK_FALSE(s);
}

TEST_CASE("the viewers of one room are sent away, and its staff and other rooms stay") {
    hall h;
    listener viewer, other, staff, elsewhere;
    auto s1 = h.join(viewer), s2 = h.join(other, public_topic, {}, 1);
    auto s3 = h.rooms.join(0, "lecture", staff, moderators, {}, false);
    auto s4 = h.rooms.join(0, "another", elsewhere, public_topic, {}, true);
    h.rooms.close_viewers("lecture", 1012, "who may watch has changed");
    h.run();
    CHECK(viewer.closed == 1012);
    CHECK(other.closed == 1012);
    CHECK(staff.closed == 0);
    CHECK(elsewhere.closed == 0);
}

TEST_CASE("order holds on every shard while one thread publishes and others run the shards") {
    boost::asio::io_context a, b;
    hub::hub rooms{{&a, &b}, frame_of_nothing()};
    listener one, two;
    auto s1 = rooms.join(0, "lecture", one, public_topic, {}, true);
    auto s2 = rooms.join(1, "lecture", two, public_topic, {}, true);
    s1.release(0);
    s2.release(0);
    {
        auto g1 = boost::asio::make_work_guard(a), g2 = boost::asio::make_work_guard(b);
        std::thread t1{[&] { a.run(); }}, t2{[&] { b.run(); }};
        for (std::int64_t seq = 1; seq <= 2000; ++seq) rooms.publish("lecture", {said(seq)});
        g1.reset();
        g2.reset();
        t1.join();
        t2.join();
    }
    texts expected;
    for (int seq = 1; seq <= 2000; ++seq) expected.push_back(std::to_string(seq));
    CHECK(one.heard == expected);
    CHECK(two.heard == expected);
}
