// A person's own data: seeing it, taking it along, erasing it; and what an event forgets after its retention.
#pragma once

#include "app/hall.hpp"
#include "wire/registrations.hpp"

namespace jiangtang::app {

/// What is kept of the person whose ticket this is: {"person":…}. Problems: unknown_ticket, ticket_replaced, ticket_erased.
asio::awaitable<result<std::string>> read_person(hall&, std::string code);

/// Erases the person whose ticket this is, once for each id: {"erased_at":ms}. Who is not in the hall, of an event that is not
/// over, is cancelled, and the seat goes to the first who waits. Answered when neither the database nor its log holds the name
/// any more (a log that a long read needs: a second after that read), but for what rewrite_file() is there for. Problems: unknown_ticket, ticket_replaced, ticket_erased,
/// id_reused.
asio::awaitable<result<std::string>> erase_person(hall&, std::string code, wire::replace_request,
                                                  std::string digest);

/// Erases the people of every event whose retention is over, some hundred rows at a time. On a thread that may wait.
void erase_what_is_due(hall&);

/// Writes the database's file anew after an erasure, while no event is live: rows that SQLite had moved before may have left copies.
/// On a thread that may wait.
void rewrite_file(hall&);

/// Who exported what when, newest first, and when the event's people are erased:
/// {"entries":[{what, staff, at}],"erases_at"?:ms,"erased_at"?:ms}.
asio::awaitable<result<std::string>> read_audit(hall&, std::string slug);

} // namespace jiangtang::app
