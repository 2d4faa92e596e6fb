// Who has to come over HTTPS, and where he is sent. Pure.
#pragma once

#include "net/connection.hpp"
#include "net/request_head.hpp"
#include "net/response.hpp"

namespace jiangtang::net {

/// Whether a request that came without TLS is sent to HTTPS: always at the port of HTTPS; elsewhere, with
/// `redirect`, when it comes from another machine, but for what a probe, an encoder or somebody who has not
/// accepted the certificate yet asks for: /healthz, /readyz, /ingest/, /trust and what its page is made of.
bool must_be_secure(const peer&, bool redirect, std::string_view path);

/// 308 (RFC 9110 section 15.4.9) to the same address under `public_url` when that is https, else to the host that
/// was asked, at the port of HTTPS.
response sent_to_https(const request_head&, std::string_view public_url, std::uint16_t tls_port);

/// Strict-Transport-Security (RFC 6797) where it does no harm: a browser keeps the port of what it upgrades, so only
/// when HTTPS is at 443, by `public_url` or by its own port. Empty otherwise.
std::string_view strict_transport(std::string_view public_url, std::uint16_t tls_port);

} // namespace jiangtang::net
