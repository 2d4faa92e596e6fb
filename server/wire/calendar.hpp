// An event as an iCalendar object (RFC 5545): the file that the pages offer, and what mails carry (RFC 5546, 6047). Pure.
#pragma once

#include "base/clock.hpp"
#include "domain/event.hpp"
#include "domain/registration.hpp"

#include <string>
#include <string_view>

namespace jiangtang::wire {

/// `file`: to be imported, says nothing of who sends it. The others are messages of an organizer to who takes part.
enum class calendar_act { file, publish, cancel };
std::string_view name_of(calendar_act);

struct calendar_facts {
    calendar_act act = calendar_act::file;
    domain::event event;
    std::string uid;     // the same for all that is ever sent of it
    std::string address; // of the page it leads back to
    std::string place;
    std::string sender, sender_name; // address of mail; not for a file
};

/// One event with an alarm half an hour before, CRLF, lines folded at 75 octets. SEQUENCE is the seq of the event's feed: every
/// change counts it up, so that what is sent later takes the place of what was sent before.
std::string calendar_object(const calendar_facts&, unix_ms now);

/// The entry of an event; or of a guest's own registration, with the seat, or the live page as its place.
calendar_facts event_calendar(const domain::event&, std::string_view origin);
calendar_facts ticket_calendar(const domain::registration&, const domain::event&, std::string_view origin,
                               domain::language);

} // namespace jiangtang::wire
