// Handing one message to a mail server or an SMS vendor, and saying honestly what came of it. libcurl is seen in transfer.cpp only.
#pragma once

#include "domain/message.hpp"
#include "wire/hook.hpp"
#include "wire/mail.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace jiangtang::app {

/// A mail server. TLS is always verified; smtp:// without STARTTLS only when the operator says so.
struct mail_settings {
    std::string url; // smtps://smtp.example.cn, smtp://127.0.0.1:25; empty: no mail
    std::string user, password;
    wire::mailbox from;
    bool starttls = true; // smtp:// must become TLS before anything is said
    std::string ca_file;  // besides the system's authorities; empty: those
    int connections = 2;
    domain::retry_rule retry;
};

/// An SMS vendor's address of the web, with placeholders (see wire::fill_hook) in address, headers and body.
struct sms_settings {
    std::string url; // empty: no SMS
    std::string method = "POST";
    std::vector<std::string> headers;
    std::string content_type = "application/json";
    std::string body;
    std::string success; // a regular expression that the answer's body matches; empty: any 2xx is a success
    std::string secret;  // what {secret} stands for
    std::string ca_file;
    int connections = 2;
    domain::retry_rule retry;
};

/// What came of an attempt, and in words: what the server said, or why there was none. One line, with the recipient masked.
struct attempt {
    domain::delivery came_to = domain::delivery::unreachable;
    std::string said;
};

/// One caller's line out. Keeps its connection to the mail server between messages; belongs to one thread at a time.
class transfer {
public:
    /// While `*hurry` holds, what has not been handed over is let go at once, and an answer is awaited for a few seconds only.
    explicit transfer(const std::atomic<bool>& hurry);
    ~transfer();

    attempt send_mail(const mail_settings&, const std::string& to, const std::string& mail);
    attempt send_sms(const sms_settings&, const std::string& phone, wire::hook_values);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace jiangtang::app
