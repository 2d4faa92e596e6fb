// 弹幕: what is cleaned, when they may be sent, and to which picture they belong.

#include "domain/danmaku.hpp"
#include "domain/replay.hpp"
#include "domain/stage_message.hpp"

#include "support/problem_text.hpp"

#include <doctest/doctest.h>

namespace jiangtang::domain {
namespace {

std::string cleaned(std::string text) { return check_danmaku_text(text) ? text : "?"; }

std::string times(std::string_view what, int n) {
    std::string all;
    while (n-- > 0) all += what;
    return all;
}

} // namespace

TEST_CASE("hostile words come out as one harmless line of at most forty characters") {
    CHECK(cleaned(" 画面\n很清楚 ") == "画面 很清楚");
    CHECK(cleaned("\xe2\x80\xae"
                  "abc\xe2\x81\xa6") == "abc");                  // direction marks turn nothing around
    CHECK(cleaned("a" + times("\xcc\x81", 10'000)).size() < 12); // combining marks do not pile up
    CHECK(cleaned("<script>alert(1)</script>") == "<script>alert(1)</script>"); // shown as it was typed
    CHECK(cleaned(times("讲", 40)) == times("讲", 40));
    CHECK(cleaned(times("讲", 41)) == "?");
    CHECK(cleaned("\xe2\x80\x8b \xe2\x80\x8b") == "?");
    CHECK(cleaned("\xff") == "?");
    std::string long_message = times("收", 201);
    CHECK(!check_stage_text(long_message));
    long_message = times("收", 200);
    CHECK(check_stage_text(long_message));
}

TEST_CASE("they are sent while the event is live and has them, and wait where moderators look first") {
    using enum danmaku_mode;
    CHECK(status_of_new(event_status::live, before).value() == danmaku_status::waiting);
    CHECK(status_of_new(event_status::live, after).value() == danmaku_status::shown);
    CHECK(status_of_new(event_status::live, off).error().value == errc::wrong_state);
    CHECK(status_of_new(event_status::scheduled, after).error().value == errc::wrong_state);
    CHECK(status_of_new(event_status::ended, after).error().value == errc::wrong_state);
}

TEST_CASE("the picture that was seen lies between the beginning of the stream and now") {
    CHECK(time_of_picture({}, 100, 500) == 500);
    CHECK(time_of_picture(300, 100, 500) == 300);
    CHECK(time_of_picture(50, 100, 500) == 100);
    CHECK(time_of_picture(900, 100, 500) == 500);
    danmaku d;
    d.at = 1000;
    CHECK(is_news(d, 1000 + 60'000));
    CHECK(!is_news(d, 1000 + 600'000)); // from the time-shift: the replay's only
}

TEST_CASE("a place in the recording leads back to its moment, across what was not recorded") {
    // Recorded from 1000 to 2000, and from 5000 to 6000.
    const recorded_time t{1000, 6000, [](unix_ms at) {
                              return at <= 2000 ? at - 1000 : at < 5000 ? 1000 : at - 4000;
                          }};
    CHECK(moment_of(0, t) == 1000);
    CHECK(moment_of(500, t) == 1500);
    CHECK(moment_of(1500, t) == 5500);
    CHECK(moment_of(9999, t) == 6000);
}

} // namespace jiangtang::domain
