// Real servers that messages go to: exim, as this test's own user with a configuration of its own, that keeps what it takes in a
// Maildir; and a web server that stands for an SMS vendor.
#pragma once

#include "whole/program.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace jiangtang::test {

/// Runs until it is true; throws with `what` when that takes longer than half a minute.
void wait_until(const std::string& what, const std::function<bool()>& is_so);

/// A mail as it lay in the box.
struct mail {
    std::string raw;
    /// A header field, unfolded and with its encoded words decoded.
    std::string field(const std::string& name) const;
    /// The decoded body of the part of this type, "text/plain".
    std::string part(const std::string& type) const;
};

class mail_server {
public:
    mail_server();

    std::uint16_t port() const { return port_; }
    /// smtp://127.0.0.1:PORT
    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    void start();
    void stop() { running_.reset(); }

    /// From now on every recipient is answered 451; or the message itself is answered seconds after it was taken. Who is named
    /// nobody@ is answered 550 always.
    void put_off(bool);
    void be_slow(bool);

    std::vector<mail> mails() const;
    /// Whether exim has all of a message that it has not answered yet, or not delivered.
    bool has_input() const;

private:
    void set(const std::string& name, bool on) const;
    temporary_folder folder_;
    std::uint16_t port_;
    std::unique_ptr<program> running_;
};

/// Takes requests one after another. What it answers is chosen by the test; an empty answer closes the connection without one.
class sms_server {
public:
    struct request {
        std::string line, head, body;
    };
    explicit sms_server(std::function<std::string(const request&, std::size_t n)> answer);
    ~sms_server();

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/send"; }
    std::vector<request> requests() const;

    static std::string ok(const std::string& body = R"({"code":"OK"})");
    static std::string status(int code);

private:
    void serve();
    std::function<std::string(const request&, std::size_t)> answer_;
    std::uint16_t port_;
    int listening_;
    mutable std::mutex mutex_;
    std::vector<request> requests_;
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

} // namespace jiangtang::test
