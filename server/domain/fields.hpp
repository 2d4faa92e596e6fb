// Checks that every noun shares: a text that a person typed, cleaned, present where it must be, and not too long.
#pragma once

#include "base/error.hpp"

#include <string>

namespace jiangtang::domain {

struct text_rule {
    std::size_t most; // characters
    bool required = false;
    bool lines = false; // may hold line breaks
    bool whole = false; // of a name: a character that is nobody's is refused rather than dropped
};

/// Cleans `text` in place. Problems: missing_field, invalid_field with `field` set to `name`.
result<void> check_text(std::string& text, const std::string& name, text_rule rule);

} // namespace jiangtang::domain
