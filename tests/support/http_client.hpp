// A small HTTP/1.1 client for tests: one connection kept alive, cookies kept, Origin sent as a browser's page
// would.
#pragma once

#include "support/raw_socket.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jiangtang::test {

struct http_answer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> fields{}; // names in lower case
    std::string body{};

    /// The first value of a name in lower case, or "".
    std::string field(std::string_view name) const;
    bool closes() const { return field("connection") == "close"; }
};

using http_fields = std::vector<std::pair<std::string, std::string>>;

class http_client {
public:
    explicit http_client(std::uint16_t port) : port_{port}, socket_{port} {}
    /// Over HTTPS; connects again without these wishes.
    http_client(std::uint16_t port, const tls_wishes& wishes) : http_client{port} {
        secure_ = true;
        socket_.secure(wishes);
    }

    http_answer get(std::string_view path, http_fields fields = {}) {
        return ask("GET", path, {}, std::move(fields));
    }
    http_answer head(std::string_view path, http_fields fields = {}) {
        return ask("HEAD", path, {}, std::move(fields));
    }
    /// A JSON body from a page of this server.
    http_answer post(std::string_view path, std::string_view body, http_fields fields = {});
    http_answer put(std::string_view path, std::string_view body, http_fields fields = {});
    /// Opens the connection again when the server has closed it.
    http_answer ask(std::string_view method, std::string_view path, std::string_view body,
                    http_fields fields);

    /// Raw bytes, and the next answer; `to_head` when it has no body.
    void send(std::string_view raw) { socket_.send(raw); }
    http_answer read(bool to_head = false);

    std::string origin() const {
        return (secure_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
    }
    bool secure() const { return secure_; }
    std::map<std::string, std::string>& cookies() { return cookies_; }
    /// "a=1; b=2", for a WebSocket.
    std::string cookie_line() const;
    raw_socket& raw() { return socket_; }

private:
    std::uint16_t port_;
    raw_socket socket_;
    std::map<std::string, std::string> cookies_;
    bool closed_ = false;
    bool secure_ = false;
};

/// Reads one answer from a socket.
http_answer read_answer(raw_socket&, bool to_head = false);

} // namespace jiangtang::test
