// The journal of a recording: one line for each init segment and part, written after its bytes. What a line
// speaks of lies in the track's file right behind what the lines before it speak of.
// Pure text; knows no file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace jiangtang::origin {

// "init video 812": the parts that follow need this init segment.
struct journal_init {
    std::string track;
    std::uint64_t bytes = 0;
};

// "part video 801312000 2 1600754400000000 333333 10 1 45213". Times are microseconds, `start_us` UTC.
struct journal_part {
    std::string track;
    std::int64_t msn = 0;
    std::int64_t run = 0;
    std::int64_t start_us = 0;
    std::int64_t duration_us = 0;
    std::uint32_t samples = 0;
    bool independent = false;
    std::uint64_t bytes = 0;
};

using journal_line = std::variant<journal_init, journal_part>;

// With its line break.
std::string journal_text(const journal_line& line);

// `text` is without its line break. Nothing when it is not a line of a journal, as after a crash in the middle.
std::optional<journal_line> read_journal_line(std::string_view text);

} // namespace jiangtang::origin
