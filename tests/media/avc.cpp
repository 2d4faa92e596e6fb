#include "media/avc.hpp"

#include <doctest/doctest.h>

using namespace jiangtang::media;
using namespace std::string_literals;

namespace {

const auto sps = "\x67\x4d\x40\x1f\xec"s, pps = "\x68\xee"s, slice = "\x41\x9a\x01"s, idr = "\x65\x88\x84"s;

std::string behind_length(const std::string& unit) {
    return std::string("\0\0\0", 3) + static_cast<char>(unit.size()) + unit;
}

} // namespace

TEST_CASE("a byte stream is taken apart at start codes of both lengths") {
    const auto long_code = "\0\0\0\1"s, short_code = "\0\0\1"s;
    const auto bytes =
        long_code + "\x09\xf0" + long_code + sps + short_code + pps + short_code + idr + "\0\0"s;
    const auto units = split_byte_stream(bytes);
    REQUIRE(units.size() == 4);
    CHECK(units[1] == sps);
    CHECK(units[3] == idr);
    CHECK(split_byte_stream("no start code").empty());
    CHECK(split_byte_stream("").empty());
}

TEST_CASE("a picture is its slices behind lengths; parameters and filler are taken out") {
    const std::string filler = "\x0c\xff";
    const auto key = read_picture({sps, pps, filler, idr});
    CHECK(key.idr);
    CHECK(key.slices == behind_length(idr));
    REQUIRE(key.parameters);
    CHECK(key.parameters->sps == sps);
    CHECK(key.parameters->pps == pps);
    const auto next = read_picture({slice});
    CHECK_FALSE(next.idr);
    CHECK_FALSE(next.parameters);
}

TEST_CASE("a sample is taken apart by its lengths, and what is cut off is left out") {
    CHECK(split_sample(behind_length(slice) + behind_length(idr), 4).size() == 2);
    CHECK(split_sample("\x03"s + slice + "\x09" + idr, 1).size() == 1);
    CHECK(split_sample("\xff\xff\xff\xff\x01"s, 4).empty());
}

TEST_CASE("a decoder configuration is read as it was written") {
    const auto written = write_record({sps, pps});
    const auto read = read_record(written);
    REQUIRE(read);
    CHECK(read->parameters == avc_parameters{sps, pps});
    CHECK(read->length_size == 4);
    CHECK(written.substr(1, 3) == sps.substr(1, 3));
    for (std::size_t n = 0; n < written.size(); ++n) CHECK_FALSE(read_record(written.substr(0, n)));
    CHECK_FALSE(read_record(write_record({"\x67\x4d", pps})));
    CHECK_FALSE(read_picture({"\x67", pps, idr}).parameters);
    auto high = sps;
    high[1] = 100;
    CHECK(write_record({high, pps}).size() == written.size() + 4);
}
