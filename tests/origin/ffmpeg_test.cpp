// What ffmpeg publishes, taken in and given back to ffmpeg. Left out where the program is missing.
#include "origin/ffmpeg.hpp"
#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

using namespace lecture;
using namespace jiangtang::origin;
namespace fs = std::filesystem;

namespace {

// Pushes both bodies in small chunks, side by side as they would come in twelve seconds.
void push_bodies(hall& h, const std::string& video_body, const std::string& audio_body) {
    auto video = *h.live.publish("video"), audio = *h.live.publish("audio");
    constexpr std::size_t steps = 1200;
    const auto chunk = [](const std::string& body, std::size_t i) {
        const auto from = body.size() * i / steps, to = body.size() * (i + 1) / steps;
        return std::string_view(body).substr(from, to - from);
    };
    for (std::size_t i = 0; i < steps; ++i) {
        h.now_ms += 10;
        REQUIRE_FALSE(video->push(chunk(video_body, i)));
        REQUIRE_FALSE(audio->push(chunk(audio_body, i)));
    }
}

// Writes all that the stream's playlists name as files.
void save(hall& h, const fs::path& to) {
    write_file(to / "index.m3u8", h.index());
    for (const std::string track : {"video", "audio"}) {
        fs::create_directories(to / track);
        const auto text = h.text(track + ".m3u8");
        write_file(to / (track + ".m3u8"), text);
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("#EXT-X-MAP:URI=")) line = line.substr(16, line.size() - 17);
            if (line.empty() || line[0] == '#') continue;
            write_file(to / line, h.text(line));
        }
    }
}

} // namespace

TEST_CASE("What ffmpeg publishes comes back as a stream that ffmpeg plays without a word") {
    const folder at;
    if (!make_bodies(at.path)) return;
    hall h;
    push_bodies(h, read_file(at.path / "video.mp4"), read_file(at.path / "audio.mp4"));
    const auto video = h.text("video.m3u8");
    CHECK(count(video, "#EXTINF:2.00000,") >= 5);
    CHECK(count(video, "#EXT-X-PROGRAM-DATE-TIME:2020-09-22T06:00:02.000Z") == 1);
    CHECK(h.index().find("CODECS=\"avc1.") != std::string::npos);
    CHECK(h.index().find("mp4a.40.2\",RESOLUTION=320x180,FRAME-RATE=30.000") != std::string::npos);
    CHECK(h.live.health().discontinuities == 0);
    h.live.end();
    save(h, at.path);
    const auto index = (at.path / "index.m3u8").string();
    CHECK(run_command("ffmpeg -v error -allowed_extensions ALL -i " + index +
                      " -map 0:v:0 -map 0:a:0 -f null -") == "");
    const auto frames =
        run_command("ffprobe -v error -allowed_extensions ALL -count_packets -select_streams v:0"
                    " -show_entries stream=nb_read_packets -of csv=p=0 " +
                    (at.path / "video.m3u8").string());
    CHECK(std::atoi(frames.c_str()) == 360);
}

TEST_CASE("Key frames that do not come each two seconds make segments as long as they need") {
    const folder at;
    if (!make_bodies(at.path, {.gop = 75})) return;
    hall h;
    push_bodies(h, read_file(at.path / "video.mp4"), read_file(at.path / "audio.mp4"));
    const auto video = h.text("video.m3u8");
    CHECK(count(video, "#EXTINF:2.50000,") >= 3);
    CHECK(value(video, "#EXT-X-TARGETDURATION:") == "3");
    CHECK(value(h.text("audio.m3u8"), "#EXT-X-TARGETDURATION:") == "3");
}
