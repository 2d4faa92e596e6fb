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
    std::vector<std::string> taken{}; // the questions whose votes were taken back
};
/// Adds a vote, or takes it back together with those for what was merged into the question; what the sum comes to. A vote counts
/// for the question it was given to and for what that was merged into, each person once. Doing it twice changes nothing.
/// The question is itself merged into none.
vote_count vote(database&, std::string_view question, std::string_view viewer, unix_ms now);
vote_count unvote(database&, std::string_view question, std::string_view viewer);
/// Counts the votes of a question anew, and of what it is merged into, and so on, once something was merged into it or brought
/// back from it; the sums by question.
std::map<std::string, std::int64_t> count_votes_anew(database&, std::string_view question);
/// Adds a viewer's votes to the sums of all that they count for, or takes them out, once the viewer was heard again or muted; the
/// sums by question.
std::map<std::string, std::int64_t> let_votes_count(database&, std::string_view viewer, bool);
/// Who asked what was merged into the question, directly or through another; each once.
std::vector<std::string> askers_of_merged(database&, std::string_view question);
/// Whether the public has seen the question, or one that was merged into it.
bool was_ever_public(database&, std::string_view question);
/// What a viewer's votes were given to, and what they count for, also through a merge.
std::vector<std::string> given_votes_of(database&, std::string_view viewer);
std::vector<std::string> votes_of(database&, std::string_view viewer);
/// Where what a viewer asked or voted for was merged into, and where that was, and so on; by the merged question.
std::map<std::string, std::string> merges_of(database&, std::string_view viewer);

/// The votes of the questions that the public sees.
std::map<std::string, std::int64_t> votes_of_public(database&, std::string_view event);

} // namespace jiangtang::store
