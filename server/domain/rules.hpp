// When an event takes registrations, how many online, and whether an organizer approves them. No I/O, no JSON.
#pragma once

#include "domain/registration.hpp"

namespace jiangtang::domain {

/// Who comes in only once an organizer has said yes.
enum class approval { none, in_person, all };

std::string_view name_of(approval);
std::optional<approval> approval_from(std::string_view);

/// From `opens_at` on, and before `closes_at`; each may be absent.
struct window {
    std::optional<unix_ms> opens_at, closes_at;
    bool operator==(const window&) const = default;
};

/// An event without rules takes everybody at any time before its end.
struct rules {
    window hall, online;
    std::optional<std::int64_t> online_limit;
    approval asks = approval::none;
    std::int64_t version = 0; // 0: never saved

    const window& of(attendance to) const { return to == attendance::online ? online : hall; }
    /// Is a registration for this a request at first?
    bool needs_approval(attendance to) const {
        return asks == approval::all || (asks == approval::in_person && to == attendance::in_person);
    }
    /// Are so many online all that there may be?
    bool is_full(std::int64_t registered_online) const {
        return online_limit && registered_online >= *online_limit;
    }
    /// Says the same, whatever its version.
    bool same_as(const rules& other) const {
        return hall == other.hall && online == other.online && online_limit == other.online_limit &&
               asks == other.asks;
    }
};

/// Problems: invalid_field (closes before it opens, a time out of all bounds, a limit not from 1 to 1,000,000) with
/// `field` as it is called in the body.
result<void> check(const rules&);

/// Nothing opens when the event is over already. Problem: invalid_field.
result<void> check_before(const rules&, unix_ms event_ends_at);

/// May somebody register for this now, by the public form or from a ticket? Problems: registration_not_open (with
/// `opens_at`), registration_closed, online_full.
result<void> check_open(const rules&, attendance to, std::int64_t registered_online, unix_ms now);

/// The next moment after `now` at which a window opens or closes.
std::optional<unix_ms> next_turn(const rules&, unix_ms now);

/// What a registration becomes that moves between hall and stream. Who has a place in the hall, or waits for one, has been
/// approved for the stream, too. Who asked is asked about still, where that is needed.
registration_status status_after_move(const rules&, const registration&, attendance to);

/// May an organizer approve, or decline, this registration? What was declined can be approved later, and nobody is
/// declined who is in the hall. Problem: wrong_state.
enum class verdict { approve, decline };
std::optional<verdict> verdict_from(std::string_view);
result<void> check_verdict(const registration&, verdict);

} // namespace jiangtang::domain
