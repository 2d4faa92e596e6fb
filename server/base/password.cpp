#include "base/password.hpp"

#include "base/crypto.hpp"
#include "base/random.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>

namespace jiangtang {
namespace {

struct scrypt_cost {
    std::uint64_t log2_n = 15, r = 8, p = 1;
    bool bearable() const { return log2_n >= 1 && log2_n <= 15 && r >= 1 && r <= 8 && p >= 1 && p <= 4; }
};
constexpr std::uint64_t most_memory = 64ULL << 20;
constexpr std::size_t scrypt_key_size = 32;

/// The key as base64url. Throws std::runtime_error when OpenSSL cannot, for want of memory.
std::string scrypt_key(std::string_view password, std::string_view salt, const scrypt_cost& c) {
    std::string key(scrypt_key_size, '\0');
    const auto* bytes = reinterpret_cast<const unsigned char*>(salt.data());
    if (EVP_PBE_scrypt(password.data(), password.size(), bytes, salt.size(), 1ULL << c.log2_n, c.r, c.p,
                       most_memory, reinterpret_cast<unsigned char*>(key.data()), key.size()) != 1)
        throw std::runtime_error{"OpenSSL could not hash a password"};
    return base64url(key);
}

std::optional<std::uint64_t> cost_in(std::string_view text) {
    std::uint64_t n = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (failed != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return n;
}

} // namespace

std::string hash_password(std::string_view password) {
    const scrypt_cost c;
    const auto salt = random_token();
    return "scrypt$" + std::to_string(c.log2_n) + "$" + std::to_string(c.r) + "$" + std::to_string(c.p) +
           "$" + salt + "$" + scrypt_key(password, salt, c);
}

bool password_matches(std::string_view password, std::string_view hash) {
    std::array<std::string_view, 6> parts;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto end = i + 1 < parts.size() ? hash.find('$') : hash.size();
        if (end == std::string_view::npos) return false;
        parts[i] = hash.substr(0, end);
        hash.remove_prefix(std::min(end + 1, hash.size()));
    }
    const auto n = cost_in(parts[1]), r = cost_in(parts[2]), p = cost_in(parts[3]);
    if (parts[0] != "scrypt" || !n || !r || !p) return false;
    const scrypt_cost c{*n, *r, *p};
    return c.bearable() && equal_secrets(scrypt_key(password, parts[4], c), parts[5]);
}

} // namespace jiangtang
