// What goes on around the questions: reactions, 弹幕, the moderators' message to the stage, the next question.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/show.hpp"

namespace jiangtang::app {

/// Whether this role may do it, and not too often. Problems: forbidden, rate_limited.
result<void> show_allowed(hall&, const domain::caller&, const wire::show_command&);

/// Counts a reaction while the event is live; the answer. It is no commit: see reactions. Problem: wrong_state.
result<std::string> count_reaction(hall&, const domain::caller&, const std::string& id, const wire::react&);

/// Does one of the others in its transaction; the answer.
result<std::string> show(store::transaction&, const domain::caller&, const std::string& id,
                         const wire::show_command&);

/// Adds to a role's snapshot how its event stands: "danmaku", "next", and for those at the stage and the moderators
/// "stage_message".
void add_show_snapshot(store::database&, const std::string& event, domain::role, wire::json::object&);

/// The 弹幕 of a part of the replay, positions in it in ms: {"danmaku":[{id,text,at_ms}]}, at most 500. Problems:
/// invalid_field for more than ten minutes, and those of find_replay.
asio::awaitable<result<std::string>> replay_danmaku(hall&, std::string slug, std::int64_t from,
                                                    std::int64_t until);

} // namespace jiangtang::app
