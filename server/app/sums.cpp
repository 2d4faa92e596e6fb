#include "app/sums.hpp"

#include "app/topics.hpp"
#include "wire/tick.hpp"

namespace jiangtang::app {
namespace {

constexpr unix_ms quiet_interval = 5000;

} // namespace

void sums::add(const std::vector<store::vote_sum>& all) {
    std::lock_guard hold{mutex_};
    for (const auto& s : all) {
        auto& r = rooms_[s.event];
        r.votes[s.question] = r.latest[s.question] = s.votes;
    }
}

std::map<std::string, std::int64_t> sums::votes(const std::string& event) const {
    std::lock_guard hold{mutex_};
    auto r = rooms_.find(event);
    return r == rooms_.end() ? std::map<std::string, std::int64_t>{} : r->second.latest;
}

void sums::watch(const std::string& event) {
    std::lock_guard hold{mutex_};
    rooms_.try_emplace(event);
}

unix_ms sums::interval(std::size_t viewers) { return viewers > 20'000 ? 1000 : viewers > 5'000 ? 500 : 250; }

void sums::tick(unix_ms now) {
    std::lock_guard hold{mutex_};
    for (auto& [event, r] : rooms_) {
        auto viewers = hub_.viewers(event);
        if (hub_.members(event) == 0 || now - r.sent < interval(viewers)) continue;
        if (r.votes.empty() && viewers == r.viewers && now - r.sent < quiet_interval) continue;
        hub_.broadcast(event, topic_public, hub_.frame(wire::tick(viewers, r.votes)));
        r.votes.clear();
        r.viewers = viewers;
        r.sent = now;
    }
}

} // namespace jiangtang::app
