// What organizers take home: the registrations and the scans, as tables. Every one that is taken is kept in the audit.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"

namespace jiangtang::app {

enum class table_language { zh, en };

/// A table as CSV with a title line; times are of the hall (UTC+8).
asio::awaitable<result<std::string>> registrations_table(hall&, domain::staff by, table_language);
asio::awaitable<result<std::string>> scans_table(hall&, domain::staff by, table_language);

} // namespace jiangtang::app
