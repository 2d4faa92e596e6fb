// Ids, codes, digests, and sealed text.

#include "base/crypto.hpp"
#include "base/random.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>

namespace jiangtang {

TEST_CASE("codes have ten symbols without look-alikes, all about as likely, and none comes twice") {
    std::set<std::string> seen;
    std::map<char, int> counts;
    for (int i = 0; i < 5000; ++i) {
        auto code = random_code();
        CHECK(code.size() == code_length);
        CHECK(code.find_first_not_of(code_alphabet) == std::string::npos);
        CHECK(seen.insert(code).second);
        for (char c : code) ++counts[c];
    }
    CHECK(code_alphabet.find_first_of("01ILO") == std::string_view::npos);
    CHECK(counts.size() == code_alphabet.size());
    // 50,000 draws of 31: 1613 each; six standard deviations are 240.
    for (auto [c, n] : counts) CHECK((n > 1373 && n < 1853));
}

TEST_CASE("ids carry their prefix, and tokens are 22 symbols of base64url") {
    CHECK(random_id("q").starts_with("q"));
    CHECK(random_id("q").size() == 19);
    CHECK(random_id("q") != random_id("q"));
    CHECK(random_token().size() == 22);
    CHECK(random_token() != random_token());
}

TEST_CASE("digests and encodings are those of the standards") {
    CHECK(sha256_hex("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-4
    CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(base64url("") == "");
    CHECK(base64url("f") == "Zg"); // RFC 4648 section 10, without padding
    CHECK(base64url("fo") == "Zm8");
    CHECK(base64url("foobar") == "Zm9vYmFy");
    CHECK(base64url("\xfb\xff") == "-_8");
    // RFC 4231, test case 2
    CHECK(hmac("Jefe", "what do ya want for nothing?") == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM");
    CHECK(hmac("Jefe", "another") != hmac("jefe", "another"));
}

TEST_CASE("secrets are compared by all their bytes") {
    CHECK(equal_secrets("abc", "abc"));
    CHECK(!equal_secrets("abc", "abd"));
    CHECK(!equal_secrets("abc", "abcd"));
    CHECK(!equal_secrets("", "a"));
    CHECK(equal_secrets("", ""));
}

TEST_CASE("signatures are those of RFC 8032, and none but the very one is taken") {
    // Section 7.1, TEST 2.
    const std::string seed{"\x4c\xcd\x08\x9b\x28\xff\x96\xda\x9d\xb6\xc3\x46\xec\x11\x4e\x0f"
                           "\x5b\x8a\x31\x9f\x35\xab\xa6\x24\xda\x8c\xf6\xed\x4f\xb8\xa6\xfb",
                           32};
    const auto key = ed25519_public_key(seed), signature = ed25519_sign(seed, "\x72");
    CHECK(key == "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw");
    CHECK(signature ==
          "kqAJqfDUyrhyDoILX2QlQKKye1QWUD-Ps3YiI-vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAA");
    CHECK(ed25519_verify(key, "\x72", signature));
    CHECK(!ed25519_verify(key, "\x73", signature));
    CHECK(!ed25519_verify(ed25519_public_key(std::string(32, 'k')), "\x72", signature));
    CHECK(!ed25519_verify("", "\x72", signature));
    for (std::size_t i = 0; i < signature.size(); ++i) {
        auto altered = signature;
        altered[i] = altered[i] == 'A' ? 'B' : 'A'; // also where only bits beyond the last byte change
        CHECK(!ed25519_verify(key, "\x72", altered));
        CHECK(!ed25519_verify(key, "\x72", signature.substr(0, i)));
    }
    CHECK(!ed25519_verify(key, "\x72", signature + "A"));
    CHECK(!ed25519_verify(key, "\x72", signature + signature));
}

TEST_CASE("what is sealed opens with its key and not when a single byte was altered") {
    const std::string key(32, 'k'), other(32, 'o');
    for (const std::string plain : {"", "13800138000", "林一帆"}) {
        auto sealed = seal(key, plain);
        CHECK(unseal(key, sealed) == plain);
        CHECK(sealed != seal(key, plain)); // a nonce each time
        CHECK(!unseal(other, sealed));
        for (std::size_t i = 0; i < sealed.size(); ++i) {
            auto altered = sealed;
            altered[i] = altered[i] == 'A' ? 'B' : 'A';
            auto opened = unseal(key, altered);
            // The unused bits of the last symbol of base64 say nothing; everything else is authenticated.
            CHECK((!opened || (i + 1 == sealed.size() && *opened == plain)));
        }
        CHECK(!unseal(key, sealed.substr(0, sealed.size() - 4)));
    }
    CHECK(!unseal(key, ""));
    CHECK(!unseal(key, "no base64!"));
    CHECK(!unseal(key, "AAAA"));
}

} // namespace jiangtang
