// The organizer sets the source over HTTP: the encoder that runs is the one that was set, and is there again when killed.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include <signal.h>

namespace jiangtang::test {
namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

const std::string door = demo + "/source";

int put(browser& b, const std::string& source) {
    return b.put(door, json::serialize(json::object{{"source", source}})).status;
}

template <class Condition>
bool wait_for(Condition condition, std::chrono::seconds limit = 30s) {
    for (auto until = clock::now() + limit; clock::now() < until; std::this_thread::yield())
        if (condition()) return true;
    return false;
}

/// The ids of the encoders that were started, in their order.
std::vector<pid_t> encoders(const hall& h) {
    std::vector<pid_t> all;
    const auto log = h.log();
    const std::string words = "as process ";
    for (auto at = log.find(words); at != std::string::npos; at = log.find(words, at + 1))
        all.push_back(std::stoi(log.substr(at + words.size())));
    return all;
}

int count(const std::string& in, const std::string& what) {
    int n = 0;
    for (auto at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++n;
    return n;
}

std::string playlist(browser& b) { return b.get("/live/2020-3/video.m3u8").body; }

} // namespace

TEST_CASE(
    "the organizer's source runs while live, is exchanged at once, and its encoder is there again when killed") {
    hall h;
    browser organizer{h}, viewer{h};
    organizer.sign_in(h.token("organizer"));
    CHECK(viewer.get(door).status == 401);
    CHECK(put(viewer, "test:") == 401);
    REQUIRE(put(organizer, "test:") == 200);
    CHECK(encoders(h).empty());
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    REQUIRE(wait_for([&] { return playlist(viewer).find("#EXTINF") != std::string::npos; }));
    REQUIRE(encoders(h).size() == 1);

    REQUIRE(put(organizer, "test:?strip=1") == 200);
    REQUIRE(wait_for([&] { return encoders(h).size() == 2; }));
    REQUIRE(wait_for([&] { return count(playlist(viewer), "#EXT-X-DISCONTINUITY\n") == 1; }));
    CHECK(number_at(organizer.must_get(door), "restarts") == 0);

    auto killed = clock::now();
    REQUIRE(::kill(encoders(h).back(), SIGKILL) == 0);
    REQUIRE(wait_for([&] { return encoders(h).size() == 3; }));
    auto again = (clock::now() - killed) / 1ms;
    MESSAGE("an encoder that was killed was started again after " << again << " ms");
    CHECK(again < 2000);
    REQUIRE(wait_for([&] { return count(playlist(viewer), "#EXT-X-DISCONTINUITY\n") == 2; }));
    CHECK(number_at(organizer.must_get(door), "restarts") == 1);

    REQUIRE(put(organizer, "") == 200);
    REQUIRE(wait_for([&] { return ::kill(encoders(h).back(), 0) != 0; }));
    CHECK(viewer.get("/live/2020-3/video.m3u8").status == 200);
}

TEST_CASE("a source that may not be is refused with the field and both languages, and nothing changes") {
    hall h;
    browser organizer{h};
    organizer.sign_in(h.token("organizer"));
    auto refused = organizer.put(door, R"({"source":"http://127.0.0.1:1/x"})");
    CHECK(refused.status == 422);
    CHECK(text_at(parsed(refused.body), "code") == "source_refused");
    CHECK(text_at(parsed(refused.body), "field") == "source");
    CHECK(text_at(parsed(refused.body), "message").find("127.0.0.1") == 0);
    CHECK(text_at(organizer.must_get(door), "source") == "");
}

} // namespace jiangtang::test
