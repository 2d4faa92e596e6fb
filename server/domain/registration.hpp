// A person's registration for the hall or online. No I/O, no JSON.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

enum class attendance { in_person, online };
/// `requested` waits for an organizer's yes, `declined` got a no: neither holds a seat or a place online.
enum class registration_status { confirmed, waitlisted, cancelled, requested, declined };

std::string_view name_of(attendance);
std::string_view name_of(registration_status);
std::optional<attendance> attendance_from(std::string_view);
std::optional<registration_status> registration_status_from(std::string_view);

/// What a person fills in and may change afterwards.
struct details {
    attendance form = attendance::in_person;
    std::string name{};
    std::string organization{};
    std::string title{};
};

/// What a person corrects later: the details, and where they are reached as far as that is said.
struct correction : details {
    std::optional<std::string> phone{}; // absent: as it was
    std::optional<std::string> email{}; // absent: as it was; empty: none any more
};

/// The whole form.
struct application : details {
    std::string phone; // 11 digits, mainland mobile
    bool consent = false;
    std::string email{}; // may be empty
    language reads = language::zh;
};

/// Each cleans every text in place; the phone may come with spaces, hyphens, full-width digits or +86. Who comes to the door
/// without a registration, and whom a delegation's contact enters, may leave it out. Problems: missing_field, invalid_field, consent_required, each with `field`.
result<void> check(details&);
result<void> check(correction&);
result<void> check(application&);
result<void> check_walk_in(application&);

/// The phone alone. Problems: missing_field, invalid_field with `field`.
result<void> check_phone(std::string&, const std::string& field);

/// A seat that is kept for one who waits, until then.
struct offer {
    std::string seat;
    unix_ms until = 0;
};

/// A registration as the desk and the ticket page know it.
struct registration {
    std::string id;
    std::string event;
    std::string ticket; // its ticket's code
    attendance form = attendance::in_person;
    registration_status status = registration_status::confirmed;
    std::string name;
    std::string pinyin;
    std::string organization;
    std::string title;
    std::string phone_last4;
    bool same_phone = false;   // another registration of the event that is not cancelled has the same phone
    std::string seat;          // label of the seat, or empty
    std::string delegation;    // that holds the seat, or empty
    std::int64_t position = 0; // place on the waiting list from 1, 0 when not on it
    std::optional<domain::offer> offer; // of one who waits
    bool vip = false;
    std::string note; // for the greeter at the door
    std::optional<unix_ms> admitted_at;
    std::string admitted_desk;
    std::string admitted_by;          // name of the staff member
    std::string reason;               // why it was declined, as the guest reads it; may be empty
    std::optional<unix_ms> erased_at; // the person; the name is then a dash
};

/// May this registration be changed to go to the hall, or to watch online? Problem: wrong_state (cancelled or
/// declined, or the guest is in the hall already and would leave it).
result<void> check_change(const registration&, attendance to);

/// Is there still a phone after the correction, where one was given? Problem: missing_field with `field`.
result<void> check_phone_stays(const registration&, const correction&);

/// May its ticket be replaced? Problem: wrong_state (cancelled or declined, or the guest is in the hall already).
result<void> check_replacement(const registration&);

} // namespace jiangtang::domain
