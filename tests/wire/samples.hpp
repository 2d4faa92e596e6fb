// The fixed event, people and questions that the samples of the protocol are made from.
#pragma once

#include "domain/caller.hpp"
#include "domain/delegation.hpp"
#include "domain/event.hpp"
#include "domain/question.hpp"
#include "domain/registration.hpp"
#include "wire/stream_state.hpp"

#include <string>

namespace jiangtang::wire::testing {

inline constexpr unix_ms noon = 1'600'747'200'000; // 2020-09-22 12:00 in Shanghai

domain::event event();
domain::registration admitted_guest();
domain::registration waiting_guest();
domain::registration offered_guest();
domain::delegation delegation();
domain::viewer viewer();
domain::staff staff(domain::role);
/// In any status, with the moments and texts that belong to it.
domain::question question(domain::question_status);
domain::warning warning();
stream_state stream();

/// The text of tests/wire/samples/NAME.json; throws when there is none.
std::string sample(const std::string& name);

/// Compares with tests/wire/samples/NAME.json as JSON. With JIANGTANG_WRITE_SAMPLES set the file is written instead.
void check_sample(const std::string& name, const json::value&);

} // namespace jiangtang::wire::testing
