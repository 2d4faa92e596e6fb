// Reports and warnings in memory: how long each is shown, and for which events.

#include "app/test_hall.hpp"

#include <doctest/doctest.h>

namespace jiangtang::app::testing {
namespace {

domain::signal_report on_air(std::int64_t silent_ms = 0) {
    domain::signal_report r;
    r.source.state = domain::source_state::on;
    r.sound.silent_ms = silent_ms;
    return r;
}

wire::stream_state published() {
    wire::stream_state s;
    s.connected = true;
    s.tracks = {{.name = "video", .codec = "avc1", .width = 1280, .connected = true}};
    return s;
}

} // namespace

TEST_CASE("a report is shown for five seconds") {
    unix_ms now = noon;
    signals all{2000, [&] { return now; }};
    all.take("a", on_air());
    auto shown = [&](const std::string& event) {
        auto s = published();
        all.add_to(s, event);
        return s.signal.has_value();
    };
    now += 4999;
    CHECK(shown("a"));
    CHECK(!shown("b"));
    now += 1;
    CHECK(!shown("a"));
}

TEST_CASE("warnings are forgotten with the end of the event, and a young report is not") {
    unix_ms now = noon;
    signals all{2000, [&] { return now; }};
    all.take("a", on_air(9000));
    CHECK(all.look("a", published()).size() == 1);
    auto s = published();
    all.add_to(s, "a");
    CHECK(s.warnings.size() == 1);
    all.keep_only({"a"});
    all.keep_only({"b"});
    auto after = published();
    all.add_to(after, "a");
    CHECK(after.warnings.empty());
    CHECK(after.signal);
}

TEST_CASE("what the origin and the recording say goes into the rule, and the drift into the tracks") {
    unix_ms now = noon;
    signals all{2000, [&] { return now; }};
    auto s = published();
    s.tracks[0].key_frame_interval_ms = 8000;
    s.recording = wire::recording_state{.state = "trouble", .since = {}, .problem = "disk full"};
    CHECK(all.look("a", s).size() == 2);
    for (int i = 0; i < 50; ++i, now += 500) {
        s.tracks[0].last_part_at = now;
        s.tracks[0].last_part_ends = now - 700;
        all.look("a", s);
    }
    all.add_to(s, "a");
    CHECK(s.tracks[0].drift_ms == 0);
}

} // namespace jiangtang::app::testing
