#include "base/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <stdexcept>

namespace jiangtang {
namespace {

template <auto Free>
struct freed_by {
    void operator()(auto* p) const { Free(p); }
};
using x509 = std::unique_ptr<X509, freed_by<X509_free>>;
using private_key = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
using memory = std::unique_ptr<BIO, freed_by<BIO_free>>;

constexpr int valid_days = 396;        // browsers and telephones want less than 398
constexpr std::int64_t early_s = 3600; // a telephone's clock may be late

void done(bool ok) {
    if (!ok) throw std::runtime_error{"OpenSSL could not make a certificate"};
}

memory reading(std::string_view text) {
    return memory{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::string written(BIO* to) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(to, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::vector<x509> parse(std::string_view pem) {
    std::vector<x509> out;
    auto from = reading(pem);
    while (auto* one = PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr)) out.emplace_back(one);
    const auto why = ERR_peek_last_error();
    ERR_clear_error();
    if (ERR_GET_REASON(why) != PEM_R_NO_START_LINE) throw std::runtime_error{"a certificate in it is broken"};
    if (out.empty()) throw std::runtime_error{"there is no certificate in it"};
    return out;
}

std::string fingerprint_of(const X509* one) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    done(X509_digest(one, EVP_sha256(), digest.data(), &size) == 1);
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
        if (i > 0) out += ':';
        out += hex[digest[i] >> 4];
        out += hex[digest[i] & 15];
    }
    return out;
}

std::string text_of(const ASN1_STRING* s) {
    return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(s)),
            static_cast<std::size_t>(ASN1_STRING_length(s))};
}

/// An address as text, from the bytes of a certificate or of inet_pton.
std::string address_text(std::string_view bytes) {
    char text[INET6_ADDRSTRLEN]{};
    if (bytes.size() != 4 && bytes.size() != 16) return {};
    ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text, sizeof text);
    return text;
}

/// The bytes of an address, empty when it is none.
std::string address_bytes(const std::string& name) {
    char bytes[16];
    if (::inet_pton(AF_INET, name.c_str(), bytes) == 1) return {bytes, 4};
    if (::inet_pton(AF_INET6, name.c_str(), bytes) == 1) return {bytes, 16};
    return {};
}

std::vector<std::string> names_of(const X509* one) {
    std::vector<std::string> out;
    auto* all = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(one, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(all); ++i) {
        const auto* name = sk_GENERAL_NAME_value(all, i);
        if (name->type == GEN_DNS) out.push_back(text_of(name->d.dNSName));
        if (name->type == GEN_IPADD) out.push_back(address_text(text_of(name->d.iPAddress)));
    }
    GENERAL_NAMES_free(all);
    return out;
}

unix_ms moment_of(const ASN1_TIME* t) {
    std::tm utc{};
    done(ASN1_TIME_to_tm(t, &utc) == 1);
    return static_cast<unix_ms>(::timegm(&utc)) * 1000;
}

void extend(X509* one, X509* issuer, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, one, nullptr, nullptr, 0);
    auto* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    done(extension && X509_add_ext(one, extension, -1) == 1);
    X509_EXTENSION_free(extension);
}

/// A certificate without extensions and signature. The common name has at most 64 characters (RFC 5280, ub-common-name).
x509 blank(const std::string& common_name, EVP_PKEY* key, unix_ms now) {
    x509 one{X509_new()};
    std::unique_ptr<BIGNUM, freed_by<BN_free>> serial{BN_new()};
    done(one && serial && BN_rand(serial.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1);
    done(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(one.get())) != nullptr);
    const auto begins = static_cast<std::time_t>(now / 1000 - early_s);
    done(X509_set_version(one.get(), X509_VERSION_3) == 1 && X509_set_pubkey(one.get(), key) == 1 &&
         ASN1_TIME_set(X509_getm_notBefore(one.get()), begins) &&
         ASN1_TIME_adj(X509_getm_notAfter(one.get()), begins, valid_days, 0));
    done(X509_NAME_add_entry_by_txt(X509_get_subject_name(one.get()), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                                    0) == 1);
    return one;
}

void sign(X509* one, X509* issuer, EVP_PKEY* with) {
    done(X509_set_issuer_name(one, X509_get_subject_name(issuer)) == 1);
    extend(one, issuer, NID_subject_key_identifier, "hash");
    extend(one, issuer, NID_authority_key_identifier, "keyid:always");
    done(X509_sign(one, with, EVP_sha256()) > 0);
}

} // namespace

std::vector<certificate_facts> read_chain(std::string_view pem) {
    std::vector<certificate_facts> out;
    for (const auto& one : parse(pem)) {
        const bool self_signed =
            X509_NAME_cmp(X509_get_subject_name(one.get()), X509_get_issuer_name(one.get())) == 0;
        out.push_back({fingerprint_of(one.get()), names_of(one.get()),
                       moment_of(X509_get0_notAfter(one.get())), self_signed});
    }
    return out;
}

std::string last_as_der(std::string_view pem) {
    const auto all = parse(pem);
    const memory to{BIO_new(BIO_s_mem())};
    done(i2d_X509_bio(to.get(), all.back().get()) == 1);
    return written(to.get());
}

std::string certifiable(const std::string& name) {
    if (const auto bytes = address_bytes(name); !bytes.empty()) return address_text(bytes);
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.';
    };
    if (name.size() > 253 || !std::all_of(name.begin(), name.end(), plain)) return {};
    return name;
}

certificate make_certificate(const std::vector<std::string>& names, unix_ms now) {
    std::string alternatives, called;
    for (const auto& name : names) {
        const auto one = certifiable(name);
        if (one.empty()) continue;
        alternatives += (alternatives.empty() ? "" : ",") +
                        std::string{address_bytes(one).empty() ? "DNS:" : "IP:"} + one;
        if (called.empty() && one.size() <= 40) called = one;
    }
    const private_key authority_key{EVP_EC_gen("P-256")}, key{EVP_EC_gen("P-256")};
    done(authority_key && key);
    const auto authority = blank("Jiangtang " + called + " (authority)", authority_key.get(), now);
    extend(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
    extend(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    sign(authority.get(), authority.get(), authority_key.get());
    const auto own = blank("Jiangtang " + called, key.get(), now);
    extend(own.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE");
    extend(own.get(), authority.get(), NID_key_usage, "critical,digitalSignature");
    extend(own.get(), authority.get(), NID_ext_key_usage, "serverAuth");
    if (!alternatives.empty()) extend(own.get(), authority.get(), NID_subject_alt_name, alternatives);
    sign(own.get(), authority.get(), authority_key.get());

    const memory chain{BIO_new(BIO_s_mem())}, secret{BIO_new(BIO_s_mem())};
    done(PEM_write_bio_X509(chain.get(), own.get()) == 1 &&
         PEM_write_bio_X509(chain.get(), authority.get()) == 1);
    done(PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    return {written(chain.get()), written(secret.get())};
}

} // namespace jiangtang
