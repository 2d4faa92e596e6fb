// Around the questions, over real sockets against the real program: reactions, 弹幕, and the message to the stage.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

namespace jiangtang::test {
namespace {

/// Reads on to a tick that has this member.
json::value read_tick(feed& f, std::string_view with) {
    for (;;) {
        auto tick = f.read_type("tick");
        if (has(tick, with)) return tick;
    }
}

} // namespace

TEST_CASE("likes survive a restart, 弹幕 pass the moderator, and the stage says that it read") {
    hall h;
    browser console{h}, stage{h}, organizer{h}, one{h}, other{h};
    console.sign_in(h.token("console"));
    stage.sign_in(h.token("stage"));
    organizer.sign_in(h.token("organizer"));
    one.watch("小陈");
    other.watch();
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    feed m{console}, s{stage}, v{one}, w{other};

    CHECK(number_at(v.command({{"id", "r1"}, {"do", "react"}, {"kind", "like"}, {"times", 7}}), "total") ==
          7);
    CHECK(number_at(read_tick(w, "reactions/like"), "reactions/like") == 7);

    m.command({{"id", "s1"}, {"do", "switch_danmaku"}, {"mode", "before"}});
    auto sent = v.command({{"id", "d1"}, {"do", "danmaku"}, {"text", "<script>\xe2\x80\xae alert(1)"}});
    CHECK(text_at(sent, "status") == "waiting");
    const auto id = text_at(m.read_type("danmaku.sent"), "danmaku/id");
    m.command({{"id", "y1"}, {"do", "show_danmaku"}, {"danmaku", id}});
    auto tick = read_tick(w, "danmaku");
    CHECK(text_at(at(tick, "danmaku").at(0), "text") == "<script> alert(1)");
    CHECK(text_at(at(tick, "danmaku").at(0), "id") == id);

    auto told = m.command({{"id", "t1"}, {"do", "tell_stage"}, {"text", "再答两题就收尾"}});
    CHECK(text_at(s.read_type("stage.told"), "message/text") == "再答两题就收尾");
    s.command({{"id", "k1"}, {"do", "stage_read"}, {"message", text_at(told, "message/id")}});
    CHECK(number_at(m.read_type("stage.read"), "message/read_at") > 0);
    const auto seq = number_at(m.command({{"id", "s2"}, {"do", "switch_danmaku"}, {"mode", "off"}}), "seq");
    w.read_to(seq);
    for (const auto& type : w.types()) CHECK(!type.starts_with("stage."));

    REQUIRE(h.stop() == 0);
    h.start();
    browser later{h};
    later.watch();
    feed l{later};
    CHECK(number_at(read_tick(l, "reactions/like"), "reactions/like") == 7);
    CHECK(text_at(l.hello(), "snapshot/danmaku/mode") == "off");
    CHECK(text_at(later.must_get(demo + "/replay/danmaku?from=0&until=1000", 409), "code") == "wrong_state");
}

} // namespace jiangtang::test
