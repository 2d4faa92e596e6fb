// The demo event served by the real program, and the people who use it: browsers over HTTP, and their feeds.
// Everything here goes over real sockets; nothing of the server's code is linked.
#pragma once

#include "support/http_client.hpp"
#include "support/websocket_client.hpp"
#include "whole/program.hpp"

#include <boost/json.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace jiangtang::test {

namespace json = boost::json;

inline const std::string demo = "/api/events/2020-3";

/// What a JSON text says; throws when it is none.
json::value parsed(const std::string& text);
/// A member by path, "registration/status"; throws when it is not there.
const json::value& at(const json::value&, std::string_view path);
std::string text_at(const json::value&, std::string_view path);
std::int64_t number_at(const json::value&, std::string_view path);
bool has(const json::value&, std::string_view path);

/// The number that a statement finds in a database file, also of a running program; -1 when there is none.
std::int64_t number_in(const std::string& file, const std::string& sql);

/// The text of a TOML file after its public_url, which is the server's own address.
struct configuration {
    std::string text;
};

/// The program serving the demo event with two seats on a free port; again on the same data after a kill.
class hall {
public:
    /// `more` arguments are those of this start and the next ones.
    explicit hall(int seats = 2, std::vector<std::string> more = {});
    /// With a configuration; the server knows its own address.
    hall(int seats, const configuration&);

    std::uint16_t port() const { return port_; }
    /// Of HTTPS, and the lines that tell of its certificate.
    std::uint16_t tls_port() const { return tls_port_; }
    const std::vector<std::string>& certificate_lines() const { return certificate_lines_; }
    /// The one-use sign-in token of a page ("desk", "console", "stage", "organizer") that this start printed.
    std::string token(const std::string& page) const { return tokens_.at(page); }
    std::string data() const { return data_.in("data"); }
    std::string database() const { return data() + "/jiangtang.db"; }
    /// What the running program has logged so far.
    std::string log() const { return running_->errors(); }

    /// On this port, or on a free one; with a configuration always on the same.
    void start(std::uint16_t port = 0);
    void kill() { running_->kill(); }
    /// SIGTERM, and its exit code.
    int stop();

private:
    temporary_folder data_;
    int seats_;
    std::vector<std::string> more_;
    bool configured_ = false;
    std::uint16_t port_ = 0, tls_port_ = 0;
    std::vector<std::string> certificate_lines_;
    std::map<std::string, std::string> tokens_;
    std::unique_ptr<program> running_;
};

/// A browser with its cookies.
class browser : public http_client {
public:
    explicit browser(std::uint16_t port) : http_client{port} {}
    explicit browser(const hall& h) : browser{h.port()} {}
    /// Over HTTPS.
    browser(const hall& h, const tls_wishes& wishes) : http_client{h.tls_port(), wishes} {}

    /// Signs in with a token; becomes a viewer. Each throws when it is refused.
    browser& sign_in(const std::string& token);
    browser& watch(const std::string& name = {});
    /// POSTs and reads the JSON of the answer, whose status must be `status`.
    json::value must_post(std::string_view path, const json::value& body, int status = 200);
    json::value must_get(std::string_view path, int status = 200);
    /// Registers; the answer's JSON.
    json::value registers(const std::string& id, const std::string& name, const std::string& phone,
                          const std::string& attendance = "in_person");
};

/// One connection to the feed.
class feed {
public:
    /// Connects with the browser's cookies and reads the hello. `query` is what follows ?event=2020-3.
    feed(browser&, const std::string& query = {});

    const json::value& hello() const { return hello_; }
    std::int64_t seq() const { return number_at(hello_, "seq"); }
    std::string epoch() const { return text_at(hello_, "epoch"); }

    /// Sends a command and reads on to its answer; notices on the way are kept.
    json::value command(const json::object&);
    json::value send(const std::string& text);
    /// Reads on until a notice of this seq has come, or one of this type (the notice).
    void read_to(std::int64_t seq);
    json::value read_type(const std::string& type);
    /// Reads on to the next tick that tells the votes of a question: their number.
    std::int64_t read_votes(const std::string& question);

    /// All notices that came, as they were sent.
    const std::vector<std::string>& notices() const { return notices_; }
    std::vector<std::int64_t> seqs() const;
    std::vector<std::string> types() const;
    websocket_client& socket() { return socket_; }

private:
    json::value next();
    websocket_client socket_;
    json::value hello_;
    std::vector<std::string> notices_;
};

/// Scans or types a ticket at a desk; the result's word, and the whole answer on request.
std::string check_in(browser& desk, const std::string& id, const std::string& ticket,
                     const std::string& table, json::value* whole = nullptr);

} // namespace jiangtang::test
