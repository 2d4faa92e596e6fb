// Text files as programs write them, by their real bytes.

#include "base/encoding.hpp"

#include <doctest/doctest.h>

namespace jiangtang {
namespace {

std::string read_as(std::string_view bytes) {
    const auto text = decode_text(bytes);
    return text ? std::string{text->from} + ": " + text->utf8 : "nothing";
}

using namespace std::string_literals;
using namespace std::string_view_literals;

} // namespace

TEST_CASE("UTF-8 is read with a byte order mark and without") {
    CHECK(read_as("\xEF\xBB\xBF姓名,手机"sv) == "UTF-8: 姓名,手机");
    CHECK(read_as("姓名,手机"sv) == "UTF-8: 姓名,手机");
    CHECK(read_as("name,phone"sv) == "UTF-8: name,phone");
    CHECK(read_as(""sv) == "UTF-8: ");
    CHECK(read_as("\xEF\xBB\xBF\xFF"sv) == "nothing");
}

TEST_CASE("what is no UTF-8 is read as GB18030, which holds GBK") {
    CHECK(read_as("\xD0\xD5\xC3\xFB,\xCA\xD6\xBB\xFA"sv) == "GB18030: 姓名,手机");
    CHECK(read_as("\xB9\xC5\xC0\xF6\xC4\xC8\xB6\xFB\xA1\xA4"sv) == "GB18030: 古丽娜尔·");
    CHECK(read_as("\x95\x32\x82\x36"sv) == "GB18030: 𠀀"); // four bytes
    CHECK(read_as("\xD0\xD5,\x80\xFF"sv) == "nothing");
    CHECK(read_as("\x89PNG\r\n\x1A\n\xFF\xFF"sv) == "nothing");
}

TEST_CASE("characters that GB18030 keeps in the private use area are where Unicode has them by now") {
    CHECK(read_as("\xD5\xC5\xFE\x59\xFE\xA0"sv) == "GB18030: 张龴龻");
    CHECK(read_as("\xFE\x61\xFE\x66\xFE\x67\xFE\x6D\xFE\x7E\xFE\x90"sv) == "GB18030: 龵龶龷龸龹龺");
    CHECK(read_as("\xFE\x51\xFE\x52\xFE\x53\xFE\x6C\xFE\x76\xFE\x91"sv) == "GB18030: 𠂇𠂉𠃌𡗗𢦏𤇾");
    CHECK(read_as("\xA6\xD9\xA6\xDA\xA6\xDB\xA6\xDC\xA6\xDD"sv) ==
          "GB18030: ︐︒︑︓︔"); // not in the order of Unicode
    CHECK(read_as("\xA6\xDE\xA6\xDF\xA6\xEC\xA6\xED\xA6\xF3"sv) == "GB18030: ︕︖︗︘︙");
    CHECK(read_as("\xA8\xBC"sv) == "GB18030: ḿ");
    CHECK(read_as("\x82\x35\x90\x37"sv) == "GB18030: 龴");   // four bytes, the same character
    CHECK(read_as("\xAA\xA1"sv) == "GB18030: \xEE\x80\x80"); // a user's own: nobody can say which
}

TEST_CASE("UTF-16 is read by its mark, and without one by its zeros") {
    CHECK(read_as("\xFF\xFE\xD3\x59\x0D\x54\x09\x00\x31\x00"sv) == "UTF-16: 姓名\t1");
    CHECK(read_as("\xFE\xFF\x59\xD3\x54\x0D"sv) == "UTF-16: 姓名");
    CHECK(read_as("n\0a\0m\0e\0\r\0\n\0"sv) == "UTF-16: name\r\n");
    CHECK(read_as("\0n\0a\0m\0e"sv) == "UTF-16: name");
    CHECK(read_as("\xFF\xFE\x00\xD8"sv) == "nothing"); // half a character
    CHECK(read_as("\xFF\xFE\x31"sv) == "nothing");     // half a unit
}

TEST_CASE("a single NUL makes no UTF-16") {
    CHECK(read_as("name,a\0b,phone,unit,title"sv) == "UTF-8: name,a\0b,phone,unit,title"s);
}

} // namespace jiangtang
