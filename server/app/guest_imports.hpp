// Lists of guests that organizers bring: looked at first, nothing of which is kept, and then registered.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/guest_imports.hpp"

namespace jiangtang::app {

/// {"preview":…}: what the file would come to. Problems: invalid_field "file", "columns"; event_ended; busy.
asio::awaitable<result<std::string>> preview_guests(hall&, std::string event, wire::reading_options,
                                                    std::string file);

/// The rows that are not right, as CSV. Problems as above.
asio::awaitable<result<std::string>> faulty_guests(hall&, std::string event, wire::reading_options,
                                                   domain::language, std::string file);

/// Takes the good rows of the file over, once for each id: {"guest_import":…}, answered when they are on the disk; they are registered
/// from then on, in their order. `query` is how it was asked for, word for word. Problems besides those: id_reused, not_enough_seats,
/// wrong_state (there is nobody to import, or another list is still being written).
asio::awaitable<result<std::string>> import_guests(hall&, domain::staff by, wire::import_request,
                                                   std::string query, std::string file);

/// An empty list to be filled in. Problem: busy.
asio::awaitable<result<std::string>> guest_template(hall&, wire::table_format, domain::language);

/// Who is not registered yet will not be. Again: the same answer. Problem: not_found.
asio::awaitable<result<std::string>> stop_import(hall&, domain::staff by, std::string import);

/// {"guest_imports":[…]}: the latest.
asio::awaitable<result<std::string>> list_imports(hall&, std::string event);

/// Tells the organizers how far one is, with the sums of the event's people.
void tell_import(store::transaction&, const domain::guest_import&);

} // namespace jiangtang::app
