// A person's own data: seeing it, taking it along, erasing it; and what an event forgets after its retention.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
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

/// Who exported what when, newest first, how long the event keeps its people, and when they are erased:
/// {"entries":[{what, staff, at, guest?}],"retention_days"?,"kept_from"?:ms,"may_lengthen":bool,"erases_at"?:ms,"erased_at"?:ms}.
asio::awaitable<result<std::string>> read_audit(hall&, std::string slug);

/// Days for which an event that is there keeps its people after its end; 0: for ever.
std::int64_t retention_days(const hall&, store::database&, std::string_view event);

/// The same for the event's page, which anybody opens: kept in memory until the event changes. Problem: unknown_event.
asio::awaitable<result<std::string>> read_retention_days(hall&, std::string slug);

/// Sets them; the same again changes nothing: {"retention_days":n}. Problems: invalid_field, see domain::check_retention, and
/// wrong_state when the people were erased already.
asio::awaitable<result<std::string>> set_retention_days(hall&, domain::staff by, std::int64_t days);

/// The phone of a guest whom an organizer has to call, once it is on the disk who got it: {"phone":"13800138000"}. The phone
/// stands in no answer that is kept; the same id again is one line of the audit. Problems: unknown_registration, wrong_state
/// when there is no phone (any more), rate_limited.
asio::awaitable<result<std::string>> reveal_phone(hall&, domain::staff by, std::string registration,
                                                  std::string id);

} // namespace jiangtang::app
