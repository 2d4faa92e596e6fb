// Passwords as they are kept.

#include "base/password.hpp"

#include <doctest/doctest.h>

#include <string>

namespace jiangtang {

TEST_CASE("a password is found again by its hash, which is another one each time") {
    const auto hash = hash_password("质量月2020");
    CHECK(hash.starts_with("scrypt$15$8$1$"));
    CHECK(hash != hash_password("质量月2020"));
    CHECK(password_matches("质量月2020", hash));
    CHECK(!password_matches("质量月2021", hash));
    CHECK(!password_matches("", hash));
}

TEST_CASE("what is no hash of ours matches nothing, and makes nobody work or take memory without end") {
    for (const auto* text :
         {"", "$", "scrypt", "scrypt$$$$$", "scrypt$15$8$1$salt", "scrypt$31$8$1$salt$key",
          "scrypt$15$1000$1$salt$key", "scrypt$15$8$1000000$salt$key", "scrypt$-1$8$1$salt$key",
          "scrypt$0$8$1$salt$key", "argon2$15$8$1$salt$key", "scrypt$15$8$1$salt$key"})
        CHECK_MESSAGE(!password_matches("x", text), text);
}

// RFC 7914 section 12: scrypt("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first 32 bytes.
TEST_CASE("the hash is scrypt's as everybody computes it") {
    CHECK(password_matches("pleaseletmein",
                           "scrypt$14$8$1$SodiumChloride$cCO9yzr9c0hGHAbNgf046_2o-7qQT44-qbVD9lRdofI"));
}

} // namespace jiangtang
