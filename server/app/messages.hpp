// What organizers see of messages and may do with them. They are queued where a registration changes (store::add_messages) and sent
// by the post office.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/messages.hpp"

namespace jiangtang::app {

/// An address as it is kept: sealed, masked, and its digest.
store::recipient recipient_by_mail(const hall&, const std::string& email, domain::language);

/// The channels, how many messages stand where, the reminders, and the latest of the log; recipients are masked.
/// Problem: unknown_event.
asio::awaitable<result<std::string>> read_messages(hall&, std::string slug, bool unsettled);

/// Queues what failed, was given up or is uncertain once more, once for each id of the asking one: {"queued":n}. Problem:
/// wrong_state (the named message is not one of these).
asio::awaitable<result<std::string>> send_again(hall&, domain::staff by, wire::again_request,
                                                std::string digest);

/// Queues a message to an address that the organizer gives, once for each id: {"message":…}. Problem: wrong_state (the channel
/// is not configured).
asio::awaitable<result<std::string>> send_test(hall&, domain::staff by, wire::test_request,
                                               std::string digest);

/// Sets how long before the start the guests are reminded: {"before":[ms…]}. Problem: unknown_event.
asio::awaitable<result<std::string>> set_reminders(hall&, std::string slug, std::vector<std::int64_t> before);

} // namespace jiangtang::app
