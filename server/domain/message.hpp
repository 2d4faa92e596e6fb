// What guests are told by e-mail and SMS, and when it is tried again. Pure: no I/O, no JSON, and chance comes from outside.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::domain {

enum class channel { mail, sms };

/// `ticket` and `waiting` answer a registration, `promoted` tells that a seat became free, `offered` that one is kept until it is
/// accepted, `moved` that it is another seat, `changed` that a guest moved between hall and stream,
/// `rescheduled` that the event begins at another time, `replaced` that a new ticket took the place of the old one. `requested` answers what an
/// organizer has to approve, `declined` tells that none did. `test` is an organizer's own.
enum class message_kind {
    ticket,
    waiting,
    promoted,
    offered,
    moved,
    changed,
    replaced,
    cancelled,
    reminder,
    test,
    requested,
    declined,
    rescheduled
};

/// queued → sending → sent | failed | given_up | uncertain; back to queued while it can be tried again. `superseded`: a newer
/// message to the same guest took its place before it left. `uncertain`: it may have been handed over, and nobody can say.
enum class message_status { queued, sending, sent, failed, given_up, uncertain, superseded };

enum class language { zh, en };

std::string_view name_of(channel);
std::string_view name_of(message_kind);
std::string_view name_of(message_status);
std::string_view name_of(language);
std::optional<channel> channel_from(std::string_view);
std::optional<message_kind> message_kind_from(std::string_view);
std::optional<message_status> message_status_from(std::string_view);
std::optional<language> language_from(std::string_view);

/// Which channels the operator has configured.
struct channels {
    bool mail = false;
    bool sms = false;
    bool any() const { return mail || sms; }
    bool has(channel c) const { return c == channel::mail ? mail : sms; }
};

/// A line of the log. The recipient is masked.
struct message {
    std::string id;
    message_kind kind = message_kind::ticket;
    channel by = channel::mail;
    message_status status = message_status::queued;
    std::string recipient;
    std::string name; // of the guest; empty for a test
    std::int64_t attempts = 0;
    unix_ms queued_at = 0;
    std::optional<unix_ms> due_at; // of what is queued
    std::optional<unix_ms> done_at;
    std::string error; // what the last attempt failed with
};

/// Checks an address of RFC 5321 in ASCII, in place: spaces around it go, full-width letters and ＠ become ASCII. At most 254
/// octets, no quoted local part, a domain of at least two labels. Problem: invalid_field with `field`.
result<void> check_email(std::string&, const std::string& field);

/// "l***@example.cn"; "*******8000".
std::string masked_email(std::string_view);
std::string masked_phone(std::string_view last4);

/// A name as it may stand in a message to somebody who did not type it: empty when it could be read as an address of the web or
/// of mail, so that the form cannot be used to send strangers links.
std::string name_to_greet(std::string_view name);

/// What an attempt came to.
enum class delivery {
    accepted,    // the server took it over
    refused,     // for good
    put_off,     // the server answered that it may be tried later
    unreachable, // no server was reached, or it went away before it could have taken the message
    unknown      // all of it was handed over and no answer came
};

struct retry_rule {
    std::int64_t first_ms = 30'000; // before the second attempt; each further one waits twice as long
    std::int64_t longest_ms = 30 * 60'000;
    std::int64_t most_attempts = 30; // that a server answered
    std::int64_t oldest_ms = 72LL * 3600 * 1000;
};

/// How long to wait after `failed` attempts in a row, `chance` in [0, 1) making it up to a quarter shorter or longer.
std::int64_t pause_after(std::int64_t failed, double chance, const retry_rule&);

/// What becomes of a message after an attempt that came to this. `attempts` counts it; `age_ms` is since it was queued.
message_status status_after(delivery, std::int64_t attempts, std::int64_t age_ms, const retry_rule&);

/// Does a message say nothing any more when it is about to be sent? To who cancelled only the cancellation goes; nobody is reminded
/// of what has begun, or told when it begins, or of an offer that is over, or of a place that an organizer has not given (any more), or of a request that
/// was answered.
struct message_moment {
    bool guest_cancelled = false, event_begun = false, has_offer = false;
    bool requested = false, declined = false; // how the guest stands
};
bool is_stale(message_kind, message_moment);

/// May an organizer send this again?
bool may_send_again(message_status);

/// A reminder that guests get `before_ms` before the start, and the start for which it was sent or passed over.
struct reminder {
    std::int64_t before_ms = 0;
    std::optional<unix_ms> done_for;
};

/// The reminder that is due: the latest whose moment has come and for whose start nothing was sent; nothing once the event began.
std::optional<reminder> due_reminder(const std::vector<reminder>&, unix_ms starts_at, unix_ms now);

/// Guests are told of a new start so long after the organizer's last change of it: a slip that is corrected is not told.
inline constexpr std::int64_t rescheduled_after_ms = 2 * 60'000;

/// Who registers a phone that has a ticket already has it sent again, but not more often than this.
inline constexpr std::int64_t ticket_again_ms = 10 * 60'000;

/// At most this many messages to one recipient within a day; more are not sent.
inline constexpr std::int64_t most_to_one = 20;

} // namespace jiangtang::domain
