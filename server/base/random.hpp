// Ids, tokens and codes, from the operating system's randomness.
#pragma once

#include <string>
#include <string_view>

namespace jiangtang {

/// `prefix`, the time in milliseconds and 45 random bits, 18 symbols of base32: an id that need not be secret, e.g. "q1kdx2…".
/// It grows with time (as UUIDv7 does, RFC 9562 section 5.7), so that rows made together lie together in every index.
std::string random_id(std::string_view prefix);

/// 128 bits as 22 symbols of base64url: a secret (cookie, invitation, ingest key).
std::string random_token();

/// What a guest may have to read out: ten symbols without look-alikes (no 0 1 I L O), 49 bits.
inline constexpr std::string_view code_alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
inline constexpr std::size_t code_length = 10;
std::string random_code();

} // namespace jiangtang
