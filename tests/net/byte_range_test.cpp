// Which bytes a Range field means.
#include "net/byte_range.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace jiangtang::net;

namespace {

std::string read(std::string_view field, std::uint64_t total = 1000) {
    byte_range range;
    switch (read_range(field, total, range)) {
    case range_answer::whole: return "whole";
    case range_answer::unsatisfiable: return "none";
    case range_answer::part: return content_range(range, total);
    }
    return {};
}

} // namespace

TEST_CASE("a range is counted from the beginning, to the end, or from the end") {
    CHECK(read("bytes=0-99") == "bytes 0-99/1000");
    CHECK(read("bytes=900-") == "bytes 900-999/1000");
    CHECK(read("bytes=-100") == "bytes 900-999/1000");
    CHECK(read("bytes=990-5000") == "bytes 990-999/1000");
    CHECK(read("bytes=-5000") == "bytes 0-999/1000");
}

TEST_CASE("a range that begins behind the end cannot be answered, and what is no range is ignored") {
    CHECK(read("bytes=1000-") == "none");
    CHECK(read("bytes=-0") == "none");
    CHECK(read("bytes=0-", 0) == "none");
    for (const char* field : {"", "bytes", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "bytes=a-b",
                              "lines=0-9", "bytes=1-2x", "bytes= 1-2", "bytes=99999999999999999999-"})
        CHECK(read(field) == "whole");
}
