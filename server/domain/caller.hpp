// Who is calling: a role for one event, and the person behind it.
#pragma once

#include "base/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

enum class role { viewer, speaker, desk, moderator, organizer };

std::string_view name_of(role);
std::optional<role> role_from(std::string_view);

/// Whether somebody who holds `held` may act as `wanted`: an organizer may act as any staff, others as themselves only.
bool may_act_as(role held, role wanted);

/// The page a role works on: "/e/2020-3/desk".
std::string page_of(role, std::string_view slug);

/// Where a viewer sits: in the hall, or anywhere else.
enum class place { hall, online };
std::string_view name_of(place);
std::optional<place> place_from(std::string_view);

struct viewer {
    std::string id;
    std::string event;
    std::string name; // empty: anonymous
    place from = place::online;
    std::string seat;
};

struct staff {
    std::string id;
    std::string event;
    role as = role::desk;
    std::string name;
    bool joined = false; // has used an invitation
};

/// Cleans the name of a member of staff in place. Problems: missing_field, invalid_field with `field` "name".
result<void> check_staff_name(std::string& name);

struct caller {
    role as = role::viewer;
    viewer person;           // when as == viewer
    staff member;            // otherwise
    std::string let_in_by{}; // the registration whose ticket opened the event's door to this viewer, or empty
    std::uint64_t connection = 0; // of the feed: one for each page that is open

    const std::string& id() const { return as == role::viewer ? person.id : member.id; }
    const std::string& event() const { return as == role::viewer ? person.event : member.event; }
};

} // namespace jiangtang::domain
