// The whole of jiangtang-media in one process: real sources, the encoder, a server that takes the tracks.
#include "boxes.hpp"
#include "child.hpp"
#include "ingest_server.hpp"

#include "media/options.hpp"
#include "media/picture.hpp"
#include "media/run.hpp"
#include "media/strip.hpp"

#include <doctest/doctest.h>

#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <future>

using namespace jiangtang::media;
using namespace jiangtang::media::testing;
using namespace std::chrono_literals;

namespace {

using posts = std::vector<ingest_server::post>;
using clock_type = std::chrono::steady_clock;

// Listens to the log for what the program shows.
class log_ear : public spdlog::sinks::base_sink<std::mutex> {
public:
    log_ear() {
        spdlog::default_logger()->sinks().push_back({this, [](auto*) {}});
    }
    ~log_ear() override { spdlog::default_logger()->sinks().pop_back(); }

    // Waits until a line with `words` was said `times` times.
    bool wait(const std::string& words, int times, std::chrono::milliseconds limit) {
        std::unique_lock lock(said_mutex_);
        return said_.wait_for(lock, limit, [&] {
            return std::count_if(lines_.begin(), lines_.end(), [&](const std::string& line) {
                       return line.find(words) != std::string::npos;
                   }) >= times;
        });
    }

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        std::lock_guard lock(said_mutex_);
        lines_.emplace_back(message.payload.begin(), message.payload.end());
        said_.notify_all();
    }
    void flush_() override {}

    std::mutex said_mutex_;
    std::condition_variable said_;
    std::vector<std::string> lines_;
};

// The program on a thread, publishing to a server of its own.
class station {
public:
    explicit station(const std::string& source) {
        options with;
        with.source = std::get<source_uri>(jiangtang::intake::parse_source(source));
        with.push = {"127.0.0.1", std::to_string(server.port()), "/ingest/2020-3"};
        with.key = "KEY";
        with.theme = "卓越城市 品质生活";
        code_ = std::async(std::launch::async, [this, with] { return run(with, stop_); });
    }
    ~station() { stop_ = true; }

    int stop() {
        stop_ = true;
        return code_.get();
    }

    std::string body(const std::string& track) const {
        for (const auto& one : server.posts())
            if (one.track == track) return one.body;
        return {};
    }

    // Of sound and the largest picture: a busy machine may switch the smaller ones off, as it should.
    bool wait_parts(std::size_t count) {
        return server.wait(
            [&](const posts& all) {
                return all.size() >= tracks && std::all_of(all.begin(), all.end(), [&](const auto& one) {
                           return one.track.starts_with("video-") || one.chunks.size() > count;
                       });
            },
            30s);
    }

    static constexpr std::size_t tracks = 4;
    ingest_server server;

private:
    std::atomic<bool> stop_{false};
    std::future<int> code_;
};

// Every frame's luma, 16x9 for a glance or the whole picture.
std::string luma_of(const std::string& file, int width, int height) {
    return output_of("ffmpeg -v error -i '" + file + "' -vf scale=" + std::to_string(width) + ":" +
                     std::to_string(height) + " -f rawvideo -pix_fmt gray -");
}

// All parts follow each other without a gap; true when there are some.
bool gapless(const std::vector<fragment>& all) {
    for (std::size_t i = 1; i < all.size(); ++i)
        if (all[i].tfdt != all[i - 1].tfdt + all[i - 1].duration() ||
            all[i].sequence != all[i - 1].sequence + 1)
            return false;
    return !all.empty();
}

// Glances at 16x9: the slate is paper at the left edge, a letterboxed 4:3 picture is black there.
constexpr int glance_width = 16, glance_height = 9;
int left_edge(const std::string& glances, std::size_t frame) {
    return static_cast<std::uint8_t>(glances.at((frame * glance_height + 4) * glance_width));
}

} // namespace

TEST_CASE(
    "the test lecture arrives as four CMAF tracks on one time line that ffmpeg decodes without a word") {
    station tv("test:?strip=1");
    REQUIRE(tv.wait_parts(13));
    const auto asked = clock_type::now();
    CHECK(tv.stop() == exit_clean);
    CHECK(clock_type::now() - asked < 1s);
    for (const auto& one : tv.server.posts()) CHECK(one.ended);
    const auto video_bytes = tv.body("video"), audio_bytes = tv.body("audio");
    const auto video = fragments(video_bytes), audio = fragments(audio_bytes);
    REQUIRE(video.size() > 12);

    SUBCASE("parts are a third of a second exactly, and every 60th frame alone is an IDR") {
        CHECK(gapless(video));
        CHECK(gapless(audio));
        std::size_t frame = 0;
        bool right = true;
        for (std::size_t i = 0; i < video.size(); ++i) {
            right = right && (video[i].duration() == 30000 || i + 1 == video.size());
            for (const bool key : video[i].sync) right = right && key == (frame++ % 60 == 0);
        }
        CHECK(right);
    }
    SUBCASE("the smaller pictures have their IDRs and parts where the largest has, and sound its segments") {
        for (const auto* name : {"video-480", "video-360"}) {
            const auto bytes = tv.body(name);
            const auto small = fragments(bytes);
            CHECK(gapless(small));
            REQUIRE(small.size() >= 6);
            for (std::size_t i = 0; i < std::min(small.size(), video.size()) - 1; ++i) {
                CHECK(small[i].tfdt == video[i].tfdt);
                CHECK(small[i].sync == video[i].sync);
            }
        }
        for (std::size_t i = 0; i < audio.size(); ++i) {
            const auto behind = audio[i].tfdt * 7 - audio[0].tfdt * 7 - i * 96000;
            CHECK(behind < 1024 * 7);
            CHECK(audio[i].duration() * 90000 < video[0].duration() * 48000);
        }
    }
    SUBCASE("both tracks begin at the same moment of the Unix epoch, and that is about now") {
        CHECK(video[0].tfdt * 48000 == audio[0].tfdt * 90000);
        const auto now =
            std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
        CHECK(now - static_cast<double>(video[0].tfdt) / 90000 < 30);
        CHECK(now - static_cast<double>(video[0].tfdt) / 90000 > 0);
    }
    const temp_folder folder;
    const auto video_file = folder.write("video.mp4", video_bytes),
               audio_file = folder.write("audio.mp4", audio_bytes);
    SUBCASE("ffmpeg decodes them and reads 720p at 30 frames, and sound") {
        CHECK(output_of("ffmpeg -v error -i '" + video_file + "' -f null - 2>&1") == "");
        CHECK(output_of("ffmpeg -v error -i '" + audio_file + "' -f null - 2>&1") == "");
        const auto said =
            output_of("ffprobe -v error -show_entries stream=profile,width,height,pix_fmt,avg_frame_rate "
                      "-of csv=p=0 '" +
                      video_file + "'");
        CHECK(said == "Main,1280,720,yuv420p,30/1\n");
        const auto loud = output_of("ffmpeg -i '" + audio_file + "' -af volumedetect -f null - 2>&1");
        const auto peak = loud.find("max_volume: ");
        REQUIRE(peak != std::string::npos);
        CHECK(std::stod(loud.substr(peak + 12)) > -40.0); // dB
    }
    SUBCASE("the strip in each decoded picture says when that picture was taken") {
        const auto frames = luma_of(video_file, picture_width, picture_height);
        REQUIRE(frames.size() > luma_bytes * 60);
        bool right = true;
        for (std::size_t i = 0; i * luma_bytes < frames.size(); ++i) {
            const auto* luma = reinterpret_cast<const std::uint8_t*>(frames.data()) + i * luma_bytes;
            const auto taken = (video[0].tfdt / 3000 + i) * 1000 / 30;
            right = right && strip_decode(luma, picture_width, picture_height, picture_width) ==
                                 static_cast<std::uint32_t>(taken);
        }
        CHECK(right);
    }
}

TEST_CASE("an SRT pusher that is killed leaves a slate, the next one is taken, and the stream has no gap") {
    log_ear ear;
    const int port = free_port(true);
    station tv("srt://127.0.0.1:" + std::to_string(port) +
               "?mode=listener&passphrase=ten-letters&pbkeylen=16&latency=120");
    const auto to = "srt://127.0.0.1:" + std::to_string(port) + "?mode=caller&pbkeylen=16&passphrase=";
    REQUIRE(ear.wait("picture: the slate", 1, 10s));
    // The listener may need a moment to be there: a refused pusher is started again, as encoders do.
    const auto push_until_seen = [&](int times) {
        std::unique_ptr<child> one;
        for (int i = 0; i < 40; ++i) {
            if (!one || !one->running())
                one = std::make_unique<child>(push_command("mpegts", to + "ten-letters"));
            if (ear.wait("picture: the source", times, 500ms)) break;
        }
        return one;
    };
    CHECK(child(push_command("mpegts", to + "another-one")).wait() != 0);
    CHECK_FALSE(ear.wait("picture: the source", 1, 0ms));
    auto first = push_until_seen(1);
    REQUIRE(ear.wait("picture: the source", 1, 0ms));
    REQUIRE(tv.wait_parts(6));
    first->kill();
    const auto killed = clock_type::now();
    REQUIRE(ear.wait("picture: the slate", 2, 10s));
    CHECK(clock_type::now() - killed < 2s);
    const auto second = push_until_seen(2);
    REQUIRE(ear.wait("picture: the source", 2, 0ms));
    const auto so_far = fragments(tv.body("video")).size();
    REQUIRE(tv.wait_parts(so_far + 4));
    const auto asked = clock_type::now();
    CHECK(tv.stop() == exit_clean);
    CHECK(clock_type::now() - asked < 1s);

    CHECK(tv.server.posts().size() == station::tracks);
    const auto video_bytes = tv.body("video"), audio_bytes = tv.body("audio");
    CHECK(gapless(fragments(video_bytes)));
    CHECK(gapless(fragments(audio_bytes)));
    const temp_folder folder;
    const auto glances = luma_of(folder.write("video.mp4", video_bytes), glance_width, glance_height);
    const auto frames = glances.size() / (glance_width * glance_height);
    std::string seen; // s for the slate, p for the picture, one letter a run
    for (std::size_t i = 0; i < frames; ++i) {
        const char now = left_edge(glances, i) > 200 ? 's' : 'p';
        if (seen.empty() || seen.back() != now) seen += now;
    }
    CHECK(seen == "spsp");
}

TEST_CASE("a file is shown in real time, letterboxed, and begins again at its end without a slate") {
    const temp_folder folder;
    const auto file = folder.path() + "/talk.mp4";
    REQUIRE(
        output_of(
            "ffmpeg -v error -f lavfi -i testsrc2=s=320x240:r=25:d=1.5 -f lavfi -i sine=440:d=1.5 -c:v libx264 "
            "-preset ultrafast -pix_fmt yuv420p -c:a aac '" +
            file + "' 2>&1") == "");
    log_ear ear;
    station tv(file);
    REQUIRE(ear.wait("picture: the source", 1, 10s));
    REQUIRE(tv.wait_parts(fragments(tv.body("video")).size() + 12));
    CHECK_FALSE(ear.wait("picture: the slate", 2, 0ms));
    CHECK(tv.stop() == exit_clean);
    const auto glances = luma_of(folder.write("video.mp4", tv.body("video")), glance_width, glance_height);
    CHECK(left_edge(glances, glances.size() / (glance_width * glance_height) - 1) < 40);
    const auto sound = folder.write("audio.mp4", tv.body("audio"));
    CHECK(output_of("ffmpeg -v error -i '" + sound + "' -f null - 2>&1") == "");
}

TEST_CASE("a source that is not there gives the slate, and the program stays") {
    log_ear ear;
    station tv("/nowhere/at all.mp4");
    REQUIRE(ear.wait("picture: the slate", 1, 10s));
    REQUIRE(tv.wait_parts(3));
    CHECK(tv.stop() == exit_clean);
}

TEST_CASE("a server that knows no such event ends the program with its own exit code") {
    ingest_server server([](const ingest_server::post&) {
        return "HTTP/1.1 404 Not Found\r\nContent-Length: 26\r\n\r\n{\"code\":\"event_not_found\"}";
    });
    options with;
    with.push = {"127.0.0.1", std::to_string(server.port()), "/ingest/none"};
    with.key = "KEY";
    std::atomic<bool> stop{false};
    CHECK(run(with, stop) == exit_refused);
}
