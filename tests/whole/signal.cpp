// What organizers hear of the stream's health: from the source through the encoder and the rule to their feed.

#include "whole/hall.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

namespace jiangtang::test {
namespace {

constexpr std::string_view report_path = "/ingest/2020-3/signal";

json::object report(std::int64_t silent_ms) {
    return {{"source", {{"state", "on"}, {"kind", "srt"}, {"since", 1}}},
            {"picture", json::object{}},
            {"sound", {{"silent_ms", silent_ms}}},
            {"renditions", json::array{}}};
}

std::string ingest_key(const hall& h) {
    auto said = run({"ingest-key", "--data", h.data(), "--event", "2020-3"});
    return said.out.substr(0, said.out.find_first_of(" \n"));
}

http_answer put_report(browser& encoder, const std::string& key, const std::string& body,
                       std::string_view path = report_path) {
    return encoder.put(path, body, {{"Authorization", "Bearer " + key}});
}

/// Twenty-six seconds of a moving picture, of which twelve have no sound.
std::string talk_with_a_hole(const temporary_folder& folder) {
    auto file = folder.in("talk.mp4");
    auto make = "ffmpeg -v error -nostdin -f lavfi -i testsrc2=s=320x180:r=15:d=26 "
                "-f lavfi -i \"sine=440:d=26,volume=0:enable='between(t,3,15)'\" "
                "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 15 -c:a aac '" +
                file + "'";
    REQUIRE(std::system(make.c_str()) == 0);
    return file;
}

/// The next notice of a type about a code; others are passed over.
json::value read_warning(feed& f, const std::string& type, std::string_view code) {
    for (;;) {
        auto warning = at(f.read_type(type), "warning");
        if (text_at(warning, "code") == code) return warning;
    }
}

/// Whether a snapshot has a warning of a code; a busy machine may have others.
bool tells(const json::value& hello, std::string_view code) {
    const auto& all = at(hello, "snapshot/stream/warnings").as_array();
    return std::any_of(all.begin(), all.end(),
                       [&](const json::value& one) { return text_at(one, "code") == code; });
}

} // namespace

TEST_CASE("twelve seconds without sound from the source are told to the organizers alone, and their end") {
    hall h;
    browser organizer{h}, viewer{h}, operator_{h};
    organizer.sign_in(h.token("organizer"));
    viewer.watch();
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    feed o{organizer}, v{viewer};
    const temporary_folder folder;
    const program encoder{{"--source", talk_with_a_hole(folder), "--push",
                           "http://127.0.0.1:" + std::to_string(h.port()) + "/ingest/2020-3", "--key",
                           ingest_key(h)},
                          0,
                          JIANGTANG_MEDIA_PROGRAM};

    auto warned = read_warning(o, "stream.warned", "no_sound");
    CHECK(number_at(warned, "ms") >= 8000);
    CHECK(number_at(warned, "ms") < 12'000);
    CHECK(!has(warned, "cleared_at"));
    auto stream = organizer.must_get(demo + "/stream");
    CHECK(text_at(stream, "signal/source/state") == "on");
    CHECK(text_at(stream, "signal/source/kind") == "file");
    CHECK(text_at(stream, "signal/source/codec") == "h264");
    CHECK(number_at(stream, "signal/source/key_frame_interval_ms") == 1000);
    CHECK(number_at(stream, "signal/sound/silent_ms") >= 6000); // as of the last report
    CHECK(text_at(stream, "signal/renditions/0/track") == "video");
    feed late{organizer}; // a page that is opened now
    CHECK(tells(late.hello(), "no_sound"));
    auto figures = operator_.get("/metrics").body;
    CHECK(figures.find(R"(jiangtang_source_on{event="2020-3",kind="file"} 1)") != std::string::npos);
    CHECK(figures.find(R"(jiangtang_stream_warnings{event="2020-3",code="no_sound"} 1)") !=
          std::string::npos);

    auto cleared = read_warning(o, "stream.cleared", "no_sound");
    CHECK(number_at(cleared, "since") == number_at(warned, "since"));
    CHECK(number_at(cleared, "cleared_at") - number_at(cleared, "since") >= 11'000);
    CHECK(number_at(cleared, "cleared_at") - number_at(cleared, "since") < 20'000);

    auto last = number_at(organizer.must_post(demo + "/stream", {{"do", "end"}}), "event/version");
    CHECK(last > 0);
    v.read_type("stream.ended");
    for (const auto& type : v.types()) CHECK(type.find("warn") == std::string::npos);
}

TEST_CASE("a report is taken from who has the key, and checked") {
    hall h;
    browser organizer{h}, encoder{h};
    organizer.sign_in(h.token("organizer"));
    organizer.must_post(demo + "/stream", {{"do", "start"}});
    const auto key = ingest_key(h);
    const auto good = json::serialize(report(0));
    CHECK(put_report(encoder, "wrong", good).status == 401);
    CHECK(put_report(encoder, key, good).status == 204);
    CHECK(text_at(organizer.must_get(demo + "/stream"), "signal/source/kind") == "srt");
    auto bad = put_report(encoder, key, json::serialize(report(-1)));
    CHECK(bad.status == 422);
    CHECK(text_at(parsed(bad.body), "field") == "sound.silent_ms");
    CHECK(put_report(encoder, key, "{").status == 400);
    CHECK(put_report(encoder, key, std::string(9000, ' ') + good).status == 413);
    CHECK(put_report(encoder, key, good, "/ingest/none/signal").status == 404);

    // Nobody publishes any media: that is the warning, and not what the report says of its sound.
    feed o{organizer};
    put_report(encoder, key, json::serialize(report(60'000)));
    CHECK(number_at(read_warning(o, "stream.warned", "no_source"), "ms") >= 2000);
}

} // namespace jiangtang::test
