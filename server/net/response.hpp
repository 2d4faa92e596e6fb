// An answer of a handler: status, content type, shared body and further fields. The session adds Date,
// Content-Length and the security fields. Knows nothing of sockets.
#pragma once

#include "base/error.hpp"
#include "net/request.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiangtang::net {

struct response {
    int status = 200;
    std::string content_type{};                // empty when there is no body
    std::shared_ptr<const std::string> body{}; // null: no body
    std::vector<std::pair<std::string, std::string>> fields{};

    /// Adds a field. Throws std::invalid_argument when name or value hold control characters: a line break
    /// there would be a second answer.
    response& with(std::string name, std::string value) &;
    response&& with(std::string name, std::string value) &&;
    bool has(std::string_view name) const;
};

/// A body of JSON text. Without a Cache-Control of its own an answer is sent with `no-store`.
response json(int status, std::string text);
response text(int status, std::string text);
/// Bytes that are kept elsewhere and not copied.
response bytes(std::string content_type, std::shared_ptr<const std::string> body);
response no_content();

/// application/problem+json (RFC 9457) with the status of the problem, and Retry-After (whole seconds,
/// rounded up) when it says when to come back.
response problem_response(const problem&);

/// Adds `Set-Cookie`: HttpOnly, SameSite=Lax, Path=/; Secure and the prefix "__Host-" under HTTPS.
/// `max_age_s` 0 makes the browser forget it.
void set_cookie(response&, const request&, std::string_view name, std::string_view value,
                std::int64_t max_age_s);

} // namespace jiangtang::net
