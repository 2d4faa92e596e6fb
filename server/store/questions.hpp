// Questions and votes, as rows.
#pragma once

#include "domain/question.hpp"
#include "store/database.hpp"

#include <vector>

namespace jiangtang::store {

/// Stores a new question and gives it the event's next number.
void add_question(database&, domain::question&);
std::optional<domain::question> find_question(database&, std::string_view event, std::string_view id);
void save_question(database&, const domain::question&);

/// The question on stage, if there is one.
std::optional<domain::question> on_stage(database&, std::string_view event);

/// All of an event in order of asking; those the public sees, or all.
std::vector<domain::question> list_questions(database&, std::string_view event, bool only_public);
std::vector<domain::question> questions_of(database&, std::string_view viewer);
std::int64_t count_questions(database&, std::string_view event);

/// Adds or takes back a vote; the sum afterwards. Doing it twice changes nothing.
std::int64_t vote(database&, std::string_view question, std::string_view viewer, unix_ms now);
std::int64_t unvote(database&, std::string_view question, std::string_view viewer);
std::vector<std::string> votes_of(database&, std::string_view viewer);

/// Gives the votes of one question to another, one per viewer; the sum of the other afterwards.
std::int64_t move_votes(database&, std::string_view from, std::string_view into);

} // namespace jiangtang::store
