// X.509 certificates as values: what one says of itself, and one made on the spot for a hall that has none.
#pragma once

#include "base/clock.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jiangtang {

/// As PEM: the server's certificate first, then who issued it, and so on; and the key of the first.
struct certificate {
    std::string chain;
    std::string key;
};

struct certificate_facts {
    std::string fingerprint;        // SHA-256 as browsers show it, "A1:B2:…"
    std::vector<std::string> names; // subjectAltName: host names and addresses
    unix_ms expires_at = 0;
    bool self_signed = false;
};

/// The certificates of a PEM text, in their order; what else stands there is passed over. Throws std::runtime_error
/// with a sentence when there is none or one is broken.
std::vector<certificate_facts> read_chain(std::string_view pem);

/// The last certificate of a PEM text as DER, which telephones install. Throws as read_chain() does.
std::string last_as_der(std::string_view pem);

/// A host name or an address as a certificate names it (addresses in their usual form); empty when it is neither.
std::string certifiable(const std::string& name);

/// Makes a certificate (ECDSA P-256, for 396 days from `now`) for these names and addresses, and an authority of its
/// own that a telephone can be told to trust: phones install authorities only. The authority's key is forgotten at
/// once, so that nobody can make another certificate with it. Names that are not certifiable() are left out.
certificate make_certificate(const std::vector<std::string>& names, unix_ms now);

} // namespace jiangtang
