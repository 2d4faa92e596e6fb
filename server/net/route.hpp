// The route table: one row says method, path, who may call it, how long a body may be, and who answers.
// Pure matching; knows nothing of sockets.
#pragma once

#include "net/body_reader.hpp"
#include "net/request.hpp"
#include "net/response.hpp"
#include "net/websocket_handler.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace jiangtang::net {

namespace asio = boost::asio;

/// Who may call a row; `staff` is any role for the event. What each means for a request is decided by the access check given to the server.
enum class access { anyone, viewer, staff, desk, moderator, speaker, organizer, publisher, operator_ };

std::string_view name_of(access);

/// Answers one request. The request lives until the answer has been sent. May throw: 500 `internal`.
using handler = std::function<asio::awaitable<response>(request&)>;

/// Reads its body itself, of any length (see body_reader); request.body is empty.
using streaming_handler = std::function<asio::awaitable<response>(request&, body_reader&)>;

/// Decides about a WebSocket: a problem is answered before the upgrade, otherwise the connection is a
/// WebSocket and `upgrade.open` makes its handler.
using upgrade_handler = std::function<asio::awaitable<result<upgrade>>(request&)>;

struct route {
    method verb;
    std::string
        pattern; // "/api/events/{slug}/check-ins"; {…} stands for one segment, {…*} at the end for the rest
    access who = access::anyone;
    std::size_t body_limit = 0; // bytes; 0: no body is taken. Of no effect for streaming and upgrade
    std::variant<handler, streaming_handler, upgrade_handler> answer;
};

/// Called after the row is found and before its body is read. A problem is the answer.
using access_check = std::function<asio::awaitable<result<void>>(request&, access)>;

class route_table {
public:
    /// Throws std::invalid_argument when a pattern is malformed or a row stands twice.
    explicit route_table(std::vector<route> rows);

    struct match {
        const route* row = nullptr; // null: no row
        std::vector<std::string> captures{};
        std::string allow{}; // with row null: the methods this path has, "GET, HEAD"; empty: 404
    };
    /// HEAD finds the GET row. A row with a literal segment wins over one with a capture there; {…*} comes
    /// last.
    match find(method, std::string_view path) const;

    /// All rows in their order, for `jiangtang routes`.
    std::span<const route> rows() const { return rows_; }

private:
    struct pattern {
        std::vector<std::string> segments;
        bool rest = false;
    };
    static pattern compile(const std::string&);
    std::vector<route> rows_;
    std::vector<pattern> patterns_;
};

/// "/a//b" → "a", "", "b": what stands between the slashes.
std::vector<std::string_view> segments_of(std::string_view path);

} // namespace jiangtang::net
