// Staff, their invitations and sessions, and viewers, as rows.
#pragma once

#include "base/clock.hpp"
#include "domain/caller.hpp"
#include "store/database.hpp"

#include <vector>

namespace jiangtang::store {

void add_staff(database&, const domain::staff&, unix_ms now);
/// Without who was dismissed.
std::vector<domain::staff> list_staff(database&, std::string_view event);
/// Ends the roles that sessions hold by it, and its invitations.
void dismiss_staff(database&, std::string_view id, std::string_view by, unix_ms now);
bool is_dismissed(database&, std::string_view id);
void add_invitation(database&, std::string_view token_hash, std::string_view staff, unix_ms expires_at);

/// Uses up an invitation: whom it is for, or nothing when there is none, it was used, or it expired.
std::optional<domain::staff> use_invitation(database&, std::string_view token_hash, unix_ms now);

/// A session holds the roles of its rows in session_staff until it expires.
void add_session(database&, std::string_view token_hash, unix_ms now, unix_ms expires_at);
bool session_is_valid(database&, std::string_view token_hash, unix_ms now);
void add_to_session(database&, std::string_view token_hash, std::string_view staff);
std::vector<domain::staff> staff_of_session(database&, std::string_view token_hash, unix_ms now);
void end_session(database&, std::string_view token_hash);

void add_viewer(database&, const domain::viewer&, std::string_view registration, unix_ms now);
void rename_viewer(database&, std::string_view id, std::string_view name);
void seat_viewer(database&, std::string_view id, std::string_view registration);
std::optional<domain::viewer> find_viewer(database&, std::string_view event, std::string_view id);

} // namespace jiangtang::store
