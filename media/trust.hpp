// Whom the TLS connections of a source trust.
#pragma once

#include <string>

namespace jiangtang::media {

// Trusts the authorities in this PEM file (SSL_CERT_FILE, as with curl and OpenSSL) instead of the system's, for the
// whole program. Throws std::runtime_error with a sentence when it cannot be read.
void trust_only(const std::string& pem_file);

// What is wrong with a server's certificate, as one sentence; empty when it holds, or when TLS is not what fails. Connects
// to find out, for at most five seconds: GStreamer's own words for it are "Internal data stream error".
std::string trouble_with_certificate(const std::string& host, int port);

} // namespace jiangtang::media
