// The tick: sums that change faster than people read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace jiangtang::wire {

struct running_danmaku {
    std::string id;
    std::string text;
    std::int64_t at = 0;
};

struct tick_sums {
    std::size_t viewers = 0;
    std::map<std::string, std::int64_t> votes;     // by question
    std::map<std::string, std::int64_t> reactions; // by kind
    std::vector<running_danmaku> danmaku;          // that begin to run now
};

/// {"type":"tick","viewers":54321,"votes":{"q7":18},"reactions":{"like":8206},"danmaku":[{id,text,at}]}; what is empty is
/// left out.
std::string tick(const tick_sums&);

} // namespace jiangtang::wire
