#include "wire/tick.hpp"

#include "wire/json.hpp"

namespace jiangtang::wire {
namespace {

void put_sums(json::object& o, std::string_view name, const std::map<std::string, std::int64_t>& all) {
    if (all.empty()) return;
    auto& sums = o[name].emplace_object();
    for (const auto& [of, n] : all) sums[of] = n;
}

} // namespace

std::string tick(const tick_sums& t) {
    json::object o{{"type", "tick"}, {"viewers", t.viewers}};
    put_sums(o, "votes", t.votes);
    put_sums(o, "reactions", t.reactions);
    if (!t.danmaku.empty()) {
        auto& list = o["danmaku"].emplace_array();
        for (const auto& d : t.danmaku)
            list.push_back(json::object{{"id", d.id}, {"text", d.text}, {"at", d.at}});
    }
    return json::serialize(o);
}

} // namespace jiangtang::wire
