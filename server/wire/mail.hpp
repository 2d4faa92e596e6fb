// A letter as Internet mail: RFC 5322 with MIME (RFC 2045 to 2047, 2183, 2387, 6047). Pure.
#pragma once

#include "base/clock.hpp"
#include "wire/letters.hpp"

#include <string>
#include <string_view>

namespace jiangtang::wire {

/// A sender as an operator writes it: "质量大讲堂 <noreply@example.cn>", or the address alone.
struct mailbox {
    std::string name; // may be empty
    std::string address;
};
/// Problem: invalid_field with `field` "from".
result<mailbox> parse_mailbox(std::string_view text);

/// Text for a header field: as it is when printable ASCII, else in encoded words (RFC 2047), folded.
/// Control characters become spaces, so that no text can begin a field of its own.
std::string header_text(std::string_view utf8);

/// The whole message with CRLF line ends: From, To, Subject, Date, Message-ID (of `id`, the same for every attempt, so that a
/// receiver can tell a repetition), Auto-Submitted (RFC 3834), and in base64 the letter as text and as HTML, beside the HTML the
/// picture of the QR code that it shows, and the entry for the calendar as an attachment:
/// mixed > (alternative > (text, related > (html, png)), calendar), each level only where there is something for it.
std::string mail_of(const letter&, const mailbox& from, std::string_view to, std::string_view id,
                    unix_ms now);

} // namespace jiangtang::wire
