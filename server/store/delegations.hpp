// Delegations and the seats that are held for them, as rows.
#pragma once

#include "domain/delegation.hpp"
#include "store/registrations.hpp"

namespace jiangtang::store {

/// Adds the delegation and holds its quota of the lowest free seats, of which there must be as many.
void add_delegation(database&, const domain::delegation&, unix_ms now);

std::optional<domain::delegation> find_delegation(database&, std::string_view id);

/// In pinyin order.
std::vector<domain::delegation> list_delegations(database&, std::string_view event);

/// Seats that nobody has and none is held for.
std::int64_t count_free_seats(database&, std::string_view event);

/// Holds more of the lowest free seats, or gives the highest without a name back. Who moved up, see fill_seats().
std::vector<domain::registration> set_quota(database&, const domain::delegation&, std::int64_t quota,
                                            unix_ms now);

/// Writes name, pinyin and initials anew.
void rename_delegation(database&, const domain::delegation&);

/// The delegation goes; its people keep their seats, the other seats are given back as above.
std::vector<domain::registration> remove_delegation(database&, const domain::delegation&, unix_ms now);

/// Ends the link that its contact has.
void renew_link(database&, std::string_view id);

} // namespace jiangtang::store
