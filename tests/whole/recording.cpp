// The recording: what was on air is there again, over a kill -9, as time-shift while it runs and as replay afterwards.
#include "whole/publisher.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace jiangtang::test;

namespace {

int count(const std::string& text, std::string_view what) {
    int n = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + what.size())) ++n;
    return n;
}

std::string get(const hall& h, const std::string& path, int status = 200) {
    browser viewer{h};
    auto answer = viewer.get(path);
    CHECK_MESSAGE(answer.status == status, path);
    return answer.body;
}

} // namespace

TEST_CASE("what was on air before and after a kill -9 is in the time-shift, the replay and the download") {
    hall h;
    auto key = run({"ingest-key", "--data", h.data(), "--event", "2020-3"}).out.substr(0, 22);
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    get(h, "/api/events/2020-3/replay", 409);
    organizer.must_post(demo + "/stream", {{"do", "start"}});

    const auto first = now_ms() - 20'000;
    publish(h, key, first, 13);
    h.kill();
    h.start();
    organizer = browser{h};
    organizer.sign_in(h.token("organizer"));
    auto shift = get(h, "/live/2020-3/video.event.m3u8");
    CHECK(count(shift, "#EXTINF") == 3);
    CHECK(count(shift, "#EXT-X-ENDLIST") == 0);
    CHECK(count(get(h, "/live/2020-3/video.m3u8"), "#EXTINF") == 3); // a player that was there goes on

    const auto second = now_ms() - 2000;
    publish(h, key, second, 18);
    browser viewer{h};
    viewer.watch("林一帆");
    feed asker{viewer}, moderator{organizer, "&as=organizer"};
    auto asked = asker.command({{"id", "c1"}, {"do", "ask"}, {"text", "损耗率是多少？"}});
    for (const auto* act : {"approve", "stage"})
        moderator.command({{"id", act}, {"do", act}, {"question", text_at(asked, "question/id")}});
    auto event = organizer.must_get(demo);
    const auto talk = text_at(event, "event/agenda/3/id");
    organizer.must_post(demo + "/segments/" + talk + "/start", json::object{});
    organizer.must_post(demo + "/stream", {{"do", "end"}});

    shift = get(h, "/live/2020-3/video.event.m3u8");
    CHECK(count(shift, "#EXTINF") == 6);
    CHECK(count(shift, "#EXT-X-DISCONTINUITY\n") == 1);
    CHECK(count(shift, "#EXT-X-ENDLIST") == 1);

    auto check_replay = [&] {
        auto replay = organizer.must_get(demo + "/replay");
        CHECK(at(replay, "ready").as_bool());
        CHECK(number_at(replay, "starts_at") == first);
        CHECK(number_at(replay, "duration_ms") == 31 * 1000 / 3);
        CHECK(number_at(replay, "gaps/0/at_ms") == 13 * 1000 / 3);
        CHECK(std::abs(number_at(replay, "gaps/0/ms") - (second - first - 13 * 1000 / 3)) <= 1);
        CHECK(text_at(replay, "questions/0/question/text") == "损耗率是多少？");
        const auto staged = number_at(replay, "questions/0/question/staged_at");
        CHECK(std::abs(number_at(replay, "questions/0/at_ms") - (13 * 1000 / 3 + staged - second)) <= 1);
        CHECK(text_at(replay, "chapters/0/segment") == talk);
        const auto bytes = number_at(replay, "download_bytes");
        CHECK(bytes > 0);
        auto part = organizer.get("/replay/2020-3/download.mp4", {{"Range", "bytes=4-7"}});
        CHECK(part.status == 206);
        CHECK(part.body == "ftyp");
        const http_fields other{{"Range", "bytes=4-7"}, {"If-Range", "\"another\""}};
        CHECK(organizer.get("/replay/2020-3/download.mp4", other).status == 200);
        const http_fields this_one{{"Range", "bytes=4-7"}, {"If-Range", part.field("etag")}};
        CHECK(organizer.get("/replay/2020-3/download.mp4", this_one).status == 206);
        CHECK(part.field("content-range") == "bytes 4-7/" + std::to_string(bytes));
        CHECK(get(h, "/replay/2020-3/download.mp4").size() == static_cast<std::size_t>(bytes));
        auto beyond = organizer.get("/replay/2020-3/download.mp4", {{"Range", "bytes=99999999-"}});
        CHECK(beyond.status == 416);
        auto vod = get(h, "/replay/2020-3/video.m3u8");
        CHECK(count(vod, "#EXT-X-PLAYLIST-TYPE:VOD") == 1);
        CHECK(count(vod, "#EXTINF") == 6);
        auto name = vod.substr(vod.rfind("video/"));
        CHECK(get(h, "/replay/2020-3/" + name.substr(0, name.find('\n'))).find("moof") == 4);
        CHECK(get(h, "/live/2020-3/video.event.m3u8") == shift); // who was in the time-shift plays on
    };
    check_replay();
    CHECK(h.stop() == 0);
    // One that was begun and got nothing, not even a journal, hides none.
    std::filesystem::create_directory(std::filesystem::path{h.data()} / "recordings" / "2020-3" /
                                      "9999999999999");
    h.start();
    organizer = browser{h};
    organizer.sign_in(h.token("organizer"));
    check_replay();
    get(h, "/replay/2020-3/../../etc/passwd", 404);
    get(h, "/replay/..%2F..%2Fetc/index.m3u8", 400);
}

TEST_CASE("an event that was never on air has no replay, and says so") {
    hall h;
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    organizer.must_post(demo + "/stream", {{"do", "end"}});
    CHECK(text_at(parsed(get(h, "/api/events/2020-3/replay", 404)), "code") == "no_recording");
    get(h, "/replay/2020-3/index.m3u8", 404);
    get(h, "/replay/2020-3/download.mp4", 404);
}

TEST_CASE("the stream that was ended by mistake goes on in the same recording") {
    hall h;
    auto key = run({"ingest-key", "--data", h.data(), "--event", "2020-3"}).out.substr(0, 22);
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    publish(h, key, now_ms() - 20'000, 13);
    organizer.must_post(demo + "/stream", {{"do", "end"}});
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    organizer.must_post(demo + "/stream", {{"do", "start"}}); // pressed twice
    CHECK(count(get(h, "/live/2020-3/video.m3u8"), "#EXTINF") == 3);
    CHECK(count(get(h, "/live/2020-3/video.m3u8"), "#EXT-X-ENDLIST") == 0);
    publish(h, key, now_ms() - 4000, 13);
    organizer.must_post(demo + "/stream", {{"do", "end"}});
    auto replay = organizer.must_get(demo + "/replay");
    CHECK(number_at(replay, "duration_ms") == 26 * 1000 / 3);
}
