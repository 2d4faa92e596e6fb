// Who hears what: the bits of a notice's topics, and the set that each role listens to.
#pragma once

#include "domain/caller.hpp"

#include <cstdint>

namespace jiangtang::app {

enum topic : std::uint8_t { topic_public = 1, topic_moderators = 2, topic_desk = 4, topic_organizers = 8, topic_stage = 16 };

constexpr std::uint8_t topics_of(domain::role as) {
    switch (as) {
    case domain::role::viewer: return topic_public;
    case domain::role::speaker: return topic_public | topic_stage;
    case domain::role::desk: return topic_public | topic_desk;
    case domain::role::moderator: return topic_public | topic_moderators | topic_stage;
    case domain::role::organizer: return topic_public | topic_moderators | topic_desk | topic_organizers | topic_stage;
    }
    return topic_public;
}

} // namespace jiangtang::app
