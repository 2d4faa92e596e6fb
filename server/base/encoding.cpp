#include "base/encoding.hpp"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

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

/// GB18030 puts characters into the private use area that Unicode had no place for when it was written. It has by now.
/// (GB/T 22321.1-2018 and GB 18030-2022; Unicode L2/23-003R. ICU has it from 73.2 on.)
void move_to_their_places(icu::UnicodeString& text) {
    constexpr std::pair<char16_t, UChar32> moved[] = {
        {0xE78D, 0xFE10},  {0xE78E, 0xFE12},  {0xE78F, 0xFE11},  {0xE790, 0xFE13}, {0xE791, 0xFE14},
        {0xE792, 0xFE15},  {0xE793, 0xFE16},  {0xE794, 0xFE17},  {0xE795, 0xFE18}, {0xE796, 0xFE19},
        {0xE816, 0x20087}, {0xE817, 0x20089}, {0xE818, 0x200CC}, {0xE81E, 0x9FB4}, {0xE826, 0x9FB5},
        {0xE82B, 0x9FB6},  {0xE82C, 0x9FB7},  {0xE831, 0x215D7}, {0xE832, 0x9FB8}, {0xE83B, 0x2298F},
        {0xE843, 0x9FB9},  {0xE854, 0x9FBA},  {0xE855, 0x241FE}, {0xE864, 0x9FBB}};
    for (const auto& [from, to] : moved)
        if (text.indexOf(from) >= 0) text.findAndReplace(icu::UnicodeString{from}, icu::UnicodeString{to});
}

/// Strictly: nothing where a byte does not belong.
std::optional<icu::UnicodeString> read(std::string_view bytes, const char* from) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter{ucnv_open(from, &status), &ucnv_close};
    ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    if (U_FAILURE(status)) throw std::runtime_error{"ICU does not know the encoding " + std::string{from}};
    icu::UnicodeString text{bytes.data(), static_cast<std::int32_t>(bytes.size()), converter.get(), status};
    if (U_FAILURE(status)) return std::nullopt;
    return text;
}

std::optional<std::string> to_utf8(const std::optional<icu::UnicodeString>& text) {
    if (!text) return std::nullopt;
    std::string utf8;
    text->toUTF8String(utf8);
    return utf8;
}

std::optional<std::string> converted(std::string_view bytes, const char* from) {
    return to_utf8(read(bytes, from));
}

std::optional<std::string> from_gb18030(std::string_view bytes) {
    auto text = read(bytes, "GB18030");
    if (text) move_to_their_places(*text);
    return to_utf8(text);
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
    return named(from_gb18030(bytes), "GB18030");
}

} // namespace jiangtang
