#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <stdexcept>
#include <string_view>

namespace jiangtang::net {

namespace {

constexpr std::string_view forward_secret = "ECDHE+AESGCM:ECDHE+CHACHA20"; // of TLS 1.2; 1.3 has no other

struct bio_free {
    void operator()(BIO* b) const { BIO_free(b); }
};
using memory_bio = std::unique_ptr<BIO, bio_free>;

memory_bio pem_of(const std::string& text) {
    return memory_bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

/// Nobody is there to type it.
int no_passphrase(char*, int, int, void*) { return -1; }

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered,
                    unsigned offered_size, void*) {
    static constexpr unsigned char ours[] = "\x08http/1.1";
    auto** to = const_cast<unsigned char**>(chosen);
    const int found = SSL_select_next_proto(to, size, ours, sizeof ours - 1, offered, offered_size);
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void use(SSL_CTX* context, const certificate& shown) {
    const auto chain = pem_of(shown.chain), key = pem_of(shown.key);
    X509* one = PEM_read_bio_X509(chain.get(), nullptr, no_passphrase, nullptr);
    if (!one) throw std::runtime_error{"there is no certificate in it"};
    const bool taken = SSL_CTX_use_certificate(context, one) == 1;
    X509_free(one);
    if (!taken) throw std::runtime_error{"its certificate is of no use, its key may be too short"};
    while ((one = PEM_read_bio_X509(chain.get(), nullptr, no_passphrase, nullptr)))
        if (SSL_CTX_add0_chain_cert(context, one) != 1) X509_free(one);
    EVP_PKEY* secret = PEM_read_bio_PrivateKey(key.get(), nullptr, no_passphrase, nullptr);
    if (!secret) throw std::runtime_error{"there is no key in it, or it has a passphrase"};
    const bool fits = SSL_CTX_use_PrivateKey(context, secret) == 1 && SSL_CTX_check_private_key(context) == 1;
    EVP_PKEY_free(secret);
    if (!fits) throw std::runtime_error{"the key is not that of the certificate"};
}

} // namespace

tls_context make_tls_context(const certificate& shown) {
    ERR_clear_error();
    tls_context context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    auto* c = context.get();
    if (!c || SSL_CTX_set_min_proto_version(c, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_cipher_list(c, forward_secret.data()) != 1)
        throw std::runtime_error{"OpenSSL has no TLS 1.2"};
    SSL_CTX_set_options(c, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                               SSL_OP_PRIORITIZE_CHACHA);
    // An idle connection holds no buffers; what of a write the system did not take may lie elsewhere when it is
    // tried again.
    SSL_CTX_set_mode(c, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(c, SSL_SESS_CACHE_OFF); // tickets need none
    SSL_CTX_set_alpn_select_cb(c, choose_protocol, nullptr);
    use(c, shown);
    ERR_clear_error(); // the end of the chain is one
    return context;
}

} // namespace jiangtang::net
