// What stands at the stage besides the question: the moderators' message, and the question that was chosen as next.
#pragma once

#include "domain/stage_message.hpp"
#include "store/database.hpp"

namespace jiangtang::store {

/// The message that stands there; at most one.
std::optional<domain::stage_message> message_at_stage(database&, std::string_view event);
/// Takes down what stands there; whether something did.
bool clear_stage_message(database&, std::string_view event, unix_ms now);
/// Puts it up where nothing stands.
void add_stage_message(database&, const domain::stage_message&);
void stage_message_read(database&, std::string_view id, std::string_view staff, unix_ms now);

/// The id of the question that moderators chose as next; empty: none.
std::string next_question(database&, std::string_view event);
void choose_next(database&, std::string_view event, std::string_view question);
/// Whether there was one; with `question` only if it was that.
bool forget_next(database&, std::string_view event);
bool forget_next(database&, std::string_view event, std::string_view question);

} // namespace jiangtang::store
