// Certificates: one made on the spot is what browsers and telephones want, and OpenSSL itself verifies it.

#include "base/certificate.hpp"

#include <doctest/doctest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace jiangtang {
namespace {

constexpr unix_ms day_ms = 24LL * 3600 * 1000;
constexpr unix_ms some_moment = 1'795'000'000'000;

X509* certificate_in(std::string_view pem, int index) {
    BIO* from = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    X509* one = nullptr;
    for (int i = 0; i <= index; ++i) {
        X509_free(one);
        one = PEM_read_bio_X509(from, nullptr, nullptr, nullptr);
    }
    BIO_free(from);
    return one;
}

/// What a browser that trusts the authority says of the certificate for a host: X509_V_OK or an error's number.
int verified(const certificate& made, const std::string& authority_pem, const std::string& host, unix_ms at) {
    X509* own = certificate_in(made.chain, 0);
    X509* authority = certificate_in(authority_pem, 1);
    X509_STORE* trusted = X509_STORE_new();
    X509_STORE_add_cert(trusted, authority);
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, trusted, own, nullptr);
    auto* how = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(how, static_cast<std::time_t>(at / 1000));
    X509_VERIFY_PARAM_set_purpose(how, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(how, X509_V_FLAG_X509_STRICT);
    if (X509_VERIFY_PARAM_set1_ip_asc(how, host.c_str()) != 1)
        X509_VERIFY_PARAM_set1_host(how, host.c_str(), 0);
    X509_verify_cert(context);
    const int said = X509_STORE_CTX_get_error(context);
    X509_STORE_CTX_free(context);
    X509_STORE_free(trusted);
    X509_free(authority);
    X509_free(own);
    return said;
}

} // namespace

TEST_CASE(
    "a certificate made on the spot is verified for each of its names, from now on for less than 398 days") {
    const auto made = make_certificate(
        {"hall", "hall.local", "localhost", "192.168.1.5", "::1", "no name at all"}, some_moment);
    CHECK(made.key.starts_with("-----BEGIN PRIVATE KEY-----"));
    const auto chain = read_chain(made.chain);
    REQUIRE(chain.size() == 2);
    CHECK(chain[0].names ==
          std::vector<std::string>{"hall", "hall.local", "localhost", "192.168.1.5", "::1"});
    CHECK(chain[0].fingerprint.size() == 32 * 3 - 1);
    CHECK(chain[0].fingerprint != chain[1].fingerprint);
    CHECK_FALSE(chain[0].self_signed);
    CHECK(chain[1].self_signed);
    CHECK(chain[0].expires_at > some_moment + 395 * day_ms);
    CHECK(chain[0].expires_at < some_moment + 397 * day_ms);
    for (const auto& name : chain[0].names) CHECK(verified(made, made.chain, name, some_moment) == X509_V_OK);
    // a clock that is half an hour late
    CHECK(verified(made, made.chain, "hall", some_moment - 1'800'000) == X509_V_OK);
    CHECK(verified(made, made.chain, "elsewhere", some_moment) == X509_V_ERR_HOSTNAME_MISMATCH);
    CHECK(verified(made, made.chain, "192.168.1.6", some_moment) == X509_V_ERR_IP_ADDRESS_MISMATCH);
    CHECK(verified(made, made.chain, "hall", some_moment + 398 * day_ms) == X509_V_ERR_CERT_HAS_EXPIRED);
    const auto other = make_certificate({"hall"}, some_moment);
    CHECK(verified(made, other.chain, "hall", some_moment) != X509_V_OK);
    CHECK(last_as_der(made.chain).size() > 300);
}

TEST_CASE("what is no certificate is told in a sentence") {
    CHECK_THROWS_WITH(read_chain(""), "there is no certificate in it");
    CHECK_THROWS_WITH(read_chain("hello\n"), "there is no certificate in it");
    auto broken = make_certificate({"hall"}, some_moment).chain;
    broken.replace(100, 4, "????");
    CHECK_THROWS_WITH(read_chain(broken), "a certificate in it is broken");
}

} // namespace jiangtang
