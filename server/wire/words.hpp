// Times, seats and codes as people read them, in both languages. The hall is at UTC+8.
#pragma once

#include "base/clock.hpp"
#include "domain/message.hpp"

#include <string>

namespace jiangtang::wire {

/// "2020-09-22 14:00:05".
std::string hall_time(unix_ms at);

/// "2020年9月22日（周二）14:00", or "Tuesday 22 September 2020, 14:00".
std::string hall_date(domain::language, unix_ms at);

/// "9月22日14:00", or "22 Sep 14:00".
std::string hall_date_short(domain::language, unix_ms at);

/// "5-12" → "5排12座" or "Row 5, seat 12"; any other label as it is.
std::string seat_words(domain::language, const std::string& label);

/// A ticket's code in two groups, as on the ticket.
std::string grouped_code(const std::string& code);

} // namespace jiangtang::wire
