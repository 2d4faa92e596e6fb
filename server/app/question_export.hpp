// All questions of an event as a table, for its organizers.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "domain/message.hpp"
#include "wire/table.hpp"

namespace jiangtang::app {

/// A table with a line of titles: talk, asker as shown, seat, words, votes, what became of it and when, reply. Once there is a
/// replay, also where in it the question was on stage (h:mm:ss). That it was taken is kept in the audit.
asio::awaitable<result<std::string>> export_questions(hall&, domain::staff by, wire::table_format,
                                                      domain::language);

} // namespace jiangtang::app
