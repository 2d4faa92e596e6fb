// The organizer's source: what is taken, what is refused and why, whose secret stays, and the process that follows.

#include "app/source.hpp"
#include "app/test_hall.hpp"

#include <doctest/doctest.h>

#include <fstream>

namespace jiangtang::app::testing {
namespace {

struct answer {
    std::string code, field, en;
    json::value body;
};

answer set(test_hall& t, const std::string& source, std::optional<std::string> secret = {},
           const std::string& event = slug) {
    auto done = t.run(set_source(*t.h, event, {source, std::move(secret)}));
    if (!done)
        return {
            std::string{done.error().code()}, done.error().field, std::string{done.error().message_en()}, {}};
    return {"", "", "", json::parse(*done)};
}

std::string stored(test_hall& t, const std::string& event = slug) {
    return t.h->writer
        .run_now<std::string>([&](store::transaction& tx) -> result<std::string> {
            return store::find_ingest(tx.db(), event)->source;
        })
        .value();
}

const std::string door = "srt://0.0.0.0:9000?mode=listener&latency=120";

} // namespace

TEST_CASE("a source is stored with its secret and shown without it") {
    test_hall t;
    auto a = set(t, door, "ten&letters");
    CHECK(a.body.at("source").as_string() == door);
    CHECK(a.body.at("has_secret") == true);
    CHECK(a.body.at("allowed").at("ports") == json::array{9000, 9009});
    CHECK(stored(t) == door + "&passphrase=ten%26letters");
    auto seen = t.run(read_source(*t.h, slug)).value();
    CHECK(seen.find("letters") == std::string::npos);
    CHECK(t.h->streams.state(slug).source == "srt://0.0.0.0:9000");
}

TEST_CASE("a secret that is not sent again stays with its door, and goes to no other host") {
    test_hall t;
    set(t, door, "ten-letters");
    CHECK(set(t, "srt://0.0.0.0:9001?mode=listener").body.at("has_secret") == true);
    CHECK(stored(t) == "srt://0.0.0.0:9001?mode=listener&passphrase=ten-letters");
    CHECK(set(t, "srt://1.1.1.1:9001?mode=caller").body.at("has_secret") == false);
    CHECK(set(t, door).field == "secret"); // a door without a passphrase is refused
    CHECK(set(t, "rtsp://user:word@1.1.1.1/1").body.at("source") == "rtsp://user@1.1.1.1/1");
    CHECK(set(t, "rtsp://user@1.1.1.1/2").body.at("has_secret") == true);
    CHECK(set(t, "rtsp://user@1.0.0.1/2").body.at("has_secret") == false);
    CHECK(set(t, "rtsp://user@1.0.0.1/2", "").code == "");
    CHECK(stored(t) == "rtsp://user@1.0.0.1/2");
}

TEST_CASE("what the rule forbids is refused at once, with the part that is wrong, and nothing is stored") {
    test_hall t;
    for (const auto* bad :
         {"http://127.0.0.1/x", "http://0x7f.1/x", "rtmp://[::ffff:127.0.0.1]/x", "/etc/passwd",
          "gopher://1.1.1.1/", "http://169.254.169.254/latest", "srt://0.0.0.0:53?mode=listener"}) {
        auto a = set(t, bad);
        CHECK_MESSAGE(a.code == "source_refused", bad);
        CHECK_MESSAGE(a.field == "source", bad);
    }
    CHECK(set(t, "http://127.0.0.1/x").en.find("127.0.0.1 is inside this network") == 0);
    CHECK(set(t, door, "short").field == "secret");
    CHECK(set(t, "http://no-such-host.invalid/x").en.find("cannot be found") != std::string::npos);
    CHECK(set(t, door, "ten-letters", "2020-9").code == "unknown_event");
    CHECK(stored(t) == "");
}

TEST_CASE("the operator's configuration and the operator's own source are allowed") {
    hall_settings how;
    how.allowance.inside = true;
    how.operators_source = "rtsp://0.0.0.0/1";
    test_hall t{2, how};
    CHECK(set(t, "rtmp://127.0.0.1/live/name").code == "");
    CHECK(set(t, "rtsp://0.0.0.0/1").code == "");
    CHECK(set(t, "rtsp://0.0.0.0/2").code == "source_refused");
    CHECK(set(t, "").code == "");
    CHECK(stored(t) == "");
}

TEST_CASE("two events cannot await their encoders at one port until one is over") {
    test_hall t;
    t.add_event("2020-4");
    CHECK(set(t, door, "ten-letters").code == "");
    CHECK(set(t, door, "ten-letters", "2020-4").en.find("9000") != std::string::npos);
    CHECK(set(t, door, "ten-letters").code == ""); // sent again
    t.run(move_stream(*t.h, slug, domain::stream_act::start));
    t.run(move_stream(*t.h, slug, domain::stream_act::end));
    CHECK(set(t, door, "ten-letters", "2020-4").code == "");
}

} // namespace jiangtang::app::testing
