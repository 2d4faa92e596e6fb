// The replay of an event in JSON: how long it is and what one can jump to.
#pragma once

#include "domain/replay.hpp"
#include "wire/json.hpp"

namespace jiangtang::wire {

struct replay_gap {
    std::int64_t at_ms = 0, ms = 0;
};

struct replay {
    unix_ms starts_at = 0;
    std::int64_t duration_ms = 0;
    std::uint64_t download_bytes = 0; // 0: there is no file to download
    std::vector<domain::chapter> chapters;
    std::vector<domain::question_moment> questions;
    std::vector<replay_gap> gaps; // what was not recorded
};

json::object replay_object(const replay&);

/// Of one that is still being finished.
json::object unready_replay_object();

} // namespace jiangtang::wire
