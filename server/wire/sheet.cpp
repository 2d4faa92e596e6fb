#include "wire/sheet.hpp"

#include "base/encoding.hpp"

#include <algorithm>
#include <array>

namespace jiangtang::wire {
namespace {

constexpr std::string_view zip_begin = "PK\x03\x04", ole_begin = "\xD0\xCF\x11\xE0";
constexpr std::array<char, 3> separators{'\t', ',', ';'};
constexpr std::size_t looked_at_for_separator = 64 * 1024;
constexpr std::size_t enough = longest_cell + 4; // to be cut where a character ends

/// "sep=;" in the first line, as Excel reads and some programs write it.
std::optional<char> said_separator(std::string_view& text) {
    if (!text.starts_with("sep=") || text.size() < 5) return std::nullopt;
    const char c = text[4];
    const auto end = text.find('\n');
    if (std::ranges::find(separators, c) == separators.end() || (end != text.npos && end > 6))
        return std::nullopt;
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    return c;
}

/// The one that stands most often outside quotes in the beginning.
char likely_separator(std::string_view text) {
    std::array<std::size_t, separators.size()> counts{};
    bool quoted = false;
    for (const char c : text.substr(0, looked_at_for_separator)) {
        if (c == '"') quoted = !quoted;
        const auto at = std::ranges::find(separators, c);
        if (!quoted && at != separators.end()) ++counts[static_cast<std::size_t>(at - separators.begin())];
    }
    const auto most = std::ranges::max_element(counts);
    return *most == 0 ? ',' : separators[static_cast<std::size_t>(most - counts.begin())];
}

/// One row after another, as RFC 4180 has them and as people bend it: a quote within a cell that did not begin with one stands
/// for itself.
class csv_text {
public:
    csv_text(std::string_view text, char separator) : text_{text}, separator_{separator} {}

    bool at_end() const { return at_ >= text_.size(); }
    bool left_open() const { return left_open_; }

    std::vector<std::string> next_row() {
        std::vector<std::string> cells;
        for (;;) {
            auto one = next_cell();
            if (cells.size() < domain::most_columns + 1) cells.push_back(std::move(one));
            if (at_end()) return cells;
            const char c = text_[at_++];
            if (c == separator_) {
                if (at_end()) return cells;
                continue;
            }
            if (c == '\r' && !at_end() && text_[at_] == '\n') ++at_;
            return cells;
        }
    }

private:
    bool ends_cell(char c) const { return c == separator_ || c == '\n' || c == '\r'; }

    std::string next_cell() {
        std::string cell;
        if (!at_end() && text_[at_] == '"') cell = quoted_part();
        const auto from = at_;
        while (!at_end() && !ends_cell(text_[at_])) ++at_;
        cell += text_.substr(from, std::min(at_ - from, enough));
        return cut_cell(cell);
    }

    std::string quoted_part() {
        std::string part;
        for (++at_; !at_end(); ++at_) {
            if (text_[at_] == '"') {
                if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') return ++at_, part;
                ++at_;
            }
            if (part.size() < enough) part += text_[at_];
        }
        left_open_ = true;
        return part;
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    bool left_open_ = false;
};

} // namespace

problem sheet_problem(std::string zh, std::string en) {
    return problem{errc::invalid_field, "file"}.says(std::move(zh), std::move(en));
}

std::string cut_text(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string{text};
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string{text.substr(0, end)};
}

bool sheet_rows::refuse(std::string zh, std::string en) {
    why_ = sheet_problem(std::move(zh), std::move(en));
    return false;
}

bool sheet_rows::add(std::int64_t number, std::vector<std::string> cells) {
    while (!cells.empty() && cells.back().empty()) cells.pop_back();
    if (cells.empty()) return true;
    if (cells.size() > domain::most_columns)
        return refuse("第" + std::to_string(number) + "行超过" + std::to_string(domain::most_columns) + "列",
                      "Row " + std::to_string(number) + " has more than " +
                          std::to_string(domain::most_columns) + " columns");
    if (rows_.size() >= most_sheet_rows)
        return refuse("一次最多导入10万人，请分成几个文件",
                      "At most 100,000 people at a time; please split the file");
    for (const auto& cell : cells) text_ += cell.size();
    if (text_ > most_sheet_text)
        return refuse("表里的文字太多，请只留下需要的列",
                      "There is too much text in it; please keep only the columns needed");
    rows_.push_back({number, std::move(cells)});
    return true;
}

result<sheet> read_csv(std::string_view text) {
    sheet s;
    s.format = "csv";
    const auto before = text.size();
    s.separator = said_separator(text).value_or(likely_separator(text));
    std::int64_t number = text.size() < before ? 1 : 0;
    csv_text lines{text, s.separator};
    sheet_rows rows;
    while (!lines.at_end()) {
        const auto begun = ++number;
        if (!rows.add(begun, lines.next_row())) return rows.why();
        if (lines.left_open())
            return sheet_problem("第" + std::to_string(begun) + "行的引号没有结束",
                                 "A quotation mark in row " + std::to_string(begun) + " is never closed");
    }
    s.rows = rows.take();
    return s;
}

result<sheet> read_sheet(std::string_view bytes) {
    if (bytes.size() > most_sheet_bytes)
        return sheet_problem("文件超过16 MB，请只留下需要的列，或分成几个文件",
                             "The file is larger than 16 MB; keep only the columns needed, or split it");
    auto read = [&]() -> result<sheet> {
        if (bytes.starts_with(zip_begin)) return read_xlsx(bytes);
        if (bytes.starts_with(ole_begin))
            return sheet_problem(
                "这是旧版.xls或加了密码的文件，请另存为不带密码的.xlsx或CSV",
                "This is an old .xls or a file with a password; please save it as .xlsx or CSV "
                "without one");
        auto text = decode_text(bytes);
        if (!text)
            return sheet_problem(
                "认不出这个文件的文字编码，请另存为.xlsx或“CSV UTF-8”",
                "The encoding of this file is unknown; please save it as .xlsx or “CSV UTF-8”");
        auto s = read_csv(text->utf8);
        if (s) s->encoding = text->from;
        return s;
    }();
    if (read && read->rows.empty()) return sheet_problem("文件里没有内容", "There is nothing in this file");
    return read;
}

} // namespace jiangtang::wire
