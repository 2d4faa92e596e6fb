// A table that people take home, as CSV or as an Excel workbook, written line by line.
#pragma once

#include "base/clock.hpp"
#include "domain/message.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace jiangtang::wire {

/// A text, or a moment, which is shown as the hall's time (UTC+8).
struct table_cell {
    std::string text;
    std::optional<unix_ms> at{};

    table_cell(std::string t) : text{std::move(t)} {}
    table_cell(const char* t) : text{t} {}
    table_cell(unix_ms moment) : at{moment} {}
    table_cell(std::optional<unix_ms> moment) : at{moment} {}
};

class table_writer {
public:
    virtual ~table_writer() = default;
    virtual void add(const std::vector<table_cell>&) = 0;
    /// The file's bytes; once, after the last line.
    virtual std::string finish() = 0;
};

enum class table_format { csv, xlsx };

/// A column's title and its width in characters, which only a workbook has.
struct table_column {
    std::string title;
    int width = 12;
};

/// `name` is the sheet's. Of CSV see csv.hpp. In a workbook every text is a text, whatever it looks like, the titles stay in sight, and
/// moments are dates. It is made in memory, and in a nameless file of the system's temporary folder. Throws std::runtime_error when
/// there is no room for it.
std::unique_ptr<table_writer> begin_table(table_format, const std::string& name,
                                          const std::vector<table_column>&);

} // namespace jiangtang::wire
