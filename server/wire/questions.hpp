// Questions in JSON, as the public, their asker and the moderators see them.
#pragma once

#include "domain/question.hpp"
#include "wire/json.hpp"

namespace jiangtang::wire {

enum class audience { everybody, moderators };

/// Moderators also see `viewer` and `original`.
json::object question_object(const domain::question&, audience);

/// {version, act, by:"staff"|"asker"|"rules", name?, reason?, at}
json::object question_entry_object(const domain::question_entry&);

/// What is left of a question that the public must forget.
json::object question_stub(const domain::question&);

} // namespace jiangtang::wire
