// A list of guests that an organizer had read and that is written, a part at a time. Pure.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

/// writing → done | stopped. `stopped`: an organizer said so, or the event was over before the end.
enum class import_status { writing, done, stopped };

std::string_view name_of(import_status);
std::optional<import_status> import_status_from(std::string_view);

struct guest_import {
    std::string id;
    std::string event;
    std::string staff;      // id of who brought it
    std::string staff_name; // as stored
    import_status status = import_status::writing;
    bool tickets = false;      // are messages sent
    std::int64_t total = 0;    // people in it
    std::int64_t written = 0;  // registered by now
    std::int64_t left_out = 0; // who had registered themselves by then, or may not any more
    unix_ms created_at = 0;
    std::optional<unix_ms> done_at;
};

/// Whom a list may add to the waiting list at most: more than that is a mistake, or no hall.
inline constexpr std::int64_t most_waiting_of_import = 5000;

/// Problem: not_enough_seats, with how many there are.
result<void> check_hall(std::int64_t for_the_hall, std::int64_t free_seats);

} // namespace jiangtang::domain
