#include "base/qr_code.hpp"

#include <qrencode.h>
#include <zlib.h>

#include <memory>
#include <stdexcept>

namespace jiangtang {
namespace {

constexpr int quiet_zone = 4; // modules on each side

std::string big_endian(std::uint32_t n) {
    return {static_cast<char>(n >> 24), static_cast<char>(n >> 16), static_cast<char>(n >> 8),
            static_cast<char>(n)};
}

/// Length, type, content, and the checksum of the last two.
std::string png_chunk(std::string_view type, std::string_view content) {
    const auto body = std::string{type}.append(content);
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return big_endian(static_cast<std::uint32_t>(content.size())) + body +
           big_endian(static_cast<std::uint32_t>(sum));
}

std::string packed(const std::string& plain) {
    auto size = compressBound(plain.size());
    std::string out(size, '\0');
    if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(plain.data()),
                  plain.size(), Z_BEST_COMPRESSION) != Z_OK)
        throw std::runtime_error{"zlib cannot pack"};
    out.resize(size);
    return out;
}

} // namespace

std::string qr_png(std::string_view text, int pixels) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code{
        QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()),
                          0, QR_ECLEVEL_M),
        QRcode_free};
    if (!code) throw std::runtime_error{"the text is too long for a QR code"};
    const int side = (code->width + 2 * quiet_zone) * pixels;
    const auto is_dark = [&](int x, int y) {
        const int column = x / pixels - quiet_zone, row = y / pixels - quiet_zone;
        return x >= quiet_zone * pixels && y >= quiet_zone * pixels && column < code->width &&
               row < code->width && (code->data[row * code->width + column] & 1) != 0;
    };
    std::string lines; // a byte that says "no filter", then one bit for each pixel, 1 is white
    for (int y = 0; y < side; ++y) {
        lines += '\0';
        for (int x = 0; x < side; x += 8) {
            unsigned eight = 0;
            for (int i = 0; i < 8; ++i) eight = eight << 1 | (x + i < side && !is_dark(x + i, y) ? 1u : 0u);
            lines += static_cast<char>(eight);
        }
    }
    const auto width = big_endian(static_cast<std::uint32_t>(side));
    const std::string one_bit_grey{"\x01\0\0\0\0", 5};
    return "\x89PNG\r\n\x1a\n" + png_chunk("IHDR", width + width + one_bit_grey) +
           png_chunk("IDAT", packed(lines)) + png_chunk("IEND", "");
}

} // namespace jiangtang
