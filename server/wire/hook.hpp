// An operator's template of an HTTP request, filled with what an SMS says. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiangtang::wire {

/// How a value is written where its placeholder stands.
enum class escaping {
    json,  // inside a JSON string (RFC 8259, 7)
    form,  // application/x-www-form-urlencoded, and in an address: percent-encoded (RFC 3986)
    field, // in a header field: control characters become spaces
    xml    // in text or an attribute
};

using hook_values = std::vector<std::pair<std::string, std::string>>;

/// The escaping that a body of this media type wants: form for what is not known.
escaping escaping_of(std::string_view media_type);

/// `text` with every {name} of `values` replaced; braces around other words stay. What is put in is not looked at again.
std::string fill_hook(std::string_view text, const hook_values& values, escaping how);

} // namespace jiangtang::wire
