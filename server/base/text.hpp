// What people type: cleaned, counted, and made findable. Unicode rules come from ICU.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang {

/// One line of a person's text in NFC: control, zero-width and direction marks removed, white space folded to single
/// spaces and trimmed, at most three combining marks in a row. Nothing when the bytes are not UTF-8 or hold a NUL.
std::optional<std::string> clean_line(std::string_view utf8);

/// Like clean_line(), but keeps line breaks (at most two in a row).
std::optional<std::string> clean_text(std::string_view utf8);

/// Characters as people count them (Unicode code points without combining marks).
std::size_t length(std::string_view utf8);

/// A form for comparing: NFKC with case folded, traditional characters made simplified, nothing but letters and digits.
std::string search_key(std::string_view utf8);

/// What stands before a letter: nothing, marks without a space, or a space among them.
enum class gap : std::uint8_t { none, marks, space };

/// A letter or digit, folded as search_key() folds it and without accents.
struct letter {
    char32_t is = 0;
    gap before = gap::none; // of the first letter of a text: space
    bool digit = false;
    bool in_words = false; // of a script that puts spaces between words: Latin, not 汉字
};
/// The letters of a text, of which a word is found in what people write to hide it: wide, accented, traditional, with marks between.
std::vector<letter> letters_of(std::string_view utf8);

/// For each simplified character in a text that also has traditional forms, those: {"刘": "劉", "发": "發髮"}. With it,
/// one who has no ICU can fold what is searched for as search_key() does.
std::map<std::string, std::string> traditional_forms(std::string_view utf8);

/// A name in Latin letters, surnames read as surnames (单 shan): "lin yi fan", and its initials "lyf".
struct romanized {
    std::string pinyin;
    std::string initials;
};
romanized romanize(std::string_view name);

} // namespace jiangtang
