// A table that somebody brings as a file: CSV as spreadsheets write it, or the first sheet of an XLSX. Every bound is held while it is
// read, so that a small file cannot become a large table.
#pragma once

#include "domain/guest_list.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::wire {

inline constexpr std::size_t most_sheet_bytes = 16 << 20;
inline constexpr std::size_t most_sheet_rows = domain::most_guests + 100;
inline constexpr std::size_t longest_cell = 2048; // bytes; what is longer is cut, and too long for any field
inline constexpr std::size_t most_sheet_text = 64 << 20;      // bytes of all cells together
inline constexpr std::size_t most_unpacked_bytes = 256 << 20; // of an XLSX

struct sheet {
    std::string format;   // "csv" or "xlsx"
    std::string encoding; // of a CSV: "UTF-8", "UTF-16" or "GB18030"
    char separator = ','; // of a CSV
    std::vector<domain::table_row> rows;
};

/// Reads either, by what it begins with. Problem: invalid_field "file" with a sentence on what is wrong.
result<sheet> read_sheet(std::string_view bytes);

/// The parts of it. `text` is UTF-8.
result<sheet> read_csv(std::string_view text);
result<sheet> read_xlsx(std::string_view bytes);

/// Collects rows within the bounds.
class sheet_rows {
public:
    /// Appends a row with its cells; empty cells at its end and empty rows are dropped. False beyond a bound: see why().
    bool add(std::int64_t number, std::vector<std::string> cells);
    const problem& why() const { return why_; }
    std::vector<domain::table_row> take() { return std::move(rows_); }

private:
    bool refuse(std::string zh, std::string en);
    std::vector<domain::table_row> rows_;
    std::size_t text_ = 0;
    problem why_;
};

/// At most so many bytes of it, whole characters.
std::string cut_text(std::string_view, std::size_t most);
inline std::string cut_cell(std::string_view text) { return cut_text(text, longest_cell); }

problem sheet_problem(std::string zh, std::string en);

} // namespace jiangtang::wire
