// Questions and votes, as rows.
#pragma once

#include "domain/question.hpp"
#include "store/database.hpp"

#include <map>
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
/// What was asked with a registration's ticket, in the order of the numbers, at most `most`.
std::vector<domain::question> questions_asked_with(database&, std::string_view registration, int most);

/// How many still want something done: pending, published or on stage.
std::int64_t count_open_questions(database&, std::string_view event);

/// The votes of a question, and whether this viewer's is among those that count.
struct vote_count {
    std::int64_t sum = 0;
    bool counts = true; // false: the viewer is muted
};
/// Adds or takes back a vote; what it comes to. Doing it twice changes nothing.
vote_count vote(database&, std::string_view question, std::string_view viewer, unix_ms now);
vote_count unvote(database&, std::string_view question, std::string_view viewer);
/// Counts all that a viewer voted for anew, once the viewer was muted or heard again; the sums by question.
std::map<std::string, std::int64_t> count_votes_of(database&, std::string_view viewer);
std::vector<std::string> votes_of(database&, std::string_view viewer);

/// The votes of the questions that the public sees and that have any.
std::map<std::string, std::int64_t> votes_of_public(database&, std::string_view event);

/// Gives the votes of a merged question to another, one per viewer, or takes them back; the sum of the other afterwards.
std::int64_t lend_votes(database&, std::string_view from, std::string_view into);
std::int64_t return_votes(database&, std::string_view from, std::string_view into);

} // namespace jiangtang::store
