#include "wire/table.hpp"

#include "wire/csv.hpp"
#include "wire/words.hpp"

#include <xlsxwriter.h>

#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

namespace jiangtang::wire {
namespace {

class csv_table final : public table_writer {
public:
    explicit csv_table(const std::vector<table_column>& columns) : text_{csv_begin} {
        std::vector<std::string> titles;
        for (const auto& c : columns) titles.push_back(c.title);
        add_csv_line(text_, titles);
    }
    void add(const std::vector<table_cell>& cells) override {
        std::vector<std::string> fields;
        for (const auto& c : cells) fields.push_back(c.at ? hall_time(*c.at) : c.text);
        add_csv_line(text_, fields);
    }
    std::string finish() override { return std::move(text_); }

private:
    std::string text_;
};

/// A file without a name, in memory: the library writes to a path only.
class memory_file {
public:
    memory_file() : fd_{::memfd_create("table", MFD_CLOEXEC)} {
        if (fd_ < 0) throw std::runtime_error{"no memory for a workbook"};
    }
    ~memory_file() { ::close(fd_); }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;
    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }
    std::string bytes() const {
        std::string all(static_cast<std::size_t>(::lseek(fd_, 0, SEEK_END)), '\0');
        std::size_t read = 0;
        while (read < all.size()) {
            const auto n = ::pread(fd_, all.data() + read, all.size() - read, static_cast<off_t>(read));
            if (n <= 0) throw std::runtime_error{"a workbook cannot be read back"};
            read += static_cast<std::size_t>(n);
        }
        return all;
    }

private:
    int fd_;
};

/// What XML cannot hold, and a workbook therefore neither.
std::string text_for_xml(std::string text) {
    std::erase_if(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
    });
    return text;
}

class workbook_table final : public table_writer {
public:
    workbook_table(const std::string& name, const std::vector<table_column>& columns) {
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        book_ = ::workbook_new_opt(file_.path().c_str(), &options);
        if (!book_) throw std::runtime_error{"a workbook cannot be made"};
        sheet_ = ::workbook_add_worksheet(book_, name.c_str());
        auto* bold = ::workbook_add_format(book_);
        ::format_set_bold(bold);
        text_ = ::workbook_add_format(book_);
        ::format_set_num_format(text_, "@"); // what is typed over it stays a text, too
        moment_ = ::workbook_add_format(book_);
        ::format_set_num_format(moment_, "yyyy-mm-dd hh:mm:ss");
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            ::worksheet_set_column(sheet_, column, column, columns[i].width, text_);
            ::worksheet_write_string(sheet_, 0, column, columns[i].title.c_str(), bold);
        }
        ::worksheet_freeze_panes(sheet_, 1, 0);
    }
    ~workbook_table() override {
        if (book_) ::workbook_close(book_);
    }
    void add(const std::vector<table_cell>& cells) override {
        ++row_;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            if (cells[i].at)
                ::worksheet_write_number(sheet_, row_, column, excel_moment(*cells[i].at), moment_);
            else if (!cells[i].text.empty())
                ::worksheet_write_string(sheet_, row_, column, text_for_xml(cells[i].text).c_str(), text_);
        }
    }
    std::string finish() override {
        const auto failed = ::workbook_close(std::exchange(book_, nullptr));
        if (failed != LXW_NO_ERROR) throw std::runtime_error{::lxw_strerror(failed)};
        return file_.bytes();
    }

private:
    /// Days since 1899-12-30 by the hall's clock, as Excel counts.
    static double excel_moment(unix_ms at) {
        constexpr double day = 86'400'000;
        return static_cast<double>(at / 1000 * 1000 + 8 * 3'600'000) / day + 25'569;
    }
    memory_file file_;
    lxw_workbook* book_ = nullptr;
    lxw_worksheet* sheet_ = nullptr;
    lxw_format *text_ = nullptr, *moment_ = nullptr;
    lxw_row_t row_ = 0;
};

} // namespace

std::unique_ptr<table_writer> begin_table(table_format format, const std::string& name,
                                          const std::vector<table_column>& columns) {
    if (format == table_format::csv) return std::make_unique<csv_table>(columns);
    return std::make_unique<workbook_table>(name, columns);
}

} // namespace jiangtang::wire
