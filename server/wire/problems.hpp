// Problems as JSON: of HTTP (RFC 9457) and of the feed.
#pragma once

#include "wire/json.hpp"

namespace jiangtang::wire {

/// The members that HTTP and the feed share: code, message, message_en, field?, retry_after_ms?.
json::object problem_object(const problem&);

/// The body of application/problem+json.
std::string to_json(const problem&);

} // namespace jiangtang::wire
