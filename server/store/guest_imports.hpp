// Lists of guests that are being written, and their parts, as rows.
#pragma once

#include "domain/guest_import.hpp"
#include "domain/registration.hpp"
#include "store/database.hpp"

#include <vector>

namespace jiangtang::store {

/// Puts a list with its sealed parts down, all to be written.
void add_guest_import(database&, const domain::guest_import&, const std::vector<std::string>& parts);

std::optional<domain::guest_import> find_guest_import(database&, std::string_view id);
/// The latest of an event, newest first.
std::vector<domain::guest_import> list_guest_imports(database&, std::string_view event, int most);

/// The next part of the oldest list that is being written.
struct import_part {
    domain::guest_import of;
    std::int64_t place = 0;
    std::string sealed;
};
std::optional<import_part> next_import_part(database&);

/// Takes a part away, which is then to be written in the same transaction. False when it is gone already.
bool take_import_part(database&, std::string_view import, std::int64_t place);
bool has_import_parts(database&, std::string_view import);

/// Counts what was written, and ends it when `done` is set.
void save_import_progress(database&, const domain::guest_import&);

/// Ends it; what is not written yet is deleted.
void stop_guest_import(database&, std::string_view import, unix_ms now);

/// Is a list of the event still being written?
bool is_importing(database&, std::string_view event);

/// Who is registered for an event, or has asked to be, and has neither cancelled nor been declined.
struct known_guest {
    std::string name, organization, phone_digest;
    bool requested = false; // has only asked, for this:
    domain::attendance form = domain::attendance::in_person;
};
std::vector<known_guest> known_guests(database&, std::string_view event);

/// Who of this name has this phone there: the id; of several one who has not only asked. Without a phone: who of this name and unit
/// has asked without one.
std::optional<std::string> find_guest(database&, std::string_view event, std::string_view phone_digest,
                                      const domain::details&);

} // namespace jiangtang::store
