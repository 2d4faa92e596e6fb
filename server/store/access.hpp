// Who may register and watch, as rows. An event without one is open.
#pragma once

#include "domain/access.hpp"
#include "store/database.hpp"

#include <vector>

namespace jiangtang::store {

struct access_of_event {
    std::string event;
    domain::access chosen;
};

/// All events that have a row.
std::vector<access_of_event> list_access(database&);

/// As chosen, or open.
domain::access find_access(database&, std::string_view event);
void set_access(database&, std::string_view event, const domain::access&);

/// Did a unit enter this person? Also one who gave the unit's seat up to watch online.
bool entered_by_unit(database&, std::string_view registration);

/// Whether the registration is there and holds what it asked for: it is neither cancelled, nor a request, nor declined. Who is
/// in the hall holds a place in any case.
bool is_registered(database&, std::string_view registration);

} // namespace jiangtang::store
