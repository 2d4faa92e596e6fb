#include "media/uplink.hpp"

#include "ingest_server.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <semaphore>

using namespace jiangtang::media;
using namespace jiangtang::media::testing;
using namespace std::chrono_literals;

namespace {

using posts = std::vector<ingest_server::post>;

publisher::settings towards(int port) {
    publisher::settings with;
    with.to = {"127.0.0.1", std::to_string(port), "/ingest/a"};
    with.key = "KEY";
    with.track = "video";
    with.content_type = "video/mp4";
    with.retry_first = with.retry_last = 5ms;
    return with;
}

std::string problem(const char* status, const std::string& code) {
    const auto body = R"({"code":")" + code + R"(","detail":"why"})";
    return std::string("HTTP/1.1 ") + status + "\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

} // namespace

TEST_CASE("a track is one chunked POST with the key: the init segment, the packets, the last chunk") {
    ingest_server server;
    uplink up([] {});
    auto& track = up.add(towards(server.port()));
    up.start();
    track.open("INIT");
    track.push({"one", true});
    track.push({"two", false});
    up.finish(5s);
    const auto got = server.posts();
    REQUIRE(got.size() == 1);
    CHECK(got[0].head.starts_with("POST /ingest/a/video HTTP/1.1\r\n"));
    CHECK(got[0].head.find("\r\nAuthorization: Bearer KEY\r\n") != std::string::npos);
    CHECK(got[0].head.find("\r\nContent-Type: video/mp4\r\n") != std::string::npos);
    CHECK(got[0].head.find("Expect") == std::string::npos);
    CHECK(got[0].body == "INITonetwo");
    CHECK(got[0].chunks.size() == 3);
    CHECK(got[0].ended);
}

TEST_CASE("after a lost connection the track begins again with its init segment at the next segment") {
    ingest_server server;
    uplink up([] {});
    auto& track = up.add(towards(server.port()));
    up.start();
    track.open("INIT");
    track.push({"1", true});
    REQUIRE(server.wait([](const posts& all) { return !all.empty() && all[0].body == "INIT1"; }));
    server.cut();
    // Some packets may still go into the dead connection; the new one begins with a whole segment anyway.
    const auto back = [](const posts& all) { return all.size() > 1 && all.back().body.size() > 8; };
    for (int i = 0; i < 500 && !server.wait(back, 10ms); ++i) {
        track.push({"part", false});
        track.push({"SEGMENT", true});
        track.push({"part", false});
    }
    REQUIRE(server.wait(back));
    CHECK(server.posts().back().body.starts_with("INITSEGMENT"));
    up.finish(5s);
}

TEST_CASE("a track that is closed ends its POST, and when it is opened again begins another at once") {
    ingest_server server;
    uplink up([] {});
    auto& track = up.add(towards(server.port()));
    up.start();
    track.open("INIT");
    track.push({"1", true});
    track.close();
    REQUIRE(server.wait([](const posts& all) { return !all.empty() && all[0].ended; }));
    track.push({"half", false});
    track.open("AGAIN");
    track.push({"2", true});
    up.finish(5s);
    const auto got = server.posts();
    REQUIRE(got.size() == 2);
    CHECK(got[0].body == "INIT1");
    CHECK(got[1].body == "AGAIN2");
    CHECK(got[1].ended);
}

TEST_CASE(
    "another init segment goes where it stands among the packets, and later connections begin with it") {
    ingest_server server;
    uplink up([] {});
    auto& track = up.add(towards(server.port()));
    up.start();
    track.open("INIT");
    track.push({"1", true});
    track.open("OTHER");
    track.push({"2", true});
    REQUIRE(server.wait([](const posts& all) { return !all.empty() && all[0].body == "INIT1OTHER2"; }));
    server.cut();
    const auto back = [](const posts& all) {
        return all.size() > 1 && all.back().body.starts_with("OTHER3");
    };
    for (int i = 0; i < 500 && !server.wait(back, 10ms); ++i) track.push({"3", true});
    CHECK(server.wait(back));
    up.finish(5s);
}

TEST_CASE("nothing is sent before a segment begins, and never half a segment first") {
    ingest_server server;
    uplink up([] {});
    auto& track = up.add(towards(server.port()));
    up.start();
    track.push({"half", false});
    track.open("INIT");
    track.push({"whole", true});
    REQUIRE(server.wait([](const posts& all) { return !all.empty() && all[0].body == "INITwhole"; }));
    up.finish(5s);
}

TEST_CASE("while the server is away the queue is bounded and loses its oldest whole segments") {
    const int port = free_port();
    uplink up([] {});
    auto with = towards(port);
    with.queue_limit = 6;
    auto& track = up.add(with);
    track.open("INIT");
    for (int segment = 0; segment < 100; ++segment)
        for (int i = 0; i < 3; ++i) track.push({std::to_string(segment) + (i ? "" : "!") + " ", i == 0});
    ingest_server server({}, port);
    up.start();
    REQUIRE(server.wait([](const posts& all) { return !all.empty() && all[0].body.ends_with("99 99 "); }));
    CHECK(server.posts()[0].body == "INIT98! 98 98 99! 99 99 ");
    up.finish(5s);
}

TEST_CASE("a server that reads too slowly loses the connection, and the program no memory") {
    std::binary_semaphore again{0};
    std::atomic<int> asked{0};
    ingest_server server([&](const ingest_server::post&) {
        if (++asked == 2) again.release();
        return "";
    });
    uplink up([] {});
    auto with = towards(server.port());
    with.queue_limit = 4;
    auto& track = up.add(with);
    up.start();
    track.open("INIT");
    const std::string large(1 << 20, 'x');
    for (int i = 0; i < 400 && asked < 2; ++i) track.push({large, true});
    track.push({"end", true});
    CHECK(again.try_acquire_for(10s));
    up.finish(5s);
}

TEST_CASE("a refusal that trying again cannot mend ends the track, once") {
    for (const auto& answer :
         {problem("401 Unauthorized", "bad_key"), problem("404 Not Found", "no_such_event"),
          problem("403 Forbidden", "x"), problem("409 Conflict", "stream_replaced")}) {
        ingest_server server([&](const ingest_server::post&) { return answer; });
        std::counting_semaphore<> refused{0};
        uplink up([&] { refused.release(); });
        auto& track = up.add(towards(server.port()));
        up.start();
        track.open("INIT");
        track.push({"1", true});
        CHECK(refused.try_acquire_for(10s));
        track.push({"2", true});
        up.finish(5s);
        CHECK(server.posts().size() == 1);
        CHECK_FALSE(refused.try_acquire());
    }
}

TEST_CASE("any other error answer is tried again") {
    int asked = 0;
    ingest_server server([&](const ingest_server::post&) {
        return ++asked == 1 ? problem("503 Busy", "busy")
               : asked == 2 ? problem("409 Conflict", "not_live")
               : asked == 3
                   ? problem("409 Conflict", "stream_contested") // by its own older connection, perhaps
                   : "";
    });
    bool refused = false;
    uplink up([&] { refused = true; });
    auto& track = up.add(towards(server.port()));
    up.start();
    track.open("INIT");
    // What goes into a refused connection is lost with it: push until the fourth one has something.
    const auto taken = [](const posts& all) {
        return all.size() == 4 && all.back().body.starts_with("INITs");
    };
    for (int i = 0; i < 500 && !server.wait(taken, 10ms); ++i) track.push({"s", true});
    CHECK(server.wait(taken));
    up.finish(5s);
    CHECK_FALSE(refused);
}

TEST_CASE("ending does not wait for a server that is not there") {
    uplink up([] {});
    auto& track = up.add(towards(free_port()));
    up.start();
    track.open("INIT");
    track.push({"1", true});
    const auto began = std::chrono::steady_clock::now();
    up.finish(200ms);
    CHECK(std::chrono::steady_clock::now() - began < 2s);
}
