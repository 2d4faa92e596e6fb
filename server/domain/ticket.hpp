// A ticket is a code that opens the door for one registration. On its QR code stands the address of its page and, for a
// confirmed guest of the hall, a signature: so a desk without a network knows that the ticket was issued.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

/// What a scanner read or a person typed.
struct scanned_ticket {
    std::string code;
    std::string signature; // as it was read; empty: there was none
};

/// The ticket in the bare code, with spaces, hyphens, lower case or full-width letters, or in the address of the ticket page
/// with or without a signature. Nothing when there is none in it.
std::optional<scanned_ticket> scanned_ticket_in(std::string_view scanned);

/// Its code alone.
std::optional<std::string> ticket_code_in(std::string_view scanned);

/// What a ticket's signature is made over. The 1 is the version of this text, and begins the address's fragment.
std::string signed_text(std::string_view event, std::string_view code);

/// The fragment of a signed ticket's address: "#1…".
std::string signature_fragment(std::string_view signature);

} // namespace jiangtang::domain
