// What people type: cleaned, counted, found, and read in Latin letters.

#include "base/text.hpp"

#include <doctest/doctest.h>

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>
#include <string>
#include <vector>

namespace jiangtang {
namespace {

/// All of ICU's rules of that name, run over the text as they are.
class icu_rules {
public:
    explicit icu_rules(const char* id) {
        UErrorCode status = U_ZERO_ERROR;
        rules_.reset(icu::Transliterator::createInstance(icu::UnicodeString{id}, UTRANS_FORWARD, status));
    }
    /// The words that come of it, with single spaces between.
    std::string operator()(const std::string& utf8) const {
        auto text = icu::UnicodeString::fromUTF8(utf8);
        rules_->transliterate(text);
        icu::UnicodeString words;
        for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
            const UChar32 c = text.char32At(i);
            if (u_isalnum(c)) words += c;
            else if (!words.isEmpty() && !words.endsWith(u" ", 1)) words += u' ';
        }
        std::string made;
        words.trim().toUTF8String(made);
        return made;
    }

private:
    std::unique_ptr<icu::Transliterator> rules_;
};

/// Each 汉字 alone, at the beginning of a name and within one; and surnames that are read in a way of their own.
std::vector<std::string> many_names() {
    std::vector<std::string> names{"令狐冲",   "万俟卨", "澹台灭明", "长孙无忌", "长江", "单于", "乾隆",
                                   "茶餘飯後", "鬼子薑", "Ærø 单",   "查理·曾",  "〇一", "⺀⼀"};
    for (UChar32 c = 0x4E00; c <= 0x9FFF; ++c) {
        std::string one;
        icu::UnicodeString{c}.toUTF8String(one);
        names.push_back(one);
        names.push_back(one + "一");
        names.push_back("王" + one);
    }
    return names;
}

} // namespace

TEST_CASE("text that is not UTF-8, or holds a NUL, is refused") {
    CHECK(!clean_line(std::string("a\0b", 3)));
    CHECK(!clean_line("\xff\xfe"));
    CHECK(!clean_line("\xc3"));             // cut off
    CHECK(!clean_line("\xc0\xaf"));         // overlong
    CHECK(!clean_line("\xed\xa0\x80"));     // half a surrogate pair
    CHECK(!clean_line("\xf4\x90\x80\x80")); // above U+10FFFF
    CHECK(clean_line("") == "");
}

TEST_CASE("white space is folded and trimmed, and line breaks are kept only in a text") {
    CHECK(clean_line("  林\t一\u3000帆 \r\n") == "林 一 帆");
    CHECK(clean_line("a\nb") == "a b");
    CHECK(clean_text("a\nb") == "a\nb");
    CHECK(clean_text("a\r\nb") == "a\nb");
    CHECK(clean_text("a \n\n\n\n b\n\n") == "a\n\nb");
    CHECK(clean_line(" \u200b \u3000") == "");
}

TEST_CASE("marks that show nothing or turn the line around are taken out") {
    CHECK(clean_line("ab\u200b\u200c\u2060\ufeff\u00adc") == "abc");
    CHECK(clean_line("\u202eevil\u202c") == "evil");
    CHECK(clean_line("\u2066a\u2069\u200f") == "a");
    CHECK(clean_line("a\x01\x7f\u0085"
                     "b") == "a b");
    CHECK(clean_line("\ue000x\u3164") == "x"); // private use, and a letter that is blank
    CHECK(clean_line("\U000e0041tag") == "tag");
}

TEST_CASE("a joiner outside an emoji is nothing, so a name of joiners alone is empty") {
    CHECK(clean_line("\u200d") == "");
    CHECK(clean_line("\u200d\ufe0f\u200d") == "");
    CHECK(clean_line("林\u200d一帆") == "林一帆");
}

TEST_CASE("emoji are kept whole") {
    CHECK(clean_line("👍🏽") == "👍🏽");
    CHECK(clean_line("👨‍👩‍👧") == "👨‍👩‍👧");
    CHECK(clean_line("❤️ 谢谢") == "❤️ 谢谢");
    CHECK(clean_line("🇨🇳") == "🇨🇳");
    CHECK(clean_line("1️⃣") == "1️⃣");
}

TEST_CASE("ten thousand combining marks become three") {
    std::string tower = "a";
    for (int i = 0; i < 10'000; ++i) tower += "\u0336";
    auto clean = clean_line(tower);
    REQUIRE(clean);
    CHECK(clean->size() <= 1 + 3 * 2);
    CHECK(length(*clean) == 1);
    CHECK(clean_line("e\u0301") == "é"); // composed (NFC)
    CHECK(clean_line("ệ") == "ệ");
}

TEST_CASE("length counts characters as people do") {
    CHECK(length("") == 0);
    CHECK(length("质量强国") == 4);
    CHECK(length("abc") == 3);
    CHECK(length("e\u0301") == 1);
    CHECK(length("𠮷") == 1);
}

TEST_CASE("a search key makes the ways of writing the same") {
    CHECK(search_key("質量協會") == "质量协会");
    CHECK(search_key("ＡＢＣ１２３") == "abc123");
    CHECK(search_key(" Lin  Yi-Fan ") == "linyifan");
    CHECK(search_key("逸刻（上海）") == "逸刻上海");
    CHECK(search_key("①") == "1");
    CHECK(search_key("%_'\"") == "");
    CHECK(search_key("") == "");
}

TEST_CASE("the traditional forms of a text's characters are those that fold into them") {
    const auto forms = traditional_forms("刘发一");
    CHECK(forms.at("刘") == "劉");
    CHECK(forms.at("发") == "發髮");
    CHECK(!forms.contains("一"));
    for (const auto& [simple, traditional] : forms)
        CHECK(search_key(traditional.substr(0, 3)) == simple); // three bytes each
}

TEST_CASE("names are read as names") {
    auto is = [](const char* name, const char* pinyin, const char* initials) {
        auto r = romanize(name);
        CAPTURE(name);
        CHECK(r.pinyin == pinyin);
        CHECK(r.initials == initials);
    };
    is("林一帆", "lin yi fan", "lyf");
    is("单文", "shan wen", "sw");
    is("欧阳明", "ou yang ming", "oym");
    is("曾志伟", "zeng zhi wei", "zzw");
    is("吕布", "lu bu", "lb");
    is("古丽娜尔·买买提江", "gu li na er mai mai ti jiang", "glnemmtj");
    is("Daniel Schäfer", "daniel schafer", "ds");
    is("", "", "");
    is("👍", "", "");
}

TEST_CASE("names and keys are what all of ICU's rules make of them, though few of those are run") {
    const icu_rules names{"Han-Latin/Names; Latin-ASCII; Lower"}, simplified{"Traditional-Simplified"};
    std::string first_wrong;
    for (const auto& name : many_names()) {
        if (romanize(name).pinyin != names(name)) first_wrong = name;
        if (name.size() <= 3 && search_key(name) != simplified(name)) first_wrong = name;
        if (!first_wrong.empty()) break;
    }
    CHECK(first_wrong == "");
    CHECK(search_key("乾隆茶餘飯後") == simplified("乾隆茶餘飯後"));
}

} // namespace jiangtang
