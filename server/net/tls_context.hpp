// What OpenSSL needs to know to speak TLS as a server: versions, ciphers, a certificate and its key.
#pragma once

#include "base/certificate.hpp"

#include <memory>

struct ssl_ctx_st;

namespace jiangtang::net {

/// Shared by the connections made with it, which outlive its replacement.
using tls_context = std::shared_ptr<ssl_ctx_st>;

/// TLS 1.2 and 1.3 with forward secrecy only, ALPN http/1.1 (RFC 7301), no renegotiation, sessions kept by the client
/// (tickets). Throws std::runtime_error with a sentence when chain or key cannot be read or do not belong together.
tls_context make_tls_context(const certificate&);

} // namespace jiangtang::net
