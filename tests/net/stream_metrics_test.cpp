// The figures of streams as Prometheus reads them.

#include "net/stream_metrics.hpp"

#include <doctest/doctest.h>

namespace jiangtang::net {
namespace {

constexpr unix_ms now = 1'600'754'400'000;

wire::stream_state whole() {
    wire::stream_state s;
    s.connected = true;
    s.waiters = 7;
    s.tracks = {{.name = "video",
                 .codec = "avc1.64001f",
                 .width = 1280,
                 .height = 720,
                 .fps = 30,
                 .bitrate = 2'500'000,
                 .key_frame_interval_ms = 2000,
                 .last_part_at = now - 250,
                 .connected = true,
                 .last_part_ends = 0,
                 .drift_ms = -40},
                {.name = "audio",
                 .codec = "mp4a.40.2",
                 .width = 0,
                 .height = 0,
                 .fps = 0,
                 .bitrate = 96'000,
                 .key_frame_interval_ms = 0,
                 .last_part_at = now - 300,
                 .connected = false,
                 .last_part_ends = 0,
                 .drift_ms = {}}};
    s.signal.emplace();
    s.signal->source.kind = domain::source_kind::rtmp;
    s.signal->source.state = domain::source_state::on;
    s.signal->source.drift_ms = 15;
    s.signal->renditions = {{.track = "video", .dropped = 12}};
    s.warnings = {{.code = domain::warning_code::rung_off, .track = "video-480"},
                  {.code = domain::warning_code::rung_off, .track = "video-360"},
                  {.code = domain::warning_code::no_sound, .cleared_at = now}};
    return s;
}

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("every track, the source and the warnings that hold have their figures") {
    const auto text = stream_metrics({{"2020-3", whole()}}, now);
    for (const char* line :
         {R"(jiangtang_stream_connected{event="2020-3"} 1)", R"(jiangtang_stream_waiters{event="2020-3"} 7)",
          R"(jiangtang_track_connected{event="2020-3",track="video"} 1)",
          R"(jiangtang_track_connected{event="2020-3",track="audio"} 0)",
          R"(jiangtang_track_bits_per_second{event="2020-3",track="video"} 2500000)",
          R"(jiangtang_track_frames_per_second{event="2020-3",track="video"} 30)",
          R"(jiangtang_track_key_interval_seconds{event="2020-3",track="video"} 2)",
          R"(jiangtang_track_last_part_age_seconds{event="2020-3",track="video"} 0.25)",
          R"(jiangtang_track_drift_seconds{event="2020-3",track="video"} -0.04)",
          R"(jiangtang_source_on{event="2020-3",kind="rtmp"} 1)",
          R"(jiangtang_source_drift_seconds{event="2020-3"} 0.015)",
          R"(jiangtang_rendition_dropped_frames_total{event="2020-3",track="video"} 12)",
          R"(jiangtang_stream_warnings{event="2020-3",code="rung_off"} 2)",
          "# TYPE jiangtang_rendition_dropped_frames_total counter"})
        CHECK_MESSAGE(has_line(text, line), line);
    CHECK(text.find("no_sound") == std::string::npos);
    CHECK(text.find(R"(frames_per_second{event="2020-3",track="audio"})") == std::string::npos);
}

TEST_CASE("two events share one head of a metric, and no event has none") {
    const auto text = stream_metrics({{"a", whole()}, {"b", whole()}}, now);
    const std::string head = "# TYPE jiangtang_track_connected gauge\n";
    CHECK(text.find(head) != std::string::npos);
    CHECK(text.find(head) == text.rfind(head));
    CHECK(stream_metrics({}, now).empty());
}

TEST_CASE("a publisher's name for a track cannot end its label") {
    CHECK(label_text("a\"b\\c\nd") == R"(a\"b\\c\nd)");
    auto s = whole();
    s.tracks[0].name = "x\"} 1\nevil";
    CHECK(stream_metrics({{"a", s}}, now).find("\nevil") == std::string::npos);
}

} // namespace jiangtang::net
