#include "domain/fields.hpp"

#include "base/text.hpp"

namespace jiangtang::domain {
namespace {

/// Does UTF-8 hold a character for private use? Each machine shows another one, and most show none.
bool has_private_use(std::string_view utf8) {
    for (std::size_t i = 0; i + 1 < utf8.size(); ++i) {
        const auto lead = static_cast<unsigned char>(utf8[i]), next = static_cast<unsigned char>(utf8[i + 1]);
        if (lead == 0xEE || (lead == 0xEF && next <= 0xA3)) return true; // U+E000 to U+F8FF
        if ((lead == 0xF3 && next >= 0xB0) || lead == 0xF4) return true; // planes 15 and 16
    }
    return false;
}

} // namespace

result<void> check_text(std::string& text, const std::string& name, text_rule rule) {
    // Cleaning never makes a text longer than its bytes allow: the cheap bound comes first.
    if (text.size() > rule.most * 16)
        return problem{errc::invalid_field, name}.says("最多 " + std::to_string(rule.most) + " 个字",
                                                       "At most " + std::to_string(rule.most) +
                                                           " characters");
    auto cleaned = rule.lines ? clean_text(text) : clean_line(text);
    if (!cleaned)
        return problem{errc::invalid_field, name}.says("文字编码不正确", "The text is not valid UTF-8");
    if (rule.whole && has_private_use(text))
        return problem{errc::invalid_field, name}.says(
            "有一个字是自造字，别的电脑认不出，请换成标准字或同音字",
            "One character exists on your device only. Please "
            "write it with a standard character");
    auto characters = length(*cleaned);
    if (rule.required && characters == 0)
        return problem{errc::missing_field, name}; // marks alone are no name
    if (characters > rule.most)
        return problem{errc::invalid_field, name}.says("最多 " + std::to_string(rule.most) + " 个字",
                                                       "At most " + std::to_string(rule.most) +
                                                           " characters");
    text = std::move(*cleaned);
    return {};
}

} // namespace jiangtang::domain
