#include "domain/ticket.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace jiangtang::domain {

std::optional<std::string> ticket_code_in(std::string_view scanned) {
    if (scanned.size() > 512 || !clean_line(scanned)) return std::nullopt;
    constexpr std::string_view page = "/ticket/";
    if (auto at = scanned.find(page); at != std::string_view::npos) {
        scanned.remove_prefix(at + page.size());
        scanned = scanned.substr(0, scanned.find_first_of("?#/"));
    }
    std::string code = search_key(scanned);
    for (char& c : code)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (code.size() != code_length || code.find_first_not_of(code_alphabet) != std::string::npos)
        return std::nullopt;
    return code;
}

} // namespace jiangtang::domain
