// Bytes of a text file whose encoding nobody says, read as spreadsheets write them. The tables come from ICU.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang {

struct decoded_text {
    std::string utf8;      // without a byte order mark
    std::string_view from; // "UTF-8", "UTF-16" or "GB18030"
};

/// By the byte order mark; without one UTF-16 when it looks so, UTF-8 when all of it is, else GB18030 (which holds GBK and
/// GB2312). Nothing when it is none of these. A NUL stays where it was.
std::optional<decoded_text> decode_text(std::string_view bytes);

} // namespace jiangtang
