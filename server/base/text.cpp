#include "base/text.hpp"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <unordered_map>

namespace jiangtang {
namespace {

bool valid_utf8(std::string_view s) {
    auto size = static_cast<std::int32_t>(s.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(s.data(), i, size, c);
        if (c <= 0) return false; // malformed, or NUL
    }
    return true;
}

const icu::Normalizer2& normalizer(const icu::Normalizer2* (*get)(UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* n = get(status);
    if (U_FAILURE(status)) throw std::runtime_error{"ICU has no normalization data"};
    return *n;
}

icu::UnicodeString normalized(const icu::Normalizer2& n, std::string_view utf8) {
    UErrorCode status = U_ZERO_ERROR;
    return n.normalize(
        icu::UnicodeString::fromUTF8(icu::StringPiece{utf8.data(), static_cast<std::int32_t>(utf8.size())}),
        status);
}

bool is_mark(UChar32 c) { return (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0; }

bool is_joiner(UChar32 c) { return c == 0x200D || c == 0xFE0F; }

/// Whether a joiner or a variation selector after `c` belongs to an emoji; anywhere else it is nothing.
bool joins_after(UChar32 c) { return c == 0xFE0F || u_hasBinaryProperty(c, UCHAR_EMOJI); }

/// Marks that show nothing by themselves but change how the rest is shown or compared.
bool is_invisible(UChar32 c, UChar32 before) {
    if (is_joiner(c)) return !joins_after(before);
    return u_charType(c) == U_FORMAT_CHAR || u_charType(c) == U_UNASSIGNED ||
           u_charType(c) == U_PRIVATE_USE_CHAR || u_charType(c) == U_SURROGATE || c == 0x115F || c == 0x3164;
}

std::optional<std::string> clean(std::string_view utf8, bool keep_breaks) {
    if (!valid_utf8(utf8)) return std::nullopt;
    auto text = normalized(normalizer(&icu::Normalizer2::getNFCInstance), utf8);
    icu::UnicodeString out;
    int breaks = 0, marks = 0;
    bool space = false;
    UChar32 before = 0;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        UChar32 c = text.char32At(i);
        if (c == '\n' && keep_breaks) {
            ++breaks;
            before = 0;
        } else if (u_isUWhiteSpace(c) || u_charType(c) == U_CONTROL_CHAR) {
            space = true;
            before = 0;
        } else if (is_invisible(c, before) || (is_mark(c) && ++marks > 3)) {
            continue;
        } else {
            if (!is_mark(c)) marks = 0;
            if (!out.isEmpty() && breaks > 0) out += breaks > 1 ? u"\n\n" : u"\n";
            else if (!out.isEmpty() && space) out += u' ';
            breaks = 0;
            space = false;
            out += c;
            before = c;
        }
    }
    std::string result;
    out.toUTF8String(result);
    return result;
}

std::unique_ptr<icu::Transliterator> make_transliterator(const icu::UnicodeString& id) {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> made{
        icu::Transliterator::createInstance(id, UTRANS_FORWARD, status)};
    if (U_FAILURE(status)) throw std::runtime_error{"ICU has no transliteration data"};
    return made;
}

// Transliterators are slow to make and not shared between threads: each has its own. They are slow to run, too, and most texts
// hold nothing for them: that is looked at first.

void simplify(icu::UnicodeString& text) {
    thread_local const auto rules = make_transliterator("Traditional-Simplified");
    static const auto touched = [] {
        icu::UnicodeSet found;
        rules->getSourceSet(found);
        found.freeze();
        return found;
    }();
    if (touched.containsSome(text)) rules->transliterate(text);
}

bool is_ascii(const icu::UnicodeString& text) {
    return std::all_of(text.getBuffer(), text.getBuffer() + text.length(),
                       [](char16_t c) { return c < 0x80; });
}

void to_ascii(icu::UnicodeString& text) {
    thread_local const auto rules = make_transliterator("Latin-ASCII");
    if (!is_ascii(text)) rules->transliterate(text);
}

/// ICU reads a name by a few rules for surnames, and then each character left by more than a thousand: those are asked once for
/// each character there is.
class name_reader {
public:
    void operator()(icu::UnicodeString& text) {
        surnames_->transliterate(text); // also puts spaces around each 汉字
        icu::UnicodeString read;
        for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
            const UChar32 c = text.char32At(i);
            if (uscript_hasScript(c, USCRIPT_HAN)) read += reading(c);
            else read += c;
        }
        text = std::move(read);
    }

private:
    const icu::UnicodeString& reading(UChar32 c) {
        const auto [at, is_new] = readings_.try_emplace(c, c);
        if (is_new) characters_->transliterate(at->second);
        return at->second;
    }
    static std::unique_ptr<icu::Transliterator> make_surnames() {
        const icu::UnicodeString last{u"::Han-Latin();"};
        icu::UnicodeString rules;
        make_transliterator("Han-Latin/Names")->toRules(rules, false);
        rules.trim();
        if (!rules.endsWith(last)) throw std::runtime_error{"ICU reads names in another way"};
        rules.truncate(rules.length() - last.length());
        UErrorCode status = U_ZERO_ERROR;
        UParseError where;
        std::unique_ptr<icu::Transliterator> made{
            icu::Transliterator::createFromRules("Surnames", rules, UTRANS_FORWARD, where, status)};
        if (U_FAILURE(status)) throw std::runtime_error{"ICU has no rules for names"};
        return made;
    }

    std::unique_ptr<icu::Transliterator> surnames_ = make_surnames(),
                                         characters_ = make_transliterator("Han-Latin");
    std::unordered_map<UChar32, icu::UnicodeString> readings_;
};

} // namespace

std::optional<std::string> clean_line(std::string_view utf8) { return clean(utf8, false); }
std::optional<std::string> clean_text(std::string_view utf8) { return clean(utf8, true); }

std::size_t length(std::string_view utf8) {
    std::size_t n = 0;
    auto size = static_cast<std::int32_t>(utf8.size());
    for (std::int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(utf8.data(), i, size, c);
        if (c < 0 || !is_mark(c)) ++n;
    }
    return n;
}

std::string search_key(std::string_view utf8) {
    auto text = normalized(normalizer(&icu::Normalizer2::getNFKCCasefoldInstance), utf8);
    simplify(text);
    std::string key;
    icu::UnicodeString kept;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
        if (UChar32 c = text.char32At(i); u_isalnum(c)) kept += c;
    kept.toUTF8String(key);
    return key;
}

std::vector<letter> letters_of(std::string_view utf8) {
    auto text = normalized(normalizer(&icu::Normalizer2::getNFKCCasefoldInstance), utf8);
    simplify(text);
    UErrorCode status = U_ZERO_ERROR;
    text = normalizer(&icu::Normalizer2::getNFDInstance).normalize(text, status); // accents stand alone
    std::vector<letter> found;
    auto before = gap::space;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (u_isalnum(c)) {
            const bool digit = u_isdigit(c);
            const auto script = uscript_getScript(c, &status);
            const auto is =
                digit ? U'0' + static_cast<char32_t>(u_charDigitValue(c)) : static_cast<char32_t>(c);
            found.push_back({is, before, digit, !digit && !uscript_breaksBetweenLetters(script)});
            before = gap::none;
        } else if (u_isUWhiteSpace(c)) {
            before = gap::space;
        } else if (before == gap::none && !is_mark(c) && u_charType(c) != U_FORMAT_CHAR) {
            before = gap::marks;
        }
    }
    return found;
}

std::map<std::string, std::string> traditional_forms(std::string_view utf8) {
    static const auto all_forms = [] {
        std::map<UChar32, icu::UnicodeString> forms;
        for (UChar32 c = 0x4E00; c <= 0x9FFF; ++c) {
            icu::UnicodeString one{c};
            simplify(one);
            if (UChar32 simple = one.char32At(0); simple != c) forms[simple] += c;
        }
        return forms;
    }();
    std::map<std::string, std::string> found;
    auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece{utf8.data(), static_cast<std::int32_t>(utf8.size())});
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const auto at = all_forms.find(text.char32At(i));
        if (at == all_forms.end()) continue;
        std::string simple, forms;
        icu::UnicodeString{at->first}.toUTF8String(simple);
        at->second.toUTF8String(forms);
        found.emplace(std::move(simple), std::move(forms));
    }
    return found;
}

romanized romanize(std::string_view name) {
    auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece{name.data(), static_cast<std::int32_t>(name.size())});
    thread_local name_reader read;
    read(text);
    to_ascii(text);
    text.toLower(icu::Locale::getRoot());
    romanized r;
    bool start = true;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        UChar32 c = text.char32At(i);
        if (!u_isalnum(c)) {
            start = true;
            continue;
        }
        icu::UnicodeString one{c};
        std::string utf8;
        one.toUTF8String(utf8);
        if (start && !r.pinyin.empty()) r.pinyin += ' ';
        if (start) r.initials += utf8;
        r.pinyin += utf8;
        start = false;
    }
    return r;
}

} // namespace jiangtang
