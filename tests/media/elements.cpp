#include "media/elements.hpp"

#include <doctest/doctest.h>

#include <string_view>

using namespace jiangtang::media;

TEST_CASE("a missing element is named in one sentence with the Debian package that has it") {
    const auto without = [](std::string_view gone) {
        return [gone](const char* element) { return gone != element; };
    };
    CHECK(missing_element(elements_for(source_kind::lecture), without("x264enc")) ==
          "The GStreamer element x264enc is missing: install the Debian package gstreamer1.0-plugins-ugly.");
    CHECK(missing_element(elements_for(source_kind::srt), without("srtsrc")) ==
          "The GStreamer element srtsrc is missing: install the Debian package gstreamer1.0-plugins-bad.");
    CHECK(missing_element(elements_for(source_kind::lecture), without("srtsrc")).empty());
}
