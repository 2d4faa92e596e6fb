// Calendar files for the pages; mails carry the same, see app/post_office.
#pragma once

#include "app/hall.hpp"

namespace jiangtang::app {

/// A file and the name it is to be kept under.
struct calendar_file {
    std::string name; // "2020-3.ics"
    std::string text;
};

/// Of the event. `origin` is of the request; where public_url is configured, links lead there. Problem: unknown_event.
asio::awaitable<result<calendar_file>> event_calendar(hall&, std::string slug, std::string origin);

/// Of the registration whose ticket this is, with the seat. Problems: unknown_ticket, ticket_replaced, ticket_erased, and
/// wrong_state when it was cancelled.
asio::awaitable<result<calendar_file>> ticket_calendar(hall&, std::string code, std::string origin,
                                                       domain::language);

} // namespace jiangtang::app
