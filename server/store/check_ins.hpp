// Scans at the door, as rows.
#pragma once

#include "domain/check_in.hpp"
#include "store/database.hpp"

/// SQL: when the guest of the admission `a` was let in. A desk without a network tells it by the server's clock as it knew it; what
/// lies ahead of the upload, or more than a week before it, is no such time. The order of things is that of recorded_at.
#define ADMITTED_AT                                                                                          \
    "CASE WHEN a.offline = 1 AND a.scanned_at < a.recorded_at AND a.recorded_at - a.scanned_at < 604800000 " \
    "THEN a.scanned_at ELSE a.recorded_at END"

namespace jiangtang::store {

domain::arrivals count_arrivals(database&, std::string_view event);

/// How many each desk admitted.
std::vector<std::pair<std::string, std::int64_t>> arrivals_by_desk(database&, std::string_view event);

/// A scan, whatever came of it.
struct scan {
    std::string id, event, registration, scanned, desk, staff;
    domain::check_in_result result = domain::check_in_result::unknown;
    bool offline = false;
    unix_ms scanned_at = 0;
};
void add_check_in(database&, const scan&, unix_ms now);

/// Takes the admission of a registration back, which may be admitted again then.
struct undo {
    std::string registration, desk, staff, reason;
};
void undo_check_in(database&, const undo&, unix_ms now);

/// What a scan came to by now: a result, or 'undone'. Nothing for an unknown one.
std::optional<std::string> check_in_result_of(database&, std::string_view id);

/// The registration that a scan admitted; empty when it admitted nobody, or was undone.
std::string admitted_by(database&, std::string_view id);

/// Makes a scan the one that admitted its registration, which no other has.
void admit_after_all(database&, std::string_view id);

/// What a desk without a network did; `conflict` is empty, or what it would have been told instead of 'admitted'.
struct offline_scan {
    std::string check_in, event, device;
    std::int64_t sequence = 0;
    bool let_in = false;
    std::string conflict;
};
/// False when it is kept already.
bool add_offline_scan(database&, const offline_scan&);

/// A guest whom a desk let in, and would not have, had it known.
struct conflict {
    std::string check_in, why, desk, staff;
    unix_ms scanned_at = 0;
    std::string registration; // empty: it is no ticket of this event
};
/// The latest first, at most `most`; and one of them.
std::vector<conflict> conflicts(database&, std::string_view event, int most);
std::optional<conflict> find_conflict(database&, std::string_view check_in);
std::int64_t count_conflicts(database&, std::string_view event);

} // namespace jiangtang::store
