// Who did what to a question, and when.
#pragma once

#include "domain/question.hpp"
#include "store/database.hpp"

#include <vector>

namespace jiangtang::store {

/// Keeps that a question came to its present version by `act`. `staff`: who did it, or nothing: the asker, or the rules.
void add_question_act(database&, const domain::question&, domain::question_act act,
                      const std::optional<std::string>& staff, unix_ms now);

/// The latest `most`, in their order.
std::vector<domain::question_entry> list_question_acts(database&, std::string_view question, int most);

} // namespace jiangtang::store
