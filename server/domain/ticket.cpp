#include "domain/ticket.hpp"

#include "base/random.hpp"
#include "base/text.hpp"

namespace jiangtang::domain {
namespace {

constexpr std::string_view fragment_begin = "#1";

} // namespace

std::optional<scanned_ticket> scanned_ticket_in(std::string_view scanned) {
    if (scanned.size() > 512 || !clean_line(scanned)) return std::nullopt;
    constexpr std::string_view page = "/ticket/";
    scanned_ticket t;
    if (auto at = scanned.find(page); at != std::string_view::npos) {
        scanned.remove_prefix(at + page.size());
        if (auto hash = scanned.find('#'); hash != std::string_view::npos) {
            auto fragment = scanned.substr(hash);
            const bool ours = fragment.starts_with(fragment_begin) && fragment.size() > fragment_begin.size();
            // What is not of our form fits no ticket, and is not taken for one without a signature either.
            t.signature = ours ? fragment.substr(fragment_begin.size()) : fragment;
        }
        scanned = scanned.substr(0, scanned.find_first_of("?#/"));
    }
    t.code = search_key(scanned);
    for (char& c : t.code)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (t.code.size() != code_length || t.code.find_first_not_of(code_alphabet) != std::string::npos)
        return std::nullopt;
    return t;
}

std::optional<std::string> ticket_code_in(std::string_view scanned) {
    auto t = scanned_ticket_in(scanned);
    if (!t) return std::nullopt;
    return std::move(t->code);
}

std::string signed_text(std::string_view event, std::string_view code) {
    return std::string{"jiangtang ticket 1\n"}.append(event).append("\n").append(code);
}

std::string signature_fragment(std::string_view signature) {
    return std::string{fragment_begin}.append(signature);
}

} // namespace jiangtang::domain
