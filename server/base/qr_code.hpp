// A QR code (ISO/IEC 18004) as a picture, for mail: its readers show PNG and no SVG. Pure.
#pragma once

#include <string>
#include <string_view>

namespace jiangtang {

/// A PNG (RFC 2083) in black and white, `pixels` to a module, with the quiet zone of four modules around it; error correction M.
/// Throws std::runtime_error when the text is longer than a QR code holds (2331 bytes).
std::string qr_png(std::string_view text, int pixels = 6);

} // namespace jiangtang
