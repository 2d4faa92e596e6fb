// ffmpeg alone publishes to the running server, as docs/protocol.md says, and plays what comes out.

#include "whole/publisher.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>

namespace jiangtang::test {
namespace {

using words = std::vector<std::string>;

void append(words& to, const words& more) { to.insert(to.end(), more.begin(), more.end()); }

/// The lecture of these tests, in real time.
words source(int seconds) {
    const auto length = ":duration=" + std::to_string(seconds);
    return {"ffmpeg",
            "-v",
            "error",
            "-re",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=320x180:rate=30" + length,
            "-re",
            "-f",
            "lavfi",
            "-i",
            "sine=sample_rate=48000" + length};
}

const words picture{"-map",        "0:v",        "-c:v",          "libx264",  "-preset", "ultrafast", "-tune",
                    "zerolatency", "-profile:v", "main",          "-pix_fmt", "yuv420p", "-g",        "30",
                    "-keyint_min", "30",         "-sc_threshold", "0",        "-bf",     "0"};
const words sound{"-map", "1:a", "-c:a", "aac", "-b:a", "64k"};
const std::string flags = "+cmaf+frag_keyframe+frag_discont";

std::string utc() {
    using namespace std::chrono;
    const auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    return std::to_string(now / 1'000'000) + '.' + std::to_string(1'000'000 + now % 1'000'000).substr(1);
}

std::string url(const hall& h, const std::string& track) {
    return "http://127.0.0.1:" + std::to_string(h.port()) + "/ingest/2020-3/" + track;
}

/// Where ffmpeg puts what was mapped before it: one chunked POST.
words post(const hall& h, const std::string& key, const std::string& track, const std::string& begin) {
    return {"-f",
            "mp4",
            "-movflags",
            flags,
            "-frag_duration",
            "333333",
            "-write_prft",
            "wallclock",
            "-output_ts_offset",
            begin,
            "-method",
            "POST",
            "-chunked_post",
            "1",
            "-content_type",
            "video/mp4",
            "-headers",
            "Authorization: Bearer " + key + "\r\n",
            url(h, track)};
}

/// The same with ffmpeg's fifo in front, which connects again when the server was away.
words fifo(const hall& h, const std::string& key, const std::string& track, const std::string& begin) {
    return {"-output_ts_offset",
            begin,
            "-f",
            "fifo",
            "-fifo_format",
            "mp4",
            "-attempt_recovery",
            "1",
            "-recover_any_error",
            "1",
            "-recovery_wait_time",
            "0.2",
            "-restart_with_keyframe",
            "1",
            "-format_opts",
            "movflags=" + flags +
                ":frag_duration=333333:method=POST:chunked_post=1:content_type=video/mp4:"
                "headers=Authorization\\: Bearer " +
                key,
            url(h, track)};
}

struct on_air {
    on_air() {
        organizer.sign_in(h.token("organizer"));
        organizer.must_post(demo + "/stream", {{"do", "start"}});
    }
    std::string live(const std::string& path) {
        return "http://127.0.0.1:" + std::to_string(h.port()) + "/live/2020-3/" + path;
    }

    hall h;
    browser organizer{h};
    std::string key = ingest_key(h);
};

/// The playlist of a track, once `done` is true of it.
template <class Predicate>
std::string playlist(const hall& h, const std::string& track, Predicate done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (std::chrono::steady_clock::now() < deadline) {
        browser viewer{h};
        auto answer = viewer.get("/live/2020-3/" + track + ".m3u8");
        if (answer.status == 200 && done(answer.body)) return answer.body;
    }
    throw std::runtime_error{"the playlist does not become what it should"};
}

int segments(const std::string& text) {
    int n = 0;
    for (auto at = text.find("#EXTINF"); at != std::string::npos; at = text.find("#EXTINF", at + 1)) ++n;
    return n;
}

/// What is left when the stream has ended: every picture and all sound decode.
void check_whole(on_air& air, int pictures) {
    air.organizer.must_post(demo + "/stream", {{"do", "end"}});
    CHECK(run_command("ffmpeg -v error -i " + air.live("index.m3u8") + " -map 0:v:0 -map 0:a:0 -f null -") ==
          "");
    const auto counted = run_command("ffprobe -v error -count_frames -select_streams v:0 -of csv=p=0"
                                     " -show_entries stream=nb_read_frames " +
                                     air.live("video.m3u8"));
    CHECK(std::atoi(counted.c_str()) == pictures);
}

} // namespace

TEST_CASE(
    "ffmpeg alone publishes picture and sound apart, one POST each, and plays the stream while it runs") {
    if (!have_ffmpeg()) return;
    on_air air;
    auto command = source(6);
    const auto begin = utc();
    append(command, picture);
    append(command, post(air.h, air.key, "video", begin));
    append(command, sound);
    append(command, post(air.h, air.key, "audio", begin));
    child ffmpeg{command};
    playlist(air.h, "video", [](const std::string& text) { return segments(text) >= 1; });
    const auto read = run_command("ffprobe -v error -read_intervals %+#30 -select_streams v:0 -of csv=p=0"
                                  " -show_entries frame=width " +
                                  air.live("index.m3u8"));
    CHECK(read.starts_with("320"));
    CHECK(ffmpeg.wait() == 0);
    const auto text = playlist(air.h, "video", [](const std::string&) { return true; });
    CHECK(text.find("DISCONTINUITY\n") == std::string::npos);
    check_whole(air, 180);
}

TEST_CASE("ffmpeg alone publishes picture and sound muxed in one POST") {
    if (!have_ffmpeg()) return;
    on_air air;
    auto command = source(4);
    append(command, picture);
    append(command, sound);
    append(command, post(air.h, air.key, "video", utc()));
    CHECK(child{command}.wait() == 0);
    const auto tracks = at(air.organizer.must_get(demo + "/stream"), "tracks").as_array();
    REQUIRE(tracks.size() == 2);
    CHECK(text_at(tracks[0], "name") == "video");
    CHECK(text_at(tracks[1], "name") == "audio");
    check_whole(air, 120);
}

TEST_CASE("ffmpeg's fifo connects again after the server was restarted, and the stream goes on") {
    if (!have_ffmpeg()) return;
    on_air air;
    auto command = source(60);
    append(command, picture);
    append(command, sound);
    append(command, {"-flags", "+global_header"});
    append(command, fifo(air.h, air.key, "video", utc()));
    child ffmpeg{command};
    const auto before = playlist(air.h, "video", [](const std::string& t) { return segments(t) >= 2; });
    const auto port = air.h.port();
    air.h.kill();
    air.h.start(port);
    const auto after = playlist(air.h, "video", [&](const std::string& t) {
        return t.find("#EXT-X-DISCONTINUITY\n") != std::string::npos && segments(t) > segments(before) + 1;
    });
    CHECK(after.find("#EXT-X-DISCONTINUITY\n") == after.rfind("#EXT-X-DISCONTINUITY\n"));
}

} // namespace jiangtang::test
