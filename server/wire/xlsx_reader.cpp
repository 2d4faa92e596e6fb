// The first visible sheet of an Office Open XML workbook (ECMA-376): unpacked by libzip, read by expat, both piece by piece.
#include "wire/sheet.hpp"

#include <expat.h>
#include <zip.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <memory>

namespace jiangtang::wire {
namespace {

constexpr std::size_t enough_text = longest_cell + 4; // to be cut where a character ends

using archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;

problem damaged() {
    return sheet_problem("这个.xlsx文件读不出来，请用表格软件打开后另存一次",
                         "This .xlsx file cannot be read; please open it in a spreadsheet and save it again");
}

/// `name` without the prefix of its namespace.
std::string_view local(std::string_view name) {
    const auto colon = name.rfind(':');
    return colon == name.npos ? name : name.substr(colon + 1);
}

std::string_view attribute(const char** all, std::string_view wanted) {
    for (; *all; all += 2)
        if (local(all[0]) == wanted) return all[1];
    return {};
}

/// What hears the elements of one file of the archive.
struct xml_handler {
    std::function<void(std::string_view name, const char** attributes)> begin;
    std::function<void(std::string_view name)> end;
    std::function<void(std::string_view)> text;
    bool stop = false; // no more is wanted
};

class xml_reader {
public:
    explicit xml_reader(xml_handler& to) : to_{to}, parser_{XML_ParserCreate(nullptr), &XML_ParserFree} {
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(
            parser_.get(), [](void* me, const char* n, const char** a) { self(me).begin(n, a); },
            [](void* me, const char* n) { self(me).end(n); });
        XML_SetCharacterDataHandler(parser_.get(), [](void* me, const char* s, int n) {
            if (self(me).to_.text) self(me).to_.text({s, static_cast<std::size_t>(n)});
        });
        // No workbook declares a document type, and entities could grow without end.
        XML_SetStartDoctypeDeclHandler(
            parser_.get(), [](void* me, const char*, const char*, const char*, int) { self(me).fail(); });
    }
    /// False when it is malformed, or no more is wanted.
    bool feed(std::string_view piece, bool last) {
        const auto ok = XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), last);
        return ok == XML_STATUS_OK && !failed_;
    }
    bool stopped() const { return to_.stop && !failed_; }

private:
    static xml_reader& self(void* me) { return *static_cast<xml_reader*>(me); }
    void begin(const char* name, const char** attributes) {
        if (++depth_ > 64) return fail();
        if (!to_.stop && to_.begin) to_.begin(local(name), attributes);
        if (to_.stop) XML_StopParser(parser_.get(), XML_FALSE);
    }
    void end(const char* name) {
        --depth_;
        if (!to_.stop && to_.end) to_.end(local(name));
        if (to_.stop) XML_StopParser(parser_.get(), XML_FALSE);
    }
    void fail() {
        failed_ = true;
        XML_StopParser(parser_.get(), XML_FALSE);
    }
    xml_handler& to_;
    std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
    int depth_ = 0;
    bool failed_ = false;
};

/// The files of a workbook, of which all together no more is unpacked than the bound says.
class workbook {
public:
    explicit workbook(std::string_view bytes) : zip_{nullptr, &zip_discard} {
        auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
        zip_.reset(zip_open_from_source(source, ZIP_RDONLY, nullptr));
        if (!zip_) zip_source_free(source);
    }
    explicit operator bool() const { return zip_ != nullptr; }
    bool has(const std::string& name) const { return zip_name_locate(zip_.get(), name.c_str(), 0) >= 0; }
    bool too_large() const { return too_large_; }

    /// Reads one to its end, or until no more is wanted. False when it is not there or damaged.
    bool read(const std::string& name, xml_handler& to) {
        const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file{zip_fopen(zip_.get(), name.c_str(), 0),
                                                                      &zip_fclose};
        if (!file) return false;
        xml_reader xml{to};
        std::string piece(64 * 1024, '\0');
        for (;;) {
            const auto n = zip_fread(file.get(), piece.data(), piece.size());
            if (n < 0) return false;
            unpacked_ += static_cast<std::size_t>(n);
            if (unpacked_ > most_unpacked_bytes) return too_large_ = true, false;
            if (!xml.feed({piece.data(), static_cast<std::size_t>(n)}, n == 0)) return xml.stopped();
            if (n == 0) return true;
        }
    }

private:
    archive zip_;
    std::size_t unpacked_ = 0;
    bool too_large_ = false;
};

/// The path of the first sheet that is not hidden; empty when there is none.
std::string first_sheet(workbook& book) {
    std::string relation, path;
    xml_handler sheets;
    sheets.begin = [&](std::string_view name, const char** all) {
        if (name != "sheet" || attribute(all, "state") == "hidden" || attribute(all, "state") == "veryHidden")
            return;
        for (auto** a = all; *a; a += 2) // r:id, not sheetId
            if (local(a[0]) == "id") relation = a[1];
        sheets.stop = true;
    };
    if (!book.read("xl/workbook.xml", sheets) || relation.empty()) return {};
    xml_handler relations;
    relations.begin = [&](std::string_view name, const char** all) {
        if (name == "Relationship" && attribute(all, "Id") == relation) path = attribute(all, "Target");
    };
    if (!book.read("xl/_rels/workbook.xml.rels", relations) || path.empty()) return {};
    return path.starts_with('/') ? path.substr(1) : "xl/" + path;
}

/// Rich text is joined; how it is read aloud (rPh) is no part of it.
struct text_gatherer {
    std::string text;
    bool open = false;
    int phonetic = 0;
    void begin(std::string_view name) {
        if (name == "rPh") ++phonetic;
        if (name == "t") open = phonetic == 0;
    }
    void end(std::string_view name) {
        if (name == "rPh") --phonetic;
        if (name == "t") open = false;
    }
    void add(std::string_view more) {
        if (open && text.size() <= longest_cell) text += more.substr(0, enough_text);
    }
    std::string take() { return cut_cell(std::exchange(text, {})); }
};

/// False when they are damaged or too many.
bool read_shared(workbook& book, std::vector<std::string>& all) {
    if (!book.has("xl/sharedStrings.xml")) return true;
    text_gatherer one;
    xml_handler strings;
    std::size_t size = 0;
    strings.begin = [&](std::string_view name, const char**) { one.begin(name); };
    strings.text = [&](std::string_view text) { one.add(text); };
    strings.end = [&](std::string_view name) {
        one.end(name);
        if (name != "si") return;
        all.push_back(one.take());
        size += all.back().size() + sizeof(std::string);
        strings.stop = size > 2 * most_sheet_text;
    };
    return book.read("xl/sharedStrings.xml", strings) && !strings.stop;
}

/// "AB12" → 27; nothing without letters.
std::optional<std::size_t> column_of(std::string_view reference) {
    std::size_t column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z') break;
        column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
        if (column > 16'384) return std::nullopt;
    }
    return column == 0 ? std::nullopt : std::optional{column - 1};
}

/// 13800138000 may be stored as 1.3800138E10: a whole number is written out.
std::string number_text(const std::string& stored) {
    double value = 0;
    const auto* end = stored.data() + stored.size();
    const auto [at, failed] = std::from_chars(stored.data(), end, value);
    if (failed != std::errc{} || at != end || value < 0 || value >= 1e15) return stored;
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? std::to_string(whole) : stored;
}

class sheet_reader {
public:
    explicit sheet_reader(const std::vector<std::string>& shared) : shared_{shared} {
        to.begin = [this](std::string_view name, const char** all) { begin(name, all); };
        to.text = [this](std::string_view text) { add(text); };
        to.end = [this](std::string_view name) { end(name); };
    }
    xml_handler to;
    sheet_rows rows;
    bool refused = false;

private:
    void begin(std::string_view name, const char** all) {
        gathered_.begin(name);
        if (name == "row") {
            const auto said = attribute(all, "r");
            std::int64_t number = 0;
            const auto [at, failed] = std::from_chars(said.data(), said.data() + said.size(), number);
            number_ = failed == std::errc{} && number > number_ ? number : number_ + 1;
            cells_.clear();
            next_ = 0;
        } else if (name == "c") {
            column_ = column_of(attribute(all, "r")).value_or(next_);
            next_ = column_ + 1;
            type_ = attribute(all, "t");
            value_.clear();
            gathered_.take();
        }
        in_value_ = name == "v";
    }
    void add(std::string_view text) {
        gathered_.add(text);
        if (in_value_ && value_.size() <= longest_cell) value_ += text.substr(0, enough_text);
    }
    void end(std::string_view name) {
        gathered_.end(name);
        if (name == "v") in_value_ = false;
        if (name == "c") keep(text_of_cell());
        if (name == "row") {
            refused = !rows.add(number_, std::move(cells_));
            cells_ = {};
            to.stop = refused;
        }
        if (name == "sheetData") to.stop = true;
    }
    std::string text_of_cell() {
        if (type_ == "inlineStr") return gathered_.take();
        if (type_ == "s") {
            std::size_t n = 0;
            const auto [at, failed] = std::from_chars(value_.data(), value_.data() + value_.size(), n);
            return failed == std::errc{} && n < shared_.size() ? shared_[n] : std::string{};
        }
        if (type_ == "str" || type_ == "b" || type_ == "d") return cut_cell(value_);
        if (type_ == "e") return {}; // #REF! and its like are nobody's name
        return number_text(value_);
    }
    void keep(std::string text) {
        if (text.empty()) return;
        const auto at = std::min(column_, domain::most_columns); // one too many is refused
        if (cells_.size() <= at) cells_.resize(at + 1);
        cells_[at] = std::move(text);
    }
    const std::vector<std::string>& shared_;
    std::vector<std::string> cells_;
    text_gatherer gathered_;
    std::int64_t number_ = 0;
    std::size_t column_ = 0, next_ = 0;
    std::string type_, value_;
    bool in_value_ = false;
};

} // namespace

result<sheet> read_xlsx(std::string_view bytes) {
    workbook book{bytes};
    if (!book) return damaged();
    const auto refusal = [&] {
        return book.too_large()
                   ? sheet_problem("这个.xlsx文件解压后太大，请只留下名单",
                                   "This .xlsx file is too large when unpacked; please keep only the list")
                   : damaged();
    };
    const auto path = first_sheet(book);
    std::vector<std::string> shared;
    if (path.empty() || !read_shared(book, shared)) return refusal();
    sheet_reader reader{shared};
    const bool read = book.read(path, reader.to);
    if (reader.refused) return reader.rows.why();
    if (!read) return refusal();
    sheet s;
    s.format = "xlsx";
    s.rows = reader.rows.take();
    return s;
}

} // namespace jiangtang::wire
