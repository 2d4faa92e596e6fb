// The organizer's view of messages in JSON, and what may be asked of them.
#pragma once

#include "domain/message.hpp"
#include "wire/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace jiangtang::wire {

/// The body of POST /api/events/{slug}/messages/test, checked.
struct test_request {
    std::string id;
    domain::channel by = domain::channel::mail;
    std::string to; // an address of mail, or eleven digits
    domain::language in = domain::language::zh;
};
result<test_request> parse_test(std::string_view body);

/// The body of POST /api/events/{slug}/messages/again: one message, or all that may be sent again when none is named.
struct again_request {
    std::string id;
    std::string message;
};
result<again_request> parse_again(std::string_view body);

/// The body of PUT /api/events/{slug}/reminders: {"before":[ms…]}, at most four, of a quarter of an hour to four weeks, each once.
result<std::vector<std::int64_t>> parse_reminders(std::string_view body);

/// A channel as its organizers see it; nothing of how it is reached.
struct channel_state {
    bool there = false;
    std::string from; // the sender of mails
    std::optional<unix_ms> since;
    std::string problem; // its server cannot be reached since then
};

struct messages_state {
    channel_state mail, sms;
    std::vector<std::pair<domain::message_status, std::int64_t>> counts;
    std::vector<domain::reminder> reminders;
    std::vector<domain::message> log;
    bool more = false;
};
json::object messages_object(const messages_state&);
json::object message_object(const domain::message&);
json::object reminders_object(const std::vector<domain::reminder>&);

} // namespace jiangtang::wire
