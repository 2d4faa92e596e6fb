#include "base/random.hpp"

#include "base/crypto.hpp"

#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace jiangtang {
namespace {

template <std::size_t N>
std::array<unsigned char, N> random_bytes() {
    std::array<unsigned char, N> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(N)) != 1)
        throw std::runtime_error{"the operating system gave no randomness"};
    return bytes;
}

} // namespace

std::string random_id(std::string_view prefix) {
    static constexpr std::string_view base32 = "0123456789abcdefghjkmnpqrstvwxyz";
    constexpr int symbols_of_time = 9; // 45 bits: until the year 3084
    using std::chrono::milliseconds;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(now).count());
    std::string id{prefix};
    for (int i = symbols_of_time - 1; i >= 0; --i) id += base32[(ms >> (5 * i)) & 31];
    for (unsigned char b : random_bytes<9>()) id += base32[b & 31];
    return id;
}

std::string random_token() {
    auto bytes = random_bytes<16>();
    return base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::string random_code() {
    // 248 is the largest multiple of 31 in a byte: what lies above is drawn again, so that every symbol is as likely.
    std::string code;
    while (code.size() < code_length)
        for (unsigned char b : random_bytes<16>())
            if (b < 248 && code.size() < code_length) code += code_alphabet[b % code_alphabet.size()];
    return code;
}

} // namespace jiangtang
