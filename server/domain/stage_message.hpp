// What the moderators tell the people on stage. No I/O, no JSON.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"

#include <optional>
#include <string>

namespace jiangtang::domain {

struct stage_message {
    std::string id;
    std::string event;
    std::string text;
    std::string staff; // who says it
    std::string by;    // that person's name
    unix_ms sent_at = 0;
    std::optional<unix_ms> read_at; // somebody at the stage touched it
};

inline constexpr std::size_t longest_stage_message = 200; // characters

/// Cleans the text in place, to one line. Problems: missing_field, invalid_field.
result<void> check_stage_text(std::string& text);

} // namespace jiangtang::domain
