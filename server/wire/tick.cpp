#include "wire/tick.hpp"

#include "wire/json.hpp"

namespace jiangtang::wire {

std::string tick(std::size_t viewers, const std::map<std::string, std::int64_t>& votes) {
    json::object o{{"type", "tick"}, {"viewers", viewers}};
    if (!votes.empty()) {
        auto& sums = o["votes"].emplace_object();
        for (const auto& [question, n] : votes) sums[question] = n;
    }
    return json::serialize(o);
}

} // namespace jiangtang::wire
