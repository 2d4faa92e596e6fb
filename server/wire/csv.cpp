#include "wire/csv.hpp"

#include <algorithm>
#include <array>

namespace jiangtang::wire {
namespace {

bool looks_like_formula(std::string_view field) {
    constexpr std::array<std::string_view, 11> beginnings{"=",  "+",      "-",      "@",      "\t",    "\r",
                                                          "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    return std::ranges::any_of(beginnings, [&](std::string_view b) { return field.starts_with(b); });
}

} // namespace

void add_csv_line(std::string& table, const std::vector<std::string>& fields) {
    for (bool first = true; const auto& field : fields) {
        if (!first) table += ',';
        first = false;
        const auto safe = looks_like_formula(field) ? "'" + field : field;
        if (safe.find_first_of(",\"\r\n") == std::string::npos) {
            table += safe;
            continue;
        }
        table += '"';
        for (const char c : safe) {
            if (c == '"') table += '"';
            table += c;
        }
        table += '"';
    }
    table += "\r\n";
}

} // namespace jiangtang::wire
