// What every change of a question leaves behind: an entry of its history, and notices to those who may know.
#pragma once

#include "domain/question.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace jiangtang::app {

/// Keeps that `q` came to its present state by `act`, and tells of it. `staff`: who did it, or nothing for the asker and the
/// rules; `was_public` is of before. The question must have been saved. Returns the last seq.
std::int64_t tell_question(store::transaction&, const domain::question& q, domain::question_act act,
                           const std::optional<std::string>& staff, bool was_public);

/// Tells the asker alone of what `act` seems to have done. Returns the seq.
std::int64_t show_asker(store::transaction&, const domain::question& q, domain::question_act act);

/// Tells of a question as it is to those who may see it: everybody, or the moderators and the asker. Returns the last seq.
std::int64_t show_question(store::transaction&, const domain::question& q, std::string_view type);

} // namespace jiangtang::app
