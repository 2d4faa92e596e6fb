// Questions in JSON, as the public, their asker and the moderators see them.
#pragma once

#include "domain/question.hpp"
#include "wire/json.hpp"

#include <string>
#include <vector>

namespace jiangtang::wire {

enum class audience { everybody, asker, moderators };

/// The asker also sees `viewer` and `original`; moderators these, `held` and `blocked`.
json::object question_object(const domain::question&, audience);

/// Who has a question open.
struct open_by {
    std::string staff, name, question;
};
/// {"type":"presence","open":[{staff, name, question}]}
std::string presence_message(const std::vector<open_by>&);

/// {version, act, by:"staff"|"asker"|"rules", name?, reason?, at}
json::object question_entry_object(const domain::question_entry&);

/// What is left of a question that the public must forget: {id, status, version, merged_into?}
json::object question_stub(const domain::question&);

} // namespace jiangtang::wire
