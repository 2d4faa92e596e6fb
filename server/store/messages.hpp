// The queue and log of messages, and the reminders of an event, as rows.
#pragma once

#include "domain/message.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <vector>

namespace jiangtang::store {

/// Where one person is reached on one channel.
struct recipient {
    std::string sealed, masked, digest;
    domain::language in = domain::language::zh;
};

/// Queues a message to a guest on every channel that is there and by which the guest can be reached. What is still queued for
/// the guest on that channel is superseded. Who was sent too many within a day gets it as failed. How many were queued.
int add_messages(transaction&, const std::string& registration, domain::message_kind, domain::channels);

/// The guest is not reached any more where this channel's messages went: what has not surely arrived there is superseded.
void drop_messages(transaction&, const std::string& registration, domain::channel);

/// When the guest's latest message was queued.
std::optional<unix_ms> last_message_at(database&, std::string_view registration);

/// Queues an organizer's test.
std::string add_test_message(transaction&, const std::string& event, domain::channel, const recipient&);

/// A message that is about to be sent.
struct taken_message {
    std::string id, event, registration, recipient; // the recipient sealed; no registration: a test
    domain::message_kind kind = domain::message_kind::ticket;
    domain::language in = domain::language::zh;
    std::int64_t attempts = 0; // with this one
    unix_ms queued_at = 0;
};

/// Marks the first message that is due on the channel as being sent, whose guest gets no other on it at the moment.
std::optional<taken_message> take_message(database&, domain::channel, unix_ms now);

/// When the next one is due, now or later.
std::optional<unix_ms> next_message_due(database&, domain::channel);

/// Writes what an attempt came to. `due_at` is of what is queued again; an attempt that reached nobody does not count.
struct settled_message {
    domain::message_status status = domain::message_status::sent;
    std::string error;
    unix_ms due_at = 0;
    bool counts = true;
};
void settle_message(database&, const std::string& id, const settled_message&, unix_ms now);

/// What was being sent when the program died becomes uncertain; how many.
std::int64_t doubt_unsettled(database&, const std::string& error, unix_ms now);

/// How many messages of the event stand where.
std::vector<std::pair<domain::message_status, std::int64_t>> count_messages(database&,
                                                                            std::string_view event);

/// The latest messages of the event, the newest first; `unsettled` keeps those that failed, were given up or are uncertain.
std::vector<domain::message> list_messages(database&, std::string_view event, bool unsettled, int most);

std::optional<domain::message> find_message(database&, std::string_view event, std::string_view id);

/// Queues again what failed, was given up or is uncertain: one message, or all of the event when `id` is empty. Nothing goes where
/// its guest is not reached any more. How many.
std::int64_t send_again(transaction&, std::string_view event, std::string_view id);

std::vector<domain::reminder> list_reminders(database&, std::string_view event);

/// Sets an event's reminders. One whose moment has passed already is passed over; one that stays keeps what was done.
void set_reminders(database&, std::string_view event, unix_ms starts_at,
                   const std::vector<std::int64_t>& before, unix_ms now);

/// Events that have reminders, have not begun, and whose guests know the start: slug and start.
std::vector<std::pair<std::string, unix_ms>> events_with_reminders(database&, unix_ms now);

/// Writes the next `most` messages of a reminder; false when that was all, and the reminder is done for this start.
bool write_reminder(transaction&, const std::string& event, const domain::reminder&, unix_ms starts_at,
                    domain::channels, int most);

/// The start of an event was moved from `was`: its guests are to be told, and when it comes back to that only who registered meanwhile.
void reschedule(transaction&, const std::string& event, unix_ms was, unix_ms starts_at);

/// Queues the next piece of what is to be told of new starts, at most `most` guests: all of the event but who cancelled, was declined, or
/// registered since. What begins meanwhile is not told. False when nothing is due.
bool write_rescheduled(transaction&, domain::channels, int most);

} // namespace jiangtang::store
