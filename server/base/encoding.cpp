#include "base/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace jiangtang {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF", little_mark = "\xFF\xFE", big_mark = "\xFE\xFF";

bool all_utf8(std::string_view s) {
    const auto size = static_cast<std::int32_t>(s.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(s.data(), i, size, c);
        if (c < 0) return false;
    }
    return true;
}

/// Strictly: nothing where a byte does not belong.
std::optional<std::string> converted(std::string_view bytes, const char* from) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter{ucnv_open(from, &status), &ucnv_close};
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    if (U_FAILURE(status)) throw std::runtime_error{"ICU does not know the encoding " + std::string{from}};
    const icu::UnicodeString text{bytes.data(), static_cast<std::int32_t>(bytes.size()), converter.get(),
                                  status};
    if (U_FAILURE(status)) return std::nullopt;
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

/// UTF-16 without a mark: Latin letters, digits and line ends have a zero in every second byte.
const char* unmarked_utf16(std::string_view bytes) {
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        if (bytes[i] == '\0') ++zeros[i % 2];
    const auto [fewer, more] = std::minmax(zeros[0], zeros[1]);
    if (bytes.size() % 2 != 0 || more == 0 || more < bytes.size() / 16 || fewer > more / 8) return nullptr;
    return zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

std::optional<decoded_text> named(std::optional<std::string> utf8, std::string_view from) {
    if (!utf8) return std::nullopt;
    return decoded_text{std::move(*utf8), from};
}

} // namespace

std::optional<decoded_text> decode_text(std::string_view bytes) {
    if (bytes.starts_with(utf8_mark)) {
        bytes.remove_prefix(utf8_mark.size());
        if (!all_utf8(bytes)) return std::nullopt;
        return decoded_text{std::string{bytes}, "UTF-8"};
    }
    if (bytes.starts_with(little_mark)) return named(converted(bytes.substr(2), "UTF-16LE"), "UTF-16");
    if (bytes.starts_with(big_mark)) return named(converted(bytes.substr(2), "UTF-16BE"), "UTF-16");
    if (const auto* order = unmarked_utf16(bytes)) return named(converted(bytes, order), "UTF-16");
    if (all_utf8(bytes)) return decoded_text{std::string{bytes}, "UTF-8"};
    return named(converted(bytes, "GB18030"), "GB18030");
}

} // namespace jiangtang
