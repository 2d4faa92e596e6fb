// An event, its organizing units and its agenda, and what an organizer may make of them. No I/O, no JSON.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/access.hpp"
#include "domain/rules.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::domain {

enum class event_status { scheduled, live, ended };
enum class unit_role { guidance, organizer, co_organizer };
enum class segment_kind { check_in, opening, address, talk, questions, visit };

std::string_view name_of(event_status);
std::string_view name_of(unit_role);
std::string_view name_of(segment_kind);
std::optional<event_status> event_status_from(std::string_view);
std::optional<unit_role> unit_role_from(std::string_view);
std::optional<segment_kind> segment_kind_from(std::string_view);

/// A unit (organization) behind the event: 指导单位, 主办, 协办.
struct unit {
    unit_role role = unit_role::organizer;
    std::string name;
};

struct speaker {
    std::string name;
    std::string title;
    bool compere = false;
};

/// One item of the agenda; a talk is a segment of kind `talk`.
struct segment {
    std::string id;
    segment_kind kind = segment_kind::talk;
    std::string title;
    std::string note;
    unix_ms starts_at = 0;
    unix_ms ends_at = 0;
    std::optional<unix_ms> started_at;
    std::vector<speaker> speakers;
};

/// What the organizer writes.
struct programme {
    std::string series;
    std::string issue;
    std::string theme;
    std::string venue;
    unix_ms starts_at = 0;
    unix_ms ends_at = 0;
    std::vector<unit> organizers;
    std::vector<segment> agenda;
};

struct seats {
    std::int64_t total = 0;
    std::int64_t left = 0;
    std::int64_t waitlisted = 0;
};

struct event {
    std::string slug;
    programme what;
    event_status status = event_status::scheduled;
    std::int64_t version = 1;
    std::int64_t last_seq = 0;
    std::optional<unix_ms> live_since;
    std::string current; // id of the segment that is on, or empty
    seats hall;
    std::int64_t online = 0; // registered to watch
    access_kind may_enter = access_kind::open;
    std::int64_t access_version = 1;
    rules registering;       // of whole events only, as seats are

    const segment* find_segment(std::string_view id) const;
};

/// Cleans every text in place; a problem names the first field that is wrong ("agenda[2].title").
result<void> check(programme&);

/// The rule of 开始直播 and 结束直播: scheduled → live → ended, and live again after an end by mistake.
enum class stream_act { start, end };
result<event_status> after(event_status now, stream_act);

} // namespace jiangtang::domain
