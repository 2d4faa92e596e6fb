// The program jiangtang-media with sources on real servers: what it shows, how soon, and what it does not touch.
#include "media_program.hpp"
#include "nginx.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace jiangtang::media::testing;
using namespace std::chrono_literals;
using moment = media_program::clock;

namespace {

constexpr const char* shows_source = "picture: the source";
constexpr const char* shows_slate = "picture: the slate";

long ms_between(moment::time_point from, moment::time_point to) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(to - from).count();
}

// Makes a file of five seconds with picture and tone.
void make_talk(const std::string& file, const std::string& options = "") {
    const auto said =
        output_of("ffmpeg -v error -f lavfi -i testsrc2=s=320x240:r=25:d=5 -f lavfi -i sine=440:d=5 "
                  "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a aac " +
                  options + " '" + file + "' 2>&1");
    REQUIRE(said == "");
}

// A source that is cut and comes back, as `push` starts it; it may be refused at first and is then started again. A busy
// machine only adds delay: one of three rounds within two seconds shows that nothing here takes longer.
void cut_and_come_back(media_program& tv, const std::string& name,
                       const std::function<std::unique_ptr<child>()>& push) {
    std::unique_ptr<child> source;
    moment::time_point started;
    const auto until_seen = [&](int times) {
        for (int i = 0; i < 60 && !tv.says(shows_source, times, 0ms); ++i) {
            if (!source || !source->running()) {
                started = moment::now();
                source = push();
            }
            tv.says(shows_source, times, 500ms);
        }
        return tv.when(shows_source, times, 0ms);
    };
    REQUIRE(tv.says(shows_slate));
    REQUIRE_MESSAGE(until_seen(1), tv.log());
    bool in_time = false;
    for (int round = 2; round < 5 && !in_time; ++round) {
        source->kill();
        const auto killed = moment::now();
        const auto slate = tv.when(shows_slate, round);
        REQUIRE_MESSAGE(slate, tv.log());
        const auto back = until_seen(round);
        REQUIRE_MESSAGE(back, tv.log());
        const auto away_ms = ms_between(killed, *slate), back_ms = ms_between(started, *back);
        MESSAGE(name << ": slate " << away_ms << " ms after the source was killed, picture " << back_ms
                     << " ms after its pusher was started again");
        in_time = away_ms < 2000 && back_ms < 2000;
    }
    CHECK(in_time);
    CHECK(tv.stop() == 0);
}

} // namespace

TEST_CASE("an SRT push that is cut gives the slate within two seconds, and the next one the picture") {
    ingest_server server;
    const int port = free_port(true);
    media_program tv("srt://127.0.0.1:" + std::to_string(port) + "?mode=listener&passphrase=ten-letters",
                     server.port());
    const auto to = "srt://127.0.0.1:" + std::to_string(port) + "?mode=caller&passphrase=";
    CHECK(child(push_command("mpegts", to + "another-one")).wait() != 0);
    cut_and_come_back(tv, "SRT",
                      [&] { return std::make_unique<child>(push_command("mpegts", to + "ten-letters")); });
}

TEST_CASE("RTMP is pushed to nginx as deploy/ sets it up, with the stream key only, and pulled from there") {
    const int port = free_port(), check_port = free_port();
    const temp_folder folder;
    auto configuration = text_of(DEPLOY_DIR "/nginx-rtmp.conf");
    replace(configuration, "/run/jiangtang-rtmp", folder.path());
    replace(configuration, "listen 1935", "listen 127.0.0.1:" + std::to_string(port));
    replace(configuration, "127.0.0.1:1936", "127.0.0.1:" + std::to_string(check_port));
    replace(configuration, "STREAM-KEY", "a-long-word");
    // Where the key is written down; the last file is where nginx-rtmp logs unless it is told not to.
    const auto written_down = [&] {
        return output_of("grep -rcsF --exclude=nginx.conf a-long-word '" + folder.path() +
                         "' /var/log/nginx/access.log | grep -v ':0$'");
    };
    const auto before = written_down();
    const nginx door(folder, configuration, port);
    const auto url = "rtmp://127.0.0.1:" + std::to_string(port) + "/live/2020-3";
    CHECK(child(push_command("flv", url)).wait() != 0);
    CHECK(child(push_command("flv", url + "?key=another")).wait() != 0);
    ingest_server server;
    // An organizer's source where the operator allows this network: through the relay as well.
    media_program tv(url, server.port(), {"--guarded", "ports=9000-9009,inside"});
    cut_and_come_back(tv, "RTMP",
                      [&] { return std::make_unique<child>(push_command("flv", url + "?key=a-long-word")); });
    CHECK(written_down() == before);
}

TEST_CASE("RTSP is pulled over TCP, and again when the camera was off") {
    const int port = free_port();
    ingest_server server;
    media_program tv("rtsp://127.0.0.1:" + std::to_string(port) + "/camera", server.port(),
                     {"--guarded", "ports=9000-9009,inside"});
    cut_and_come_back(tv, "RTSP", [&] {
        return std::make_unique<child>(std::vector<std::string>{RTSP_SERVER, std::to_string(port)});
    });
}

TEST_CASE("a live HLS stream and a plain file are pulled over http") {
    const web_server web;
    make_talk(web.place("talk.mp4"), "-movflags +faststart");
    auto live = push_command("hls", web.place("live.m3u8"));
    live.insert(live.end() - 1, {"-hls_time", "1", "-hls_list_size", "6"});
    const child pusher(live);
    ingest_server server;
    SUBCASE("a file") {
        media_program tv(web.plain("talk.mp4"), server.port());
        CHECK_MESSAGE(tv.says(shows_source), tv.log());
    }
    SUBCASE("HLS, the playlist and its segments") {
        media_program tv(web.plain("live.m3u8"), server.port(), {"--guarded", "ports=9000-9009,inside"});
        CHECK_MESSAGE(tv.says(shows_source), tv.log());
        CHECK(web.asked("live.m3u8") > 0);
        int segments = 0; // which of them it begins with is the reader's choice
        for (int i = 0; i < 30; ++i) segments += web.asked("live" + std::to_string(i) + ".ts");
        CHECK(segments > 0);
    }
}

TEST_CASE("https is pulled when the certificate holds, and refused in clear words when it does not") {
    const web_server web;
    make_talk(web.place("talk.mp4"), "-movflags +faststart");
    ingest_server server;
    SUBCASE("signed by an authority that is trusted") {
        media_program tv(web.secure("talk.mp4"), server.port(), {"--guarded", "ports=9000-9009,inside"},
                         {"SSL_CERT_FILE=" + web.folder.path() + "/cert.pem"});
        CHECK_MESSAGE(tv.says(shows_source), tv.log());
    }
    SUBCASE("signed by nobody") {
        media_program tv(web.secure("talk.mp4"), server.port());
        CHECK_MESSAGE(tv.says("the server's certificate is not valid"), tv.log());
        CHECK(web.asked("talk.mp4") == 0);
    }
    SUBCASE("for another name") {
        media_program tv("https://127.0.0.1:" + std::to_string(web.tls_port) + "/talk.mp4", server.port(), {},
                         {"SSL_CERT_FILE=" + web.folder.path() + "/cert.pem"});
        CHECK_MESSAGE(tv.says("the server's certificate is not valid"), tv.log());
        CHECK(web.asked("talk.mp4") == 0);
    }
}

TEST_CASE("a file that is played once ends with the slate") {
    const temp_folder folder;
    make_talk(folder.path() + "/talk.mp4");
    ingest_server server;
    media_program tv("file:" + folder.path() + "/talk.mp4?once=1", server.port());
    const auto began = tv.when(shows_source);
    REQUIRE(began);
    const auto ended = tv.when("the file has ended");
    REQUIRE(ended);
    CHECK(ms_between(*began, *ended) > 4000); // in real time
    CHECK(tv.says(shows_slate, 2));
    CHECK_FALSE(tv.says(shows_source, 2, 0ms));
    CHECK(tv.stop() == 0);
}

TEST_CASE("a guarded source leads nowhere that the rule forbids, whatever a server answers") {
    const web_server web;
    make_talk(web.place("talk.mp4"), "-movflags +faststart");
    make_talk(web.place("talk.ts"), "-f mpegts");
    const auto outside = web.folder.path() + "/outside.ts";
    make_talk(outside, "-f mpegts");
    const auto playlist = [&](const std::string& name, const std::string& segment) {
        std::ofstream(web.place(name)) << "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n"
                                       << segment << "\n#EXT-X-ENDLIST\n";
    };
    // 0.0.0.0 is this machine to the kernel, and no source to the rule.
    playlist("inner.m3u8", "http://0.0.0.0:" + std::to_string(web.port) + "/talk.ts");
    playlist("file.m3u8", "file://" + outside);
    ingest_server server;
    const std::vector<std::string> none{"--guarded", "ports=9000-9009"},
        inside{"--guarded", "ports=9000-9009,inside"};

    SUBCASE("its own address") {
        media_program tv(web.plain("talk.mp4"), server.port(), none);
        CHECK_MESSAGE(tv.says("refused: 127.0.0.1 is inside"), tv.log());
        CHECK(web.asked("talk.mp4") == 0);
    }
    SUBCASE("a redirect") {
        media_program tv(web.plain("away/talk.mp4"), server.port(), inside);
        CHECK_MESSAGE(tv.says("refused: 0.0.0.0"), tv.log());
        CHECK(web.asked("talk.mp4") == 0);
    }
    SUBCASE("a playlist's segment") {
        media_program tv(web.plain("inner.m3u8"), server.port(), inside);
        CHECK_MESSAGE(tv.says("refused: 0.0.0.0"), tv.log());
        CHECK(web.asked("talk.ts") == 0);
    }
    SUBCASE("a playlist's local file") {
        media_program tv(web.plain("file.m3u8"), server.port(), inside);
        CHECK_MESSAGE(tv.says("source: ", 2), tv.log());
        CHECK_FALSE(tv.says(shows_source, 1, 0ms));
    }
    SUBCASE("control: unguarded, the redirect, the segment and the file are played") {
        for (const auto* name : {"away/talk.mp4", "inner.m3u8", "file.m3u8"}) {
            media_program tv(web.plain(name), server.port());
            CHECK_MESSAGE(tv.says(shows_source), name << "\n" << tv.log());
        }
    }
    SUBCASE("a host of RTSP, RTMP or SRT") {
        for (const auto* scheme : {"rtsp", "rtmp", "srt"}) {
            media_program tv(scheme + std::string("://127.0.0.1:") + std::to_string(web.port) + "/live/x",
                             server.port(), none);
            CHECK_MESSAGE(tv.says("127.0.0.1 is inside"), scheme << "\n" << tv.log());
        }
    }
    SUBCASE("a file outside the operator's folder") {
        media_program tv(outside, server.port(), {"--guarded", "ports=9000-9009,files=" + web.place("")});
        CHECK_MESSAGE(tv.says("There is no such file in the allowed folder"), tv.log());
        media_program good("talk.mp4", server.port(),
                           {"--guarded", "ports=9000-9009,files=" + web.place("")});
        CHECK_MESSAGE(good.says(shows_source), good.log());
    }
}
