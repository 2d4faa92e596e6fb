// What organizers take home: the registrations and the check-ins, as tables. Each that is taken is kept in the audit.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "domain/message.hpp"
#include "wire/table.hpp"

namespace jiangtang::app {

enum class table { registrations, check_ins };

/// The table as a file with a line of titles; times are of the hall (UTC+8). Seats, codes and digits stand as spreadsheets leave
/// them alone: "5-12" would become a date, "0912" a number. Made on a thread for it.
asio::awaitable<result<std::string>> export_table(hall&, domain::staff by, table, wire::table_format,
                                                  domain::language);

} // namespace jiangtang::app
