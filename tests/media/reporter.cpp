// The report's way to the server, and what it says.
#include "media/reporter.hpp"
#include "media/signal_text.hpp"

#include "ingest_server.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <cstring>

using namespace jiangtang::media;
using namespace jiangtang::media::testing;
using namespace std::chrono_literals;

namespace {

using reports = std::vector<ingest_server::report>;

reporter::settings towards(int port) {
    return {{"127.0.0.1", std::to_string(port), "/ingest/a"}, "KEY", 5ms, 5ms};
}

// Gives a picture and sound for as long as it is told to.
class camera final : public source {
public:
    picture picture_at(const tick&) override {
        const auto made = new_picture();
        std::memset(made.get(), 16, picture_bytes);
        return sees ? made : nullptr;
    }
    bool sound_at(const tick&, std::span<std::int16_t> out) override {
        std::fill(out.begin(), out.end(), std::int16_t{0});
        return hears;
    }
    bool sees = true, hears = true;
};

void run(watched& from, std::int64_t& frame, int frames) {
    std::array<std::int16_t, std::size_t{sound_per_frame} * sound_channels> sound{};
    for (const auto until = frame + frames; frame < until; ++frame) {
        const tick at{frame, frame, frame * 1'000'000'000 / frames_per_second};
        from.sound_at(at, sound);
        from.picture_at(at);
    }
}

} // namespace

TEST_CASE("reports go one after another on one connection, with the key") {
    ingest_server server;
    std::atomic<int> n{0};
    const reporter one(towards(server.port()), [&] { return "{\"n\":" + std::to_string(++n) + "}"; });
    REQUIRE(server.wait_reports([](const reports& all) { return all.size() >= 5; }));
    const auto all = server.reports();
    CHECK(all[0].head.starts_with("PUT /ingest/a/signal HTTP/1.1\r\n"));
    CHECK(all[0].head.find("\r\nAuthorization: Bearer KEY\r\n") != std::string::npos);
    CHECK(all[0].head.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(all[i].body == "{\"n\":" + std::to_string(i + 1) + "}");
        CHECK(all[i].connection == all[0].connection);
    }
}

TEST_CASE("after a lost connection, and after a refusal, it reports again") {
    ingest_server server;
    const reporter one(towards(server.port()), [] { return "{}"; });
    REQUIRE(server.wait_reports([](const reports& all) { return !all.empty(); }));
    server.cut();
    auto so_far = server.reports().size();
    REQUIRE(server.wait_reports([&](const reports& all) { return all.size() > so_far; }));
    server.answer_reports("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}");
    so_far = server.reports().size();
    REQUIRE(server.wait_reports([&](const reports& all) { return all.size() > so_far + 2; }));
    server.answer_reports("HTTP/1.1 204 No Content\r\n\r\n");
    so_far = server.reports().size();
    CHECK(server.wait_reports([&](const reports& all) { return all.size() > so_far + 2; }));
}

TEST_CASE("it ends at once, whether the server answers or not") {
    ingest_server silent;
    silent.answer_reports("");
    auto one = std::make_unique<reporter>(towards(silent.port()), [] { return "{}"; });
    REQUIRE(silent.wait_reports([](const reports& all) { return !all.empty(); }));
    const auto asked = std::chrono::steady_clock::now();
    one.reset();
    reporter{towards(free_port()), [] { return "{}"; }};
    CHECK(std::chrono::steady_clock::now() - asked < 2s);
}

TEST_CASE("a watched source is on, falls silent, goes away after half a second and comes back") {
    camera inner;
    watched from(inner);
    std::int64_t frame = 30;
    run(from, frame, 300);
    CHECK(from.seen().on);
    CHECK(from.seen().since == 1000);
    CHECK(from.seen().last_frame_at == (frame - 1) * 1000 / 30);
    CHECK(from.seen().silent_ms > 9900);
    CHECK(from.seen().black_ms > 0);
    inner.sees = inner.hears = false;
    run(from, frame, 10);
    CHECK(from.seen().on);
    run(from, frame, 10);
    CHECK_FALSE(from.seen().on);
    CHECK(from.seen().silent_ms == 0); // that is another matter
    CHECK(from.seen().black_ms == 0);
    const auto away = from.seen().since;
    CHECK(away > 11'000);
    inner.sees = true;
    run(from, frame, 30);
    CHECK(from.seen().on);
    CHECK(from.seen().since > away);
    CHECK(from.seen().silent_ms > 900); // picture without sound
}

TEST_CASE("the report is the JSON of docs/protocol.md; what is not known is left out") {
    watched::view seen;
    seen.since = 5;
    CHECK(signal_text(source_kind::srt, seen, {}, {}) ==
          R"({"source":{"state":"away","kind":"srt","since":5},"picture":{"black_ms":0,"frozen_ms":0},)"
          R"("sound":{"silent_ms":0,"peak_db":-100.0,"clipped_ms":0},"renditions":[]})");
    seen.on = true;
    seen.last_frame_at = 7;
    seen.silent_ms = 8200;
    source_facts known;
    known.width = 1920;
    known.height = 1080;
    known.codec = "h\"264";
    known.fps = 25;
    known.bitrate = 4'200'000;
    known.key_frame_interval_ms = 2000;
    known.drift_ms = -12;
    const auto text =
        signal_text(source_kind::rtmp, seen, known,
                    {{"video", 1280, 720, 2000, 30, 4, false, false}, {.track = "b", .off = true}});
    CHECK(
        text ==
        R"({"source":{"state":"on","kind":"rtmp","since":5,"width":1920,"height":1080,"codec":"h264","fps":25,)"
        R"("bitrate":4200000,"key_frame_interval_ms":2000,"last_frame_at":7,"drift_ms":-12},)"
        R"("picture":{"black_ms":0,"frozen_ms":0},"sound":{"silent_ms":8200,"peak_db":-100.0,"clipped_ms":0},)"
        R"("renditions":[{"track":"video","width":1280,"height":720,"bitrate":2000000,"fps":30,"dropped":4,)"
        R"("passed_through":false,"off":false},{"track":"b","width":0,"height":0,"bitrate":0,"fps":0,)"
        R"("dropped":0,"passed_through":false,"off":true}]})");
}
