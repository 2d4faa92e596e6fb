#include "base/crypto.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace jiangtang {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view alphabet_of_mail =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

const unsigned char* raw(std::string_view s) { return reinterpret_cast<const unsigned char*>(s.data()); }
unsigned char* raw(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

struct free_cipher {
    void operator()(EVP_CIPHER_CTX* c) const { EVP_CIPHER_CTX_free(c); }
};
struct free_key {
    void operator()(EVP_PKEY* k) const { EVP_PKEY_free(k); }
};
struct free_digest {
    void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};
using key = std::unique_ptr<EVP_PKEY, free_key>;
using digest_context = std::unique_ptr<EVP_MD_CTX, free_digest>;
constexpr std::size_t ed25519_key_size = 32;
constexpr std::size_t ed25519_signature_size = 64;

key ed25519_key(std::string_view seed) {
    key k{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size())};
    if (!k) throw std::runtime_error{"OpenSSL refused a key"};
    return k;
}

using cipher = std::unique_ptr<EVP_CIPHER_CTX, free_cipher>;

void must(int ok) {
    if (ok != 1) throw std::runtime_error{"OpenSSL refused an operation"};
}

std::string in_sextets(std::string_view bytes, std::string_view symbols) {
    std::string out;
    unsigned bits = 0;
    int have = 0;
    for (unsigned char b : bytes) {
        bits = bits << 8 | b;
        have += 8;
        while (have >= 6) out += symbols[bits >> (have -= 6) & 63];
    }
    if (have > 0) out += symbols[bits << (6 - have) & 63];
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    unsigned bits = 0;
    int have = 0;
    for (char c : text) {
        auto at = alphabet.find(c);
        if (at == std::string_view::npos) return std::nullopt;
        bits = bits << 6 | static_cast<unsigned>(at);
        if ((have += 6) >= 8) out += static_cast<char>(bits >> (have -= 8) & 0xff);
    }
    return out;
}

} // namespace

std::string base64url(std::string_view bytes) { return in_sextets(bytes, alphabet); }

std::string base64(std::string_view bytes) {
    auto out = in_sextets(bytes, alphabet_of_mail);
    out.append((4 - out.size() % 4) % 4, '=');
    return out;
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(raw(bytes), bytes.size(), digest.data());
    static constexpr std::string_view hex = "0123456789abcdef";
    std::string out;
    for (unsigned char b : digest) {
        out += hex[b >> 4];
        out += hex[b & 15];
    }
    return out;
}

std::string hmac(std::string_view key, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), raw(bytes), bytes.size(), digest.data(),
              &size))
        throw std::runtime_error{"OpenSSL refused an operation"};
    return base64url({reinterpret_cast<const char*>(digest.data()), size});
}

std::string ed25519_public_key(std::string_view seed) {
    std::string bytes(ed25519_key_size, '\0');
    std::size_t size = bytes.size();
    must(EVP_PKEY_get_raw_public_key(ed25519_key(seed).get(), raw(bytes), &size));
    return base64url(bytes);
}

std::string ed25519_sign(std::string_view seed, std::string_view text) {
    std::string bytes(ed25519_signature_size, '\0');
    std::size_t size = bytes.size();
    const auto k = ed25519_key(seed);
    const digest_context c{EVP_MD_CTX_new()};
    must(EVP_DigestSignInit(c.get(), nullptr, nullptr, nullptr, k.get()));
    must(EVP_DigestSign(c.get(), raw(bytes), &size, raw(text), text.size()));
    return base64url(bytes);
}

bool ed25519_verify(std::string_view public_key, std::string_view text, std::string_view signature) {
    const auto of = from_base64url(public_key), bytes = from_base64url(signature);
    if (!of || of->size() != ed25519_key_size || !bytes || bytes->size() != ed25519_signature_size ||
        base64url(*bytes) != signature) // one signature has one spelling
        return false;
    const key k{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(*of), of->size())};
    const digest_context c{EVP_MD_CTX_new()};
    if (!k || EVP_DigestVerifyInit(c.get(), nullptr, nullptr, nullptr, k.get()) != 1) return false;
    return EVP_DigestVerify(c.get(), raw(*bytes), bytes->size(), raw(text), text.size()) == 1;
}

bool equal_secrets(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string seal(std::string_view key, std::string_view plain) {
    std::string out(nonce_size + plain.size() + tag_size, '\0');
    must(RAND_bytes(raw(out), nonce_size));
    cipher c{EVP_CIPHER_CTX_new()};
    int n = 0;
    must(EVP_EncryptInit_ex(c.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(out)));
    must(EVP_EncryptUpdate(c.get(), raw(out) + nonce_size, &n, raw(plain), static_cast<int>(plain.size())));
    must(EVP_EncryptFinal_ex(c.get(), raw(out) + nonce_size + n, &n));
    must(EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_GET_TAG, tag_size, raw(out) + nonce_size + plain.size()));
    return base64url(out);
}

std::optional<std::string> unseal(std::string_view key, std::string_view sealed) {
    auto bytes = from_base64url(sealed);
    if (!bytes || bytes->size() < nonce_size + tag_size) return std::nullopt;
    std::size_t size = bytes->size() - nonce_size - tag_size;
    std::string plain(size, '\0');
    cipher c{EVP_CIPHER_CTX_new()};
    int n = 0;
    must(EVP_DecryptInit_ex(c.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(*bytes)));
    must(EVP_DecryptUpdate(c.get(), raw(plain), &n, raw(*bytes) + nonce_size, static_cast<int>(size)));
    must(EVP_CIPHER_CTX_ctrl(c.get(), EVP_CTRL_GCM_SET_TAG, tag_size, raw(*bytes) + nonce_size + size));
    if (EVP_DecryptFinal_ex(c.get(), raw(plain) + n, &n) != 1) return std::nullopt;
    return plain;
}

} // namespace jiangtang
