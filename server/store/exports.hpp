// Whole tables of an event, for its organizers; and who took them.
#pragma once

#include "domain/check_in.hpp"
#include "store/transaction.hpp"

#include <vector>

namespace jiangtang::store {

/// A registration as it is exported; of the phone the last digits alone.
struct listed_registration {
    std::string name, organization, title, phone_last4, seat, ticket, desk, note;
    domain::attendance form = domain::attendance::in_person;
    domain::registration_status status = domain::registration_status::confirmed;
    std::int64_t position = 0; // on the waiting list, or 0
    unix_ms created_at = 0;
    std::optional<unix_ms> admitted_at;
    bool vip = false;
};
/// In the order in which they came.
std::vector<listed_registration> list_registrations(database&, std::string_view event);

/// A check-in as it is exported. `result` is a check_in_result's name, or "undone".
struct listed_check_in {
    std::string name, ticket, scanned, result, desk, staff, undone_reason, undone_by;
    std::string conflict; // what a desk without a network should have been told, when it let the guest in
    unix_ms scanned_at = 0, recorded_at = 0;
    std::optional<unix_ms> undone_at;
    bool offline = false;
};
/// In the order in which they were recorded.
std::vector<listed_check_in> list_check_ins(database&, std::string_view event);

/// Keeps that a member of staff did `what` with the personal data of the event.
void add_audit(database&, std::string_view event, std::string_view staff, std::string_view what, unix_ms now);

} // namespace jiangtang::store
