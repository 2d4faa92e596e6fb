// A unit that registers its people together (单位报名): seats are held for it, and their names come sooner or later. No I/O,
// no JSON.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace jiangtang::domain {

struct delegation {
    std::string id;
    std::string event;
    std::string name;
    std::string pinyin;
    std::string initials;
    std::int64_t link = 1;     // counts the links that its contact was given; only the last one is good
    std::int64_t quota = 0;    // seats held for it
    std::int64_t entered = 0;  // of these, with a name
    std::int64_t admitted = 0; // of these, in the hall
};

/// Whether a delegation is here: nobody, some, or everybody for whom there is a seat.
enum class presence { missing, partly, complete };
std::string_view name_of(presence);
presence presence_of(const delegation&);

/// Cleans the name in place. Problems: missing_field, invalid_field (name; quota is not from 1 to 1000).
result<void> check(delegation&);

/// May the quota become this, with so many seats free for everybody? Problems at `quota`: invalid_field (not from 1 to 1000, or
/// fewer than have a name already), not_enough_seats.
result<void> check_quota(const delegation& now, std::int64_t quota, std::int64_t free_seats);

/// Are there names to be had for so many more? Problem at `people`: not_enough_seats.
result<void> check_room(const delegation&, std::int64_t people);

} // namespace jiangtang::domain
