// What is wrong with a stream, from when on, and until when: each told once, with the patience that each needs.

#include "domain/drift.hpp"
#include "domain/warning.hpp"

#include <doctest/doctest.h>

#include <string>

namespace jiangtang::domain {
namespace {

constexpr unix_ms begin = 1'600'754'400'000;

/// A live stream that is looked at twice a second and whose encoder reports once a second.
class watched_stream {
public:
    watched_stream() {
        report.source.state = source_state::on;
        report.renditions = {{.track = "video", .width = 1280, .height = 720, .fps = 30}};
        facts.connected = true;
        facts.tracks = {{"video", 2000}};
        facts.recording_problem = {};
    }

    /// Lets time pass; `each` prepares the report of each second. Says what changed: "+no_sound 8000" or "-no_sound 12000".
    template <class Each>
    std::string pass(int seconds, Each each) {
        std::string out;
        for (int i = 0; i < 2 * seconds; ++i, now += 500) {
            if (i % 2 == 0) {
                each();
                if (reports) facts.report_at = now;
            }
            facts.report = reports ? &report : nullptr;
            for (const auto& change : rule.see(facts, now)) {
                last = change.what;
                out += (out.empty() ? "" : " ") + std::string{change.raised ? "+" : "-"} +
                       std::string{name_of(change.what.code)} + " " + std::to_string(now - begin);
            }
        }
        return out;
    }
    std::string pass(int seconds) {
        return pass(seconds, [] {});
    }
    std::string silent(int seconds) {
        return pass(seconds, [this] { report.sound.silent_ms += 1000; });
    }

    warnings rule;
    signal_report report;
    stream_facts facts;
    bool reports = true;
    unix_ms now = begin;
    warning last;
};

} // namespace

TEST_CASE("a stream that is well has no warnings") {
    watched_stream s;
    CHECK(s.pass(120) == "");
    CHECK(s.rule.list().empty());
}

TEST_CASE("eight seconds without sound are told once, from when it fell silent, and their end once") {
    watched_stream s;
    s.pass(5);
    CHECK(s.silent(7) == "");
    CHECK(s.silent(30) == "+no_sound 12000");
    CHECK(s.last.since == begin + 4000);
    CHECK(s.last.ms == 8000);
    REQUIRE(s.rule.list().size() == 1);
    CHECK(s.rule.list()[0].ms == s.now - 500 - s.last.since); // as it is by now
    s.report.sound.silent_ms = 0;
    CHECK(s.pass(5) == "-no_sound 43000");
    CHECK(s.last.cleared_at == begin + 42'000);
    CHECK(s.last.ms == 38'000);
    REQUIRE(s.rule.list().size() == 1);
    CHECK(s.rule.list()[0].cleared_at);
}

TEST_CASE("what was told keeps its beginning, however early or late the reports after it come") {
    watched_stream s;
    CHECK(s.silent(10) == "+no_sound 7000");
    const auto told = s.last.since;
    s.report.sound.silent_ms += 300; // the next one was waited for less
    s.silent(5);
    REQUIRE(s.rule.list().size() == 1);
    CHECK(s.rule.list()[0].since == told);
    s.report.sound.silent_ms = 0;
    s.pass(5);
    CHECK(s.last.since == told);
}

TEST_CASE("a speaker's pause is no warning, and one word in a long silence does not end it") {
    watched_stream s;
    for (int i = 0; i < 5; ++i) {
        s.report.sound.silent_ms = 0;
        CHECK(s.silent(7) == "");
        s.report.sound.silent_ms = 0;
        CHECK(s.pass(2) == "");
    }
    CHECK(s.silent(10).starts_with("+no_sound"));
    s.report.sound.silent_ms = -1000;
    CHECK(s.silent(20) == "");
}

TEST_CASE("black and frozen pictures have their own patience") {
    watched_stream s;
    CHECK(s.pass(10, [&] { s.report.picture.black_ms += 1000; }) == "+black 4000");
    s.report.picture.black_ms = 0;
    CHECK(s.pass(10, [&] { s.report.picture.frozen_ms += 1000; }) == "-black 11000 +frozen 17000");
}

TEST_CASE("a source that goes away for two seconds is told, with why, and hides what it makes unknowable") {
    watched_stream s;
    s.silent(20);
    s.report.source.state = source_state::away;
    s.report.source.problem = "Connection refused";
    s.report.sound.silent_ms = 0;
    CHECK(s.pass(10) == "+no_source 22000");
    CHECK(s.last.problem == "Connection refused");
    CHECK(s.last.since == begin + 20'000);
    s.report.source.state = source_state::on; // with its sound: both are over
    CHECK(s.pass(3) == "-no_sound 30000 -no_source 31000");
}

TEST_CASE("a blink of the source is not told, nor that it takes some seconds to begin") {
    watched_stream s;
    s.report.source.state = source_state::away;
    CHECK(s.pass(9) == "");
    s.report.source.state = source_state::on;
    CHECK(s.pass(5) == "");
    s.report.source.state = source_state::away;
    CHECK(s.pass(1) == "");
    s.report.source.state = source_state::on;
    CHECK(s.pass(5) == "");
    watched_stream never;
    never.facts.connected = never.reports = false;
    CHECK(never.pass(20) == "+no_source 10000");
}

TEST_CASE("a publisher without reports is known by the origin's figures alone") {
    watched_stream s;
    s.reports = false;
    CHECK(s.pass(10) == "");
    s.facts.tracks[0].key_frame_interval_ms = 4000;
    CHECK(s.pass(2) == "");
    s.facts.tracks[0].key_frame_interval_ms = 8333;
    CHECK(s.pass(2) == "+key_frames 12000");
    CHECK(s.last.track == "video");
    CHECK(s.last.ms == 8333);
    s.facts.connected = false;
    s.facts.tracks.clear();
    CHECK(s.pass(5) == "+no_source 16000");
}

TEST_CASE("sound over full scale is told when it is a second of the last five, not for single peaks") {
    watched_stream s;
    CHECK(s.pass(60, [&] { s.report.sound.clipped_ms = 166; }) == "");
    s.report.sound.clipped_ms = 400;
    CHECK(s.pass(10) == "+clipping 60000");
    s.report.sound.clipped_ms = 0;
    CHECK(s.pass(20).starts_with("-clipping"));
}

TEST_CASE("frames left out are told beyond one in a hundred, and a counter that begins anew is no loss") {
    watched_stream s;
    s.report.renditions[0].dropped = 500;
    CHECK(s.pass(20, [&] { s.report.renditions[0].dropped += s.now % 5000 == 0; }) == "");
    s.report.renditions[0].dropped = 0;
    CHECK(s.pass(20) == "");
    CHECK(s.pass(20, [&] { s.report.renditions[0].dropped += 1; }).starts_with("+dropped_frames"));
    CHECK(s.last.share > 0.01);
    CHECK(s.last.share < 0.05);
    CHECK(s.pass(40).starts_with("-dropped_frames"));
}

TEST_CASE("each rung that is switched off is a warning of its own") {
    watched_stream s;
    s.report.renditions.push_back({.track = "video-480", .off = true});
    s.report.renditions.push_back({.track = "video-360", .off = true});
    CHECK(s.pass(5) == "+rung_off 1000 +rung_off 1000");
    s.report.renditions[1].off = false;
    CHECK(s.pass(20) == "-rung_off 15000");
    CHECK(s.last.track == "video-480");
    CHECK(s.rule.list().size() == 2);
}

TEST_CASE("a clock that runs away is told, crystals and one late arrival are not") {
    watched_stream s;
    s.report.source.drift_ms = 0;
    std::int64_t second = 0;
    CHECK(s.pass(300, [&] { s.report.source.drift_ms = ++second / 10; }) == "");
    s.report.source.drift_ms = 600;
    CHECK(s.pass(5) == "");
    s.report.source.drift_ms = 30;
    CHECK(s.pass(90) == "");
    CHECK(s.pass(90, [&] { *s.report.source.drift_ms += 10; }).starts_with("+drift"));
    CHECK(s.last.ms >= 300);
}

TEST_CASE("trouble with the recording is told at once, with its sentence") {
    watched_stream s;
    s.pass(3);
    s.facts.recording_problem = "No space left on device";
    CHECK(s.pass(3) == "+recording 3000");
    CHECK(s.last.problem == "No space left on device");
    s.facts.recording_problem.clear();
    CHECK(s.pass(10) == "-recording 11000");
}

TEST_CASE("of what has passed the last ten are kept, the latest first, behind what holds") {
    watched_stream s;
    s.pass(2);
    for (int i = 0; i < 15; ++i) {
        s.report.source.state = source_state::away;
        s.pass(4);
        s.report.source.state = source_state::on;
        s.pass(4);
    }
    s.facts.recording_problem = "full";
    s.pass(1);
    const auto all = s.rule.list();
    REQUIRE(all.size() == 1 + warnings::most_past);
    CHECK(all[0].code == warning_code::recording);
    CHECK(all[1].since > all[2].since);
    CHECK(all[1].cleared_at);
}

TEST_CASE("drift is how much later parts come than in the first ten seconds, without the network's whims") {
    drift_meter m;
    unix_ms media = begin;
    auto play = [&](int seconds, double late_per_second) {
        for (int i = 0; i < 3 * seconds; ++i, media += 333)
            m.part_came(media + 700 + (i % 7) * 40 + static_cast<unix_ms>(late_per_second * i / 3), media);
    };
    play(9, 0);
    CHECK(!m.drift_ms());
    play(20, 0);
    CHECK(m.drift_ms() == 0);
    play(60, 10);
    CHECK(*m.drift_ms() > 400);
    CHECK(*m.drift_ms() < 600);
    media += 100'000; // it begins anew
    m.part_came(media - 100'000 + 700, media);
    CHECK(!m.drift_ms());
}

} // namespace jiangtang::domain
