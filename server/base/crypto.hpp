// The few primitives of OpenSSL that the program uses, as functions on bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang {

/// Base64url without padding (RFC 4648 section 5).
std::string base64url(std::string_view bytes);

/// Base64 with padding (RFC 4648 section 4), in one line.
std::string base64(std::string_view bytes);

/// SHA-256 as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

/// HMAC-SHA-256 (RFC 2104) as base64url.
std::string hmac(std::string_view key, std::string_view bytes);

/// Ed25519 (RFC 8032). `seed`, the private key, has 32 bytes; public keys and signatures are base64url.
std::string ed25519_public_key(std::string_view seed);
std::string ed25519_sign(std::string_view seed, std::string_view text);
/// False also for what is no signature at all.
bool ed25519_verify(std::string_view public_key, std::string_view text, std::string_view signature);

/// Compares secrets in a time that depends on their lengths only.
bool equal_secrets(std::string_view a, std::string_view b);

/// AES-256-GCM with a random nonce in front, as base64url. `key` has 32 bytes.
std::string seal(std::string_view key, std::string_view plain);

/// What seal() closed; nothing when the text was altered or sealed with another key.
std::optional<std::string> unseal(std::string_view key, std::string_view sealed);

} // namespace jiangtang
