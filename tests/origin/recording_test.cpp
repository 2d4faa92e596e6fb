#include "origin/lecture.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>

using namespace lecture;
using namespace jiangtang::origin;

namespace {

namespace fs = std::filesystem;

// A folder that goes with the test.
struct scratch {
    scratch() {
        std::string pattern = (fs::temp_directory_path() / "jiangtang-recording-XXXXXX").string();
        path = ::mkdtemp(pattern.data());
    }
    ~scratch() { fs::remove_all(path); }
    fs::path path;
};

std::shared_ptr<recording> open(const scratch& in, recording_settings with = {.keep_free = 0}) {
    return std::make_shared<recording>(in.path / "take", with);
}

std::string content(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void in_turn(encoder& one, encoder& other, int parts) {
    for (int i = 0; i < parts; ++i)
        for (auto* next : {&one, &other}) next->parts(1);
}

std::string media(const answer& a) { return a.slice ? a.slice->read() : a.body ? *a.body : std::string(); }

} // namespace

TEST_CASE("What was published is read back from the disk byte for byte") {
    scratch folder;
    hall h({.window = std::chrono::seconds(6)});
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true);
    video.parts(6 * 30 + 1);
    kept->finish();
    const auto base = static_cast<std::uint64_t>(two_o_clock) * 90;
    std::string first;
    for (int i = 0; i < 6; ++i) first += fragment_writer::picture_part(base, i, i == 0);
    const auto a = h.live.get("video/0.m4s", {});
    REQUIRE(a.slice);
    CHECK(a.slice->read() == first);
    CHECK(a.immutable);
    CHECK(a.content_type == "video/mp4");
    CHECK(media(h.live.get("video/init-0.mp4", {})) == fragment_writer::init({}));
    CHECK(h.ask("video/99.m4s") == status::not_found);
    CHECK(content(folder.path / "take" / "video.mp4").starts_with(fragment_writer::init({}) + first));
}

TEST_CASE("The time-shift begins at the beginning, the live playlist does not") {
    scratch folder;
    hall h({.window = std::chrono::seconds(10)});
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true), audio(h, "audio", false);
    for (int i = 0; i < 6 * 30 + 1; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    kept->finish();
    CHECK(value(h.text("video.m3u8"), "#EXT-X-MEDIA-SEQUENCE:") == "25");
    const auto text = h.text("video.event.m3u8");
    CHECK(value(text, "#EXT-X-MEDIA-SEQUENCE:") == "0");
    CHECK(value(text, "#EXT-X-PLAYLIST-TYPE:") == "EVENT");
    CHECK(count(text, "#EXTINF:2.00000,") == 30);
    CHECK(count(h.text("index.event.m3u8"), "video.event.m3u8") == 1);
    CHECK(count(h.text("index.event.m3u8"), "URI=\"audio.event.m3u8\"") == 1);
    CHECK(count(h.text("index.plain.m3u8"), "video.plain.m3u8") == 1);
    CHECK(kept->position_us((two_o_clock + 21'500) * 1000) == 21'500'000);
}

TEST_CASE("Who asks the time-shift for the next segment gets it when it is recorded") {
    scratch folder;
    hall h;
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true);
    CHECK(h.ask("video.event.m3u8") == status::not_yet);
    video.parts(7);
    while (!kept->last_complete("video")) std::this_thread::yield();
    CHECK(h.ask("video.event.m3u8", "_HLS_msn=0") == status::ok);
    CHECK(h.ask("video.event.m3u8", "_HLS_msn=3") == status::bad_request);
    REQUIRE(h.ask("video.event.m3u8", "_HLS_msn=1") == status::wait);
    std::promise<std::string> came;
    h.live.when_ready("video.event.m3u8", parse_query("_HLS_msn=1"),
                      [&](answer a) { came.set_value(*a.body); });
    video.parts(6);
    CHECK(count(came.get_future().get(), "#EXTINF") == 2);
    h.live.end();
    kept->finish();
    CHECK(h.text("video.event.m3u8", "_HLS_msn=99").ends_with("#EXT-X-ENDLIST\n"));
}

TEST_CASE("A recording that is opened again has all but the torn end") {
    scratch folder;
    hall h;
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true);
    video.parts(20);
    kept->finish();
    const auto file = folder.path / "take" / "video.mp4", journal = folder.path / "take" / "journal";
    const auto whole = fs::file_size(file);

    SUBCASE("when half a line was written") {
        std::ofstream(journal, std::ios::app) << "part video 3 0 16007";
        std::ofstream(file, std::ios::app) << "half a part";
        CHECK(open(folder)->health().bytes == whole);
        CHECK(fs::file_size(file) == whole);
        CHECK(content(journal).ends_with('\n'));
    }
    SUBCASE("when the last bytes never reached the disk") {
        fs::resize_file(file, whole - 1);
        auto again = open(folder);
        CHECK(again->health().bytes < whole - 1);
        CHECK(again->health().duration_ms == 20 * 1000 / 3 - 333);
    }
    SUBCASE("when the journal is no journal") {
        std::ofstream(journal, std::ios::trunc) << "rubbish\n";
        CHECK(open(folder)->empty());
    }
}

TEST_CASE("A recording that lost a file is read as it is, and never cut to what is left") {
    scratch folder;
    hall h;
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true);
    video.parts(100);
    kept->finish();
    const auto take = folder.path / "take";
    fs::rename(take / "video.mp4", folder.path / "elsewhere.mp4");
    std::ofstream(take / "video.mp4").close();
    const auto journal = fs::file_size(take / "journal");
    CHECK_THROWS(open(folder));
    CHECK(recording(take, {}, recording::access::read).empty());
    fs::remove(take / "video.mp4");
    CHECK_THROWS(recording(take, {}, recording::access::read));
    fs::rename(folder.path / "elsewhere.mp4", take / "video.mp4");
    CHECK(fs::file_size(take / "journal") == journal);
    CHECK(recording(take, {}, recording::access::read).health().duration_ms == 100 * 1000 / 3);
}

TEST_CASE("A stream goes on after a restart: its last minute is there, numbers rise, one discontinuity") {
    scratch folder;
    hall h;
    {
        auto kept = open(folder);
        h.live.record(kept);
        encoder video(h, "video", true), audio(h, "audio", false);
        for (int i = 0; i < 20; ++i) {
            video.parts(1);
            audio.parts(1);
        }
        kept->finish();
    }
    hall again;
    again.now_ms = h.now_ms + 5000;
    auto kept = open(folder);
    again.live.record(kept);
    auto text = again.text("video.m3u8");
    CHECK(value(text, "#EXT-X-MEDIA-SEQUENCE:") == "0");
    CHECK(count(text, "#EXTINF") == 4);
    CHECK(media(again.live.get("video/2.m4s", {})) == media(h.live.get("video/2.m4s", {})));
    CHECK(again.ask("video.m3u8", "_HLS_msn=4&_HLS_part=0") == status::wait);

    encoder video(again, "video", true, again.now_ms), audio(again, "audio", false, again.now_ms);
    for (int i = 0; i < 13; ++i) {
        video.parts(1);
        audio.parts(1);
    }
    for (const auto* name : {"video.m3u8", "audio.m3u8"}) {
        text = again.text(name);
        CHECK(value(text, "#EXT-X-MEDIA-SEQUENCE:") == "0");
        CHECK(count(text, "#EXT-X-DISCONTINUITY\n") == 1);
        CHECK(count(text, "#EXT-X-GAP") == 0);
        CHECK(count(text, "#EXTINF") == 6);
    }
    kept->finish();
    CHECK(count(again.text("video.event.m3u8"), "#EXT-X-DISCONTINUITY\n") == 1);
    const auto gaps = kept->gaps();
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].at_us == 20 * 1'000'000 / 3);
    CHECK(gaps[0].us == doctest::Approx(5'000'000).epsilon(0.01));
}

TEST_CASE(
    "A rung that is switched off has gaps in the time-shift too, and is no choice when there is little of it") {
    scratch folder;
    hall h;
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true), small(h, "video-360", true);
    in_turn(video, small, 4);
    small.end();
    video.parts(3);
    while (!kept->last_complete("video")) std::this_thread::yield();
    REQUIRE(h.ask("video-360.event.m3u8") ==
            status::not_yet); // of its first segment nobody has said that it is whole
    video.parts(12);
    h.live.give_up(h.now_ms);
    while (kept->last_complete("video-360") != kept->last_complete("video")) std::this_thread::yield();
    const auto text = h.text("video-360.event.m3u8");
    CHECK(count(text, "#EXT-X-GAP\n") == 2);
    CHECK(count(text, "#EXTINF:2.00000,") == 2);
    CHECK(count(h.text("index.event.m3u8"), "video-360") == 0);
    CHECK(count(h.text("index.event.m3u8"), "video.event.m3u8") == 1);
}

TEST_CASE("What a rung has left out lies where it lay before the restart, over an outage too") {
    scratch folder;
    hall h;
    auto kept = open(folder);
    h.live.record(kept);
    std::optional<encoder> video, small;
    video.emplace(h, "video", true);
    small.emplace(h, "video-360", true);
    in_turn(*video, *small, 8);
    small->end();
    video->parts(21);
    video->end();
    h.now_ms += 3000;
    video.emplace(h, "video", true, h.now_ms);
    video->parts(12);
    small.emplace(h, "video-360", true, h.now_ms);
    in_turn(*video, *small, 12);
    h.live.end();
    kept->finish();

    hall again;
    again.live.record(open(folder));
    const auto lines = [](hall& of) {
        std::string all;
        std::istringstream text(of.text("video-360.plain.m3u8"));
        for (std::string line; std::getline(text, line);)
            if (line != "#EXT-X-ENDLIST" && !line.starts_with("#EXT-X-MAP"))
                all += line + '\n'; // the same bytes
        return all;
    };
    CHECK(count(lines(h), "#EXT-X-GAP\n") > 3);
    CHECK(count(lines(h), "#EXT-X-DISCONTINUITY\n") > 0);
    CHECK(lines(again) == lines(h));
}

TEST_CASE("After a restart no list begins earlier than before, though a rung was off at the end") {
    scratch folder;
    hall h({.window = std::chrono::seconds(10)});
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true), small(h, "video-360", true);
    in_turn(video, small, 40);
    small.end();
    for (int i = 0; i < 24; ++i) {
        video.parts(1);
        h.live.give_up(h.now_ms);
    }
    kept->finish();
    hall again({.window = std::chrono::seconds(10)});
    again.live.record(open(folder));
    for (const char* name : {"video.m3u8", "video-360.m3u8"}) {
        const auto first = [&](hall& of) {
            return std::stoi(value(of.text(name), "#EXT-X-MEDIA-SEQUENCE:"));
        };
        CHECK(first(h) > 3);
        CHECK(first(again) >= first(h));
    }
}

TEST_CASE("A rung that comes back from a restart as gaps alone has a list that players can read") {
    scratch folder;
    hall h({.window = std::chrono::seconds(10)});
    auto kept = open(folder);
    h.live.record(kept);
    encoder video(h, "video", true), small(h, "video-360", true);
    in_turn(video, small, 12);
    small.end();
    for (int i = 0; i < 60; ++i) {
        video.parts(1);
        h.live.give_up(h.now_ms);
    }
    kept->finish();
    hall again({.window = std::chrono::seconds(10)});
    again.live.record(open(folder));
    const auto text = again.text("video-360.m3u8");
    CHECK(count(text, "#EXTINF") == count(text, "#EXT-X-GAP\n"));
    CHECK(std::stod(value(text, "#EXT-X-PART-INF:PART-TARGET=")) > 0.3);
    const auto edge = std::stoll(value(text, "#EXT-X-MEDIA-SEQUENCE:")) + count(text, "#EXTINF");
    const auto part = [&](int n) {
        return again.ask("video-360.m3u8",
                         "_HLS_msn=" + std::to_string(edge) + "&_HLS_part=" + std::to_string(n));
    };
    CHECK(part(0) == status::wait);
    CHECK(part(40) == status::bad_request);
}

TEST_CASE(
    "A disk that is full stops the recording and not the stream, and the recording goes on when there is room") {
    scratch folder;
    hall h;
    recording_settings with{.keep_free = 1ULL << 60, .retry_after = std::chrono::milliseconds(0)};
    auto kept = open(folder, with);
    h.live.record(kept);
    encoder video(h, "video", true);
    video.parts(20);
    kept->finish();
    CHECK(kept->health().trouble == recording_trouble::disk_full);
    CHECK(kept->empty());
    CHECK(count(h.text("video.m3u8"), "#EXTINF") == 3);
    CHECK(h.ask("video.event.m3u8") == status::not_yet);
}

TEST_CASE("A write that fails leaves the rest of that segment out and the recording readable") {
    scratch folder;
    hall h;
    auto kept = open(folder, {.keep_free = 0,
                              .retry_after = std::chrono::milliseconds(0),
                              .tell_for = std::chrono::milliseconds(0)});
    h.live.record(kept);
    encoder video(h, "video", true);
    video.parts(8);
    const auto written = [&] { return kept->health().duration_ms; };
    while (written() < 8 * 1000 / 3 - 1) std::this_thread::yield();
    // No file may grow any further, as on a disk that turned read-only.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const rlimit tight{fs::file_size(folder.path / "take" / "video.mp4") + 10, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
    video.parts(4);
    while (kept->health().trouble == recording_trouble::none) std::this_thread::yield();
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    video.parts(13);
    kept->finish();
    CHECK(kept->health().trouble == recording_trouble::none);
    const auto text = h.text("video.event.m3u8");
    CHECK(count(text, "#EXTINF:2.00000,") == 3);
    CHECK(count(text, "#EXT-X-GAP") == 0);
    CHECK(open(folder)->health().duration_ms == kept->health().duration_ms);
}

TEST_CASE(
    "A rendition that stops while others go on is told as missing and comes back without a discontinuity") {
    hall h;
    encoder large(h, "video", true), small(h, "video-480", true);
    for (int i = 0; i < 13; ++i) {
        large.parts(1);
        small.parts(1);
    }
    small.end();
    CHECK(count(h.index(), "RESOLUTION=") == 2);
    for (int i = 0; i < 11; ++i) large.parts(1);
    h.live.give_up(h.now_ms);
    CHECK(count(h.text("video-480.m3u8"), "#EXT-X-GAP") == 1);
    CHECK(count(h.index(), "RESOLUTION=") == 1);
    encoder back(h, "video-480", true, h.now_ms);
    for (int i = 0; i < 13; ++i) {
        large.parts(1);
        back.parts(1);
    }
    h.live.give_up(h.now_ms);
    const auto text = h.text("video-480.m3u8");
    CHECK(count(text, "#EXT-X-GAP") == 1);
    CHECK(count(text, "#EXT-X-DISCONTINUITY\n") == 0);
    CHECK(count(text, "#EXTINF") == count(h.text("video.m3u8"), "#EXTINF"));
    CHECK(count(h.index(), "RESOLUTION=") == 2);
}
