// The figures of live streams as Prometheus text (format 0.0.4). Pure: states in, text out.
#pragma once

#include "wire/stream_state.hpp"

#include <string>
#include <utility>
#include <vector>

namespace jiangtang::net {

/// One stream each, by the event's slug. `now` is for ages.
std::string stream_metrics(const std::vector<std::pair<std::string, wire::stream_state>>& streams,
                           unix_ms now);

/// A label's value with backslash, quote and line end escaped.
std::string label_text(std::string_view value);

} // namespace jiangtang::net
