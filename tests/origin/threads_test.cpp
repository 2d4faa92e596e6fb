#include "origin/fragment_writer.hpp"
#include "origin/stream.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace jiangtang::origin;

TEST_CASE("Publishers and players work at once from several threads and every waiter is called once") {
    std::atomic<std::int64_t> now{1'600'754'400'000};
    std::atomic<int> asked{0}, called{0};
    {
        stream live({}, [&] { return now.load(); });
        const auto publish = [&](const char* track, bool video) {
            auto in = *live.publish(track);
            (void)in->push(fragment_writer::init({.video = video, .timescale = video ? 90000u : 48000u}));
            for (int i = 0; i < 400; ++i) {
                now += 150;
                const auto bytes = video ? fragment_writer::picture_part(0, i, i % 6 == 0)
                                         : fragment_writer::sound_part(0, i);
                if (in->push(bytes)) break;
            }
        };
        const auto play = [&](const char* track) {
            const auto path = std::string(track) + ".m3u8";
            for (std::int64_t msn = 0; msn < 60; ++msn) {
                for (std::int64_t part = 0; part < 6; ++part) {
                    ++asked;
                    query q;
                    q.msn = msn;
                    q.part = part;
                    live.when_ready(path, q, [&](answer) { ++called; });
                    (void)live.get("index.m3u8", {});
                    (void)live.get(std::string(track) + '/' + std::to_string(msn) + ".m4s", {});
                    (void)live.health();
                    live.give_up(now);
                }
            }
        };
        std::vector<std::thread> threads;
        threads.emplace_back(publish, "video", true);
        threads.emplace_back(publish, "audio", false);
        threads.emplace_back(publish, "audio", false);
        threads.emplace_back(play, "video");
        threads.emplace_back(play, "audio");
        for (auto& t : threads) t.join();
    }
    CHECK(asked == called);
}
