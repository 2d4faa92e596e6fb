#include "domain/fields.hpp"

#include "base/text.hpp"

namespace jiangtang::domain {

result<void> check_text(std::string& text, const std::string& name, text_rule rule) {
    // Cleaning never makes a text longer than its bytes allow: the cheap bound comes first.
    if (text.size() > rule.most * 16)
        return problem{errc::invalid_field, name}.says("最多 " + std::to_string(rule.most) + " 个字",
                                                       "At most " + std::to_string(rule.most) +
                                                           " characters");
    auto cleaned = rule.lines ? clean_text(text) : clean_line(text);
    if (!cleaned)
        return problem{errc::invalid_field, name}.says("文字编码不正确", "The text is not valid UTF-8");
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
