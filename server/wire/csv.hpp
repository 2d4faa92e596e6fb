// Tables as CSV (RFC 4180) that Excel opens as they are: UTF-8 with a byte order mark, lines that end with CRLF.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::wire {

/// What a table's text begins with.
inline constexpr std::string_view csv_begin = "\xEF\xBB\xBF";

/// Adds one line. A field that a spreadsheet would take for a formula (it begins with =, +, -, @, their full-width forms, or a
/// tab or line break) gets an apostrophe in front, so that whatever people typed stays text.
void add_csv_line(std::string& table, const std::vector<std::string>& fields);

} // namespace jiangtang::wire
