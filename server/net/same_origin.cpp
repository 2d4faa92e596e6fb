#include "net/same_origin.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace jiangtang::net {

namespace {

bool own_origin(const request& q) {
    return q.fields.count("origin") == 1 &&
           boost::algorithm::iequals(q.fields["origin"], q.origin(), std::locale::classic());
}

} // namespace

bool may_change(const request& q) {
    if (is_safe(q.method)) return true;
    if (q.fields.has("origin")) return own_origin(q);
    // A browser says where a changing request comes from, in one field or the other; a script without either has no
    // person's cookies that another page could misuse.
    return !q.fields.has("sec-fetch-site") || !q.fields.has("cookie") ||
           q.fields["sec-fetch-site"] == "same-origin";
}

bool may_open_websocket(const request& q) { return own_origin(q); }

} // namespace jiangtang::net
