#include "origin/request.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace jiangtang::origin;
using kind = resource::kind;

TEST_CASE("Paths of a stream are told apart") {
    CHECK(parse_path("index.m3u8").what == kind::multivariant);
    CHECK(parse_path("720p.m3u8").what == kind::playlist);
    CHECK(parse_path("720p.m3u8").track == "720p");
    const auto init = parse_path("video/init-12.mp4");
    CHECK(init.what == kind::init);
    CHECK(init.msn == 12);
    CHECK(parse_path("video/0.m4s").what == kind::segment);
    const auto part = parse_path("video/12.3.m4s");
    CHECK(part.what == kind::part);
    CHECK(part.track == "video");
    CHECK(part.msn == 12);
    CHECK(part.index == 3);
}

TEST_CASE("Anything else is no path of a stream") {
    for (const char* path :
         {"", "/", "video", "video/", "Video.m3u8", "../x.m3u8", "video/../1.m4s", "video/-1.m4s",
          "video/01.m4s", "video/1.2.3.m4s", "video/1..m4s", "video/.m4s", "video/init-.mp4",
          "video/99999999999999999999.m4s", "index/1.m4s", "video/1.m4s/", "video/+1.m4s"}) {
        CHECK_MESSAGE(parse_path(path).what == kind::none, path);
    }
}

TEST_CASE("Track names are short and plain") {
    CHECK(valid_track_name("720p"));
    CHECK(valid_track_name("audio-zh"));
    CHECK(valid_track_name(std::string(16, 'a')));
    for (const char* name : {"", "index", "Video", "a/b", "a.b", "a b"}) CHECK_FALSE(valid_track_name(name));
    CHECK_FALSE(valid_track_name(std::string(17, 'a')));
}

TEST_CASE("Delivery directives are read and other parameters ignored") {
    const auto q = parse_query("v=1&_HLS_msn=12&_HLS_part=3&_HLS_skip=YES&token=x");
    CHECK(q.msn == 12);
    CHECK(q.part == 3);
    CHECK(q.skip);
    CHECK_FALSE(q.malformed);
    CHECK(parse_query("_HLS_skip=v2").skip);
    CHECK_FALSE(parse_query("").malformed);
    CHECK_FALSE(parse_query("_HLS_report=x").malformed);
}

TEST_CASE("Directives that are no numbers or come twice are remembered as malformed") {
    for (const char* raw : {"_HLS_msn=", "_HLS_msn=-1", "_HLS_msn=1x", "_HLS_msn", "_HLS_part=0x1",
                            "_HLS_skip=no", "_HLS_msn=1&_HLS_msn=2", "_HLS_msn=99999999999999999999"}) {
        CHECK_MESSAGE(parse_query(raw).malformed, raw);
    }
}
