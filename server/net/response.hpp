// An answer of a handler: status, content type, shared body and further fields. The session adds Date,
// Content-Length and the security fields. Knows nothing of sockets.
#pragma once

#include "base/error.hpp"
#include "net/request.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiangtang::net {

/// A body that is too large to be held: read piece by piece while it is sent.
class body_source {
public:
    virtual ~body_source() = default;
    virtual std::uint64_t size() const = 0; // bytes
    /// The bytes from `offset` on: at least one of them, at most a megabyte. Null when they cannot be read; the
    /// connection is then cut, for the answer has begun.
    virtual boost::asio::awaitable<std::shared_ptr<const std::string>> read(std::uint64_t offset) = 0;
};

struct response {
    int status = 200;
    std::string content_type{};                // empty when there is no body
    std::shared_ptr<const std::string> body{}; // null: no body, or a source
    std::vector<std::pair<std::string, std::string>> fields{};
    std::shared_ptr<body_source> source{};

    std::uint64_t size() const { return source ? source->size() : body ? body->size() : 0; }

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

/// Content-Disposition that saves the answer as a file (RFC 6266): `name` in UTF-8 (RFC 8187), `plain` for who cannot read it.
std::string attachment(std::string_view plain, std::string_view name);

/// application/problem+json (RFC 9457) with the status of the problem, and Retry-After (whole seconds,
/// rounded up) when it says when to come back.
response problem_response(const problem&);

/// Adds `Set-Cookie`: HttpOnly, SameSite=Lax, Path=/; Secure and the prefix "__Host-" under HTTPS.
/// `max_age_s` 0 makes the browser forget it.
void set_cookie(response&, const request&, std::string_view name, std::string_view value,
                std::int64_t max_age_s);

} // namespace jiangtang::net
