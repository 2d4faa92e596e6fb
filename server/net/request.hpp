// A request as a handler sees it: read, checked and decoded. Knows nothing of sockets, and Beast is not seen
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiangtang::domain {
struct caller;
}

namespace jiangtang::net {

enum class method { get, head, post, put, patch, delete_, options, other };

std::string_view name_of(method);

/// GET, HEAD and OPTIONS change nothing (RFC 9110 section 9.2.1).
bool is_safe(method);

/// Header fields in their order; names compare without case (RFC 9110 section 5.1).
class header_fields {
public:
    void add(std::string name, std::string value);
    /// The first value of this name, or an empty view.
    std::string_view operator[](std::string_view name) const;
    bool has(std::string_view name) const;
    std::size_t count(std::string_view name) const;
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// Decoded name and value; the first of a name that comes twice counts.
class query_fields {
public:
    /// Reads the part after '?' (application/x-www-form-urlencoded). False when an escape is broken or the
    /// text is not UTF-8.
    bool parse(std::string_view raw);
    /// The value, or an empty view when it is absent.
    std::string_view operator[](std::string_view name) const;
    bool has(std::string_view name) const;
    /// A whole number in decimals; nothing when it is absent or another text.
    std::optional<std::int64_t> number(std::string_view name) const;

private:
    std::map<std::string, std::string, std::less<>> values_;
};

struct request {
    net::method method = method::get;
    std::string path;                  // decoded, "/api/events/2020-3"
    std::vector<std::string> captures; // what the row's {…} stood for, decoded, in order
    std::string raw_query;             // undecoded, without '?'
    query_fields query;
    header_fields fields;
    std::string body;
    std::string peer;      // address without port; of the client when a trusted proxy says so
    bool loopback = false; // the peer is this machine itself
    bool secure = false;   // the client speaks HTTPS to us or to our proxy
    std::string host;      // Host as sent: "hall.example.cn:8080"
    std::size_t shard = 0; // of the thread this runs on; hub::join wants it
    std::shared_ptr<const domain::caller> caller; // set by the access check, else null

    /// "https://host": what a URL of this server begins with for this client.
    std::string origin() const;

    /// The value of this cookie, or an empty view. Under HTTPS the name is looked for with the prefix
    /// "__Host-" only.
    std::string_view cookie(std::string_view name) const;

    /// The token of `Authorization: Bearer …` (RFC 6750), or an empty view.
    std::string_view bearer() const;
};

} // namespace jiangtang::net
