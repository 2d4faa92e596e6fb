#include "wire/trust.hpp"

namespace jiangtang::wire {

json::object trust_object(const trust& t) {
    json::object o{{"port", t.port},
                   {"self_made", t.self_made},
                   {"fingerprint", t.fingerprint},
                   {"expires_at", t.expires_at}};
    if (!t.authority.empty()) o["authority"] = t.authority;
    return o;
}

} // namespace jiangtang::wire
