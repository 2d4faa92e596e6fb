// The encoder's report in JSON, as it is pushed and as organizers see it; and warnings.
#pragma once

#include "domain/signal.hpp"
#include "domain/warning.hpp"
#include "wire/json.hpp"

namespace jiangtang::wire {

/// The body of PUT /ingest/{slug}/signal. Problems: bad_json, missing_field, invalid_field (also a figure beyond all sense,
/// a text over 200 bytes, more than eight renditions).
result<domain::signal_report> parse_signal(std::string_view body);

json::object signal_object(const domain::signal_report&);
json::object warning_object(const domain::warning&);

} // namespace jiangtang::wire
