// What every change of a question leaves behind: an entry of its history, and notices to those who may know.
#pragma once

#include "domain/question.hpp"
#include "store/transaction.hpp"

#include <optional>
#include <string>

namespace jiangtang::app {

/// Of a question before an act.
struct as_it_was {
    bool is_public = false;
    bool seems_published = false; // to its asker
    std::string merged_into{};
};

/// Keeps that `q` came to its present state by `act`, and tells of it. `staff`: who did it, or nothing for the asker and the
/// rules. The question must have been saved. Returns the last seq.
std::int64_t tell_question(store::transaction&, const domain::question& q, domain::question_act act,
                           const std::optional<std::string>& staff, const as_it_was&);

/// Keeps that `q` was asked and waits for moderators, while its asker hears what anybody does whose question is published at once:
/// first of `asked`, as it was before it seemed published. Returns the last seq.
std::int64_t tell_unheard(store::transaction&, const domain::question& asked, const domain::question& q);

/// Tells of a question as it is to those who may see it: everybody, or the moderators and the asker. Returns the last seq.
std::int64_t show_question(store::transaction&, const domain::question& q, std::string_view type);

} // namespace jiangtang::app
