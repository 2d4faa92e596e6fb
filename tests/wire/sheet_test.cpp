// Files as spreadsheets and people write them, and files that were made to do harm.

#include "wire/sheet.hpp"
#include "wire/table.hpp"

#include <doctest/doctest.h>
#include <zip.h>

#include <memory>

namespace jiangtang::wire::testing {
namespace {

/// "1:a|b 3:c" of the rows, or what is wrong.
std::string rows_in(const result<sheet>& s) {
    if (!s) return std::string{s.error().field} + ": " + std::string{s.error().message_en()};
    std::string text;
    for (const auto& row : s->rows) {
        text += (text.empty() ? "" : " ") + std::to_string(row.number) + ":";
        for (std::size_t i = 0; i < row.cells.size(); ++i) text += (i ? "|" : "") + row.cells[i];
    }
    return text;
}

bool says(const result<sheet>& s, std::string_view words) {
    return rows_in(s).find(words) != std::string::npos;
}

/// A zip archive of these files, made by libzip.
std::string zip_of(const std::vector<std::pair<std::string, std::string>>& files) {
    auto* source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    auto* archive = zip_open_from_source(source, ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    zip_source_keep(source);
    for (const auto& [name, text] : files)
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
    zip_close(archive);
    zip_source_open(source);
    zip_source_seek(source, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(source)), '\0');
    zip_source_seek(source, 0, SEEK_SET);
    zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    zip_source_free(source);
    return bytes;
}

/// A file of an archive, unpacked.
std::string file_in(const std::string& bytes, const char* name) {
    auto* archive = zip_open_from_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr),
                                         ZIP_RDONLY, nullptr);
    std::string text;
    if (auto* file = zip_fopen(archive, name, 0)) {
        char piece[4096];
        for (zip_int64_t n; (n = zip_fread(file, piece, sizeof piece)) > 0;)
            text.append(piece, static_cast<std::size_t>(n));
        zip_fclose(file);
    }
    zip_discard(archive);
    return text;
}

const std::string book =
    R"(<workbook xmlns:r="r"><sheets><sheet name="hidden" sheetId="1" state="hidden" r:id="rId1"/>)"
    R"(<sheet name="list" sheetId="2" r:id="rId2"/></sheets></workbook>)";
const std::string relations =
    R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>)"
    R"(<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>)";

std::string workbook_of(const std::string& rows, const std::string& strings = "") {
    return zip_of(
        {{"xl/workbook.xml", book},
         {"xl/_rels/workbook.xml.rels", relations},
         {"xl/worksheets/sheet1.xml",
          "<worksheet><sheetData><row><c t=\"inlineStr\"><is><t>no</t></is></c></row></sheetData></worksheet>"},
         {"xl/worksheets/sheet2.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
         {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"}});
}

} // namespace

TEST_CASE("CSV is read with any of the separators, line ends, quotes, and numbered as spreadsheets do") {
    CHECK(rows_in(read_sheet("姓名,手机\r\n林一帆,138\r\n")) == "1:姓名|手机 2:林一帆|138");
    CHECK(rows_in(read_sheet("a;b,c\n\n1;2")) == "1:a|b,c 3:1|2");
    CHECK(rows_in(read_sheet("a\tb, c, d\r1\t2")) == "1:a|b, c, d 2:1|2");
    CHECK(rows_in(read_sheet("\"a,\"\"b\"\"\",\"two\r\nlines\"\r\nx,y")) == "1:a,\"b\"|two\r\nlines 2:x|y");
    CHECK(rows_in(read_sheet("5\" pipe,b\n\"x\"y,z")) == "1:5\" pipe|b 2:xy|z");
    CHECK(rows_in(read_sheet("sep=;\r\na;b")) == "2:a|b");
    CHECK(rows_in(read_sheet("a,,\n,,\n,b,")) == "1:a 3:|b");
    CHECK(rows_in(read_sheet("one")) == "1:one");
}

TEST_CASE("every encoding of Excel is read") {
    using namespace std::string_literals;
    const auto gbk =
        read_sheet("\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA\r\n\xC1\xD6\xD2\xBB\xB7\xAB,13800138000\r\n");
    CHECK(rows_in(gbk) == "1:姓名|手机 2:林一帆|13800138000");
    CHECK(gbk->encoding == "GB18030");
    // "Unicode text": UTF-16 with tabs.
    const auto utf16 = read_sheet(
        "\xFF\xFE\xD3\x59\x0D\x54\x09\x00\x4B\x62\x3A\x67\x0D\x00\x0A\x00\x97\x67\x09\x00\x31\x00\x0D\x00\x0A\x00"s);
    CHECK(rows_in(utf16) == "1:姓名|手机 2:林|1");
    CHECK(utf16->separator == '\t');
    CHECK(rows_in(read_sheet("\xEF\xBB\xBF姓名,手机")) == "1:姓名|手机");
}

TEST_CASE("what is no list gets one clear sentence") {
    CHECK(says(read_sheet(""), "nothing in this file"));
    CHECK(says(read_sheet("\r\n,,,\r\n"), "nothing in this file"));
    CHECK(says(read_sheet("\xD0\xCF\x11\xE0\xA1\xB1"), "old .xls"));
    CHECK(says(read_sheet("\x89PNG\r\n\xFF\xFF"), "encoding"));
    CHECK(says(read_sheet("a,b\nc,\"d"), "row 2 is never closed"));
    CHECK(says(read_sheet(std::string(most_sheet_bytes + 1, 'x')), "16 MB"));
    CHECK(says(read_sheet("PK\x03\x04 and nothing else"), "cannot be read"));
    CHECK(says(read_sheet(zip_of({{"word/document.xml", "<w/>"}})), "cannot be read"));
}

TEST_CASE("rows, columns and cells have bounds") {
    std::string many;
    for (std::size_t i = 0; i < most_sheet_rows; ++i) many += "x\n";
    CHECK(read_sheet(many)->rows.size() == most_sheet_rows);
    CHECK(says(read_sheet(many + "x\n"), "100,000"));
    CHECK(read_sheet(std::string(domain::most_columns - 1, ',') + "x")->rows.at(0).cells.size() == 100);
    CHECK(says(read_sheet(std::string(domain::most_columns, ',') + "x"), "more than 100 columns"));
    const auto cut = read_sheet("a,\"" + std::string(longest_cell * 2, 'y') + "\"");
    CHECK(cut->rows.at(0).cells.at(1).size() == longest_cell);
    std::string wide;
    for (std::size_t i = 0; i < longest_cell; ++i) wide += "林";
    CHECK(read_sheet(wide)->rows.at(0).cells.at(0).size() % 3 == 0); // whole characters
}

TEST_CASE(
    "a workbook is read: shared, rich and inline texts, numbers, formulas, gaps, of the first sheet that is seen") {
    const auto bytes = workbook_of(
        R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>)"
        R"(<row r="3"><c r="A3" t="inlineStr"><is><t>古丽</t><t xml:space="preserve">娜尔 </t></is></c><c r="B3"><v>1.3800138E10</v></c>)"
        R"(<c r="C3" t="str"><f>A1&amp;"x"</f><v>百联</v></c><c r="D3" t="e"><v>#REF!</v></c><c r="E3"><v>1.5</v></c></row>)"
        R"(<row><c t="n"><v>13800138000</v></c><c><v>44096</v></c></row>)",
        R"(<si><r><t>姓</t></r><r><t>名</t></r><rPh sb="0" eb="1"><t>xing</t></rPh></si><si><t>单位</t></si>)");
    CHECK(rows_in(read_sheet(bytes)) == "1:姓名||单位 3:古丽娜尔 |13800138000|百联||1.5 4:13800138000|44096");
    CHECK(read_sheet(bytes)->format == "xlsx");
}

TEST_CASE("a workbook that another program made is read, and reads as it was written") {
    auto file = begin_table(table_format::xlsx, "名单", {{"姓名", 12}, {"手机", 12}, {"时间", 20}});
    file->add({"林一帆", "13800138000", unix_ms{1'600'747'200'000}});
    file->add({"=1+1", "<b>&\"x\"</b>", std::string{"a\0\x01z", 4}});
    const auto bytes = file->finish();
    CHECK(rows_in(read_sheet(bytes)) ==
          "1:姓名|手机|时间 2:林一帆|13800138000|44096.5 3:=1+1|<b>&\"x\"</b>|az");
    // Texts are texts, moments are dates, the titles stay in sight.
    const auto page = file_in(bytes, "xl/worksheets/sheet1.xml"), styles = file_in(bytes, "xl/styles.xml");
    CHECK(page.find("<f>") == page.npos);
    CHECK(page.find("=1+1") != page.npos);
    CHECK(page.find("<pane ySplit=\"1\"") != page.npos);
    CHECK(page.find("<col min=\"3\" max=\"3\" width=\"20.") != page.npos);
    CHECK(page.find("<v>44096.5</v>") != page.npos);
    CHECK(styles.find("formatCode=\"yyyy-mm-dd hh:mm:ss\"") != styles.npos);
}

TEST_CASE("a zip bomb, entities and endless shared texts are refused") {
    // 300 MB of spaces in a few hundred kB.
    CHECK(says(read_sheet(workbook_of("<row/>" + std::string(300 << 20, ' '))), "too large when unpacked"));
    // One long text, a million times: the text is bounded, not the file alone.
    std::string rows;
    for (int i = 0; i < 2000; ++i) {
        rows += "<row>";
        for (int c = 0; c < 50; ++c) rows += "<c t=\"s\"><v>0</v></c>";
        rows += "</row>";
    }
    const auto repeated = workbook_of(rows, "<si><t>" + std::string(longest_cell, 'x') + "</t></si>");
    CHECK(repeated.size() < 1 << 20);
    CHECK(says(read_sheet(repeated), "too much text"));
    auto laughing =
        zip_of({{"xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>" + book},
                {"xl/_rels/workbook.xml.rels", relations},
                {"xl/worksheets/sheet2.xml", "<worksheet/>"}});
    CHECK(says(read_sheet(laughing), "cannot be read"));
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<d>";
    CHECK(says(read_sheet(workbook_of(deep)), "cannot be read"));
}

TEST_CASE("a damaged workbook is refused wherever it is cut or changed") {
    const auto whole = workbook_of("<row><c t=\"inlineStr\"><is><t>林一帆</t></is></c></row>");
    REQUIRE(rows_in(read_sheet(whole)) == "1:林一帆");
    for (std::size_t n = 4; n < whole.size(); n += 7) CHECK(!read_sheet(whole.substr(0, n)));
    for (std::size_t i = 4; i < whole.size(); i += 3) {
        auto changed = whole;
        changed[i] = static_cast<char>(changed[i] ^ 0x55);
        const auto read = read_sheet(changed); // whatever comes of it, it ends
        CHECK((!read || read->rows.size() <= 2));
    }
}

} // namespace jiangtang::wire::testing
