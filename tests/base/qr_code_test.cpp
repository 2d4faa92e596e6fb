// QR codes as pictures. That cameras read them is shown in a browser (tests/e2e/scenarios/letters.mjs).

#include "base/qr_code.hpp"

#include <doctest/doctest.h>

#include <zlib.h>

#include <stdexcept>

namespace jiangtang {
namespace {

std::uint32_t number_in(const std::string& png, std::size_t at) {
    std::uint32_t n = 0;
    for (std::size_t i = 0; i < 4; ++i) n = n << 8 | static_cast<unsigned char>(png.at(at + i));
    return n;
}

} // namespace

TEST_CASE(
    "a QR code is a PNG whose chunks have their checksums, with a white zone around the three corners") {
    const auto png = qr_png("https://hall.example.cn/ticket/ABCDEFGHJK", 2);
    REQUIRE(png.starts_with("\x89PNG\r\n\x1a\n"));
    std::string types, lines;
    std::uint32_t side = 0;
    for (std::size_t at = 8; at < png.size();) {
        const auto size = number_in(png, at);
        const auto type = png.substr(at + 4, 4), content = png.substr(at + 8, size);
        const auto sum = crc32(0, reinterpret_cast<const Bytef*>(png.data() + at + 4), size + 4);
        CHECK(number_in(png, at + 8 + size) == sum);
        types += type;
        if (type == "IHDR") side = number_in(content, 0);
        if (type == "IDAT") {
            uLongf length = side * ((side + 7) / 8 + 1);
            lines.resize(length);
            CHECK(uncompress(reinterpret_cast<Bytef*>(lines.data()), &length,
                             reinterpret_cast<const Bytef*>(content.data()), size) == Z_OK);
            CHECK(length == lines.size());
        }
        at += 12 + size;
    }
    CHECK(types == "IHDRIDATIEND");
    const auto is_dark = [&](std::size_t x, std::size_t y) { // in modules
        const auto line = lines.substr(y * 2 * ((side + 7) / 8 + 1) + 1);
        return (static_cast<unsigned char>(line.at(x * 2 / 8)) >> (7 - x * 2 % 8) & 1) == 0;
    };
    const std::size_t modules = side / 2, far = modules - 4 - 7;
    for (const auto& [x, y] :
         {std::pair{std::size_t{4}, std::size_t{4}}, {far, std::size_t{4}}, {std::size_t{4}, far}})
        for (std::size_t i = 0; i < 7; ++i) CHECK(is_dark(x + i, y)); // a finder pattern's edge
    for (std::size_t i = 0; i < modules; ++i) CHECK(!is_dark(i, 3));
}

TEST_CASE("what no QR code can hold is refused, not cut off") {
    CHECK(!qr_png(std::string(2000, 'x')).empty());
    CHECK_THROWS_AS(qr_png(std::string(3000, 'x')), std::runtime_error);
}

} // namespace jiangtang
