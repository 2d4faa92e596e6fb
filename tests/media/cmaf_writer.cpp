#include "media/cmaf_writer.hpp"

#include "boxes.hpp"

#include <doctest/doctest.h>

using namespace jiangtang::media;
using namespace jiangtang::media::testing;

namespace {

part three_samples() {
    part made;
    made.start = 161581368780000; // beyond 32 bits: seconds since 1970 at 90 kHz
    made.samples = {{"key!", 3000, true}, {"aa", 3000, false}, {"bbb", 3000, false}};
    made.segment_start = true;
    return made;
}

} // namespace

TEST_CASE("a video init segment is ftyp and moov with the configuration and the size") {
    const auto bytes = init_segment(video_format{90000, 1280, 720, "\x01\x4d\x40\x1f configuration"});
    const auto top = boxes(bytes);
    REQUIRE(top.size() == 2);
    CHECK(top[0].type == "ftyp");
    CHECK(top[0].content.find("cmfc") != std::string_view::npos);
    CHECK(number(find(bytes, "moov/trak/mdia/mdhd"), 12, 4) == 90000);
    const auto entry = find(bytes, "moov/trak/mdia/minf/stbl/stsd").substr(8);
    const auto avc1 = find(entry, "avc1");
    CHECK(number(avc1, 24, 2) == 1280);
    CHECK(number(avc1, 26, 2) == 720);
    CHECK(find(avc1.substr(78), "avcC") == "\x01\x4d\x40\x1f configuration");
    CHECK(find(bytes, "moov/trak/edts").empty());
    CHECK(number(find(bytes, "moov/mvex/trex"), 4, 4) == number(find(bytes, "moov/trak/tkhd"), 12, 4));
}

TEST_CASE("an audio init segment holds the decoder's configuration in its esds") {
    const auto bytes = init_segment(audio_format{48000, 2, 96000, "\x11\x90"});
    const auto mp4a = find(find(bytes, "moov/trak/mdia/minf/stbl/stsd").substr(8), "mp4a");
    CHECK(number(mp4a, 16, 2) == 2);
    CHECK(number(mp4a, 24, 4) == 48000u << 16);
    const auto esds = find(mp4a.substr(28), "esds");
    // descriptor lengths must close exactly: ES(3), DecoderConfig(4), DecoderSpecificInfo(5), SLConfig(6)
    REQUIRE(esds.size() > 20);
    CHECK(esds[4] == 3);
    CHECK(static_cast<std::size_t>(esds[5]) == esds.size() - 6);
    CHECK(esds[9] == 4);
    CHECK(number(esds, 11, 1) == 0x40);
    CHECK(number(esds, 20, 4) == 96000);
    CHECK(esds.substr(24, 4) == std::string_view("\x05\x02\x11\x90", 4));
    CHECK(esds.substr(28) == std::string_view("\x06\x01\x02", 3));
}

TEST_CASE("a part is one moof and one mdat whose offset, sizes and flags point at its samples") {
    const auto bytes = media_part(7, three_samples());
    CHECK(boxes(bytes).size() == 2);
    const auto all = fragments(bytes);
    REQUIRE(all.size() == 1);
    const auto& one = all[0];
    CHECK(one.sequence == 7);
    CHECK(one.tfdt == 161581368780000);
    CHECK(one.durations == std::vector<std::uint32_t>(one.sizes.size(), 3000));
    CHECK(one.data_offset == one.moof_size + 8);
    CHECK(one.sizes == std::vector<std::uint32_t>{4, 2, 3});
    CHECK(one.sync == std::vector<bool>{true, false, false});
    CHECK(one.mdat == "key!aabbb");
    CHECK(bytes.substr(one.data_offset, 4) == "key!");
}
