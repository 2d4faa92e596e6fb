// A mail and a calendar taken apart by the letter of RFC 2045 to 2047 and RFC 5545, knowing nothing of how the server writes
// them. What they forbid throws.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace jiangtang::test {

/// A part of a mail: either it has parts, or a decoded body.
struct mime_part {
    std::map<std::string, std::string> fields; // names in lower case, values unfolded
    std::string type;                          // "multipart/mixed"
    std::map<std::string, std::string> parameters;
    std::vector<mime_part> parts;
    std::string body;
};

/// `raw` as it lies in a Maildir, its lines ended by "\n".
mime_part parse_mime(const std::string& raw);

/// The properties of a calendar's one event by name, with METHOD as well; parameters are left with the name: "ORGANIZER;CN=…".
std::map<std::string, std::string> parse_calendar(const std::string& text);

} // namespace jiangtang::test
