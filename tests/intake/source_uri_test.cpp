#include "intake/source_uri.hpp"

#include <doctest/doctest.h>

using namespace jiangtang::intake;

namespace {

source_uri read(const char* text) { return std::get<source_uri>(parse_source(text)); }

std::string complaint(const char* text) {
    const auto parsed = parse_source(text);
    const auto* bad = std::get_if<fault>(&parsed);
    return bad ? bad->en : "";
}

} // namespace

TEST_CASE("each kind of source is told by its scheme, and what has none is a file") {
    CHECK(read("srt://0.0.0.0:9000?mode=listener").kind == source_kind::srt);
    CHECK(read("rtmp://h/app/name").kind == source_kind::rtmp);
    CHECK(read("rtsps://h/name").kind == source_kind::rtsp);
    CHECK(read("https://h/index.m3u8").kind == source_kind::http);
    CHECK(read("talk.mp4").kind == source_kind::file);
    CHECK(read("test:?strip=1").strip);
    for (const auto* bad : {"gopher://x", "FILE:///etc/passwd", "javascript://x", "://", "test:?stripe"})
        CHECK(complaint(bad) != "");
}

TEST_CASE("a file is repeated unless its address says once") {
    CHECK(read("file:///srv/a%20talk.mp4?once=1").text == "/srv/a talk.mp4");
    CHECK(read("file:///srv/talk.mp4?once=1").once);
    CHECK_FALSE(read("file:talk.mp4").once);
    CHECK(read("file:talk.mp4").text == "talk.mp4");
    CHECK(read("/srv/what?once=1").text == "/srv/what?once=1"); // a path is a path
    for (const auto* bad : {"file://host/talk.mp4", "file:", "file:a.mp4?twice=1"})
        CHECK(complaint(bad) != "");
}

TEST_CASE("a network source is taken apart and put together again") {
    const auto camera = read("rtsp://user:p%40ss@[2001:db8::1]:554/a@b?c=d");
    CHECK(camera.user == "user");
    CHECK(camera.password == "p%40ss");
    CHECK(camera.host == "2001:db8::1");
    CHECK(camera.port == "554");
    CHECK(camera.path == "/a@b");
    CHECK(camera.query == "c=d");
    CHECK(joined(camera) == camera.text);
}

TEST_CASE("log lines show no passphrase and no password") {
    CHECK(read("srt://0.0.0.0:9000?mode=listener&passphrase=secret-words").safe() == "srt://0.0.0.0:9000");
    CHECK(read("rtsp://user:secret@camera/1").safe() == "rtsp://camera/1");
    CHECK(read("rtsp://camera/a@b").safe() == "rtsp://camera/a@b");
    CHECK(read("what?.mp4").safe() == "what?.mp4");
}

TEST_CASE("a secret is taken out of an address and put in again") {
    const auto srt = read("srt://0.0.0.0:9000?mode=listener&passphrase=ten%2Bletters&latency=120");
    CHECK(secret_of(srt) == "ten+letters");
    CHECK(with_secret(srt, "").text == "srt://0.0.0.0:9000?mode=listener&latency=120");
    CHECK(secret_of(with_secret(srt, "a&b=c %ü#?")) == "a&b=c %ü#?");
    CHECK(with_secret(srt, "a&mode=caller").listens());
    const auto camera = read("rtsp://user:secret@camera/1");
    CHECK(secret_of(camera) == "secret");
    CHECK(with_secret(camera, "").text == "rtsp://user@camera/1");
    CHECK(secret_of(read(with_secret(camera, "p@ss:/w").text.c_str())) == "p@ss:/w");
    CHECK(with_secret(read("talk.mp4"), "secret-words").text == "talk.mp4");
}

TEST_CASE("an SRT source listens when its mode says so, or when it names no host") {
    CHECK(read("srt://0.0.0.0:9000?mode=listener").listens());
    CHECK(read("srt://:9000").listens());
    CHECK_FALSE(read("srt://host:9000").listens());
    CHECK_FALSE(read("srt://host:9000?latency=120&mode=caller").listens());
}
