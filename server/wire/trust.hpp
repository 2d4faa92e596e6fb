// The certificate of HTTPS in JSON, as the page that shows how to accept it reads it.
#pragma once

#include "base/clock.hpp"
#include "wire/json.hpp"

namespace jiangtang::wire {

struct trust {
    int port = 0; // of HTTPS
    bool self_made = false;
    std::string fingerprint; // SHA-256, "A1:B2:…"
    std::string authority;   // of its authority; empty unless self-made
    unix_ms expires_at = 0;
};
json::object trust_object(const trust&);

} // namespace jiangtang::wire
