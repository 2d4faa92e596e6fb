#include "app/sums.hpp"

#include "app/topics.hpp"

#include <algorithm>

namespace jiangtang::app {
namespace {

constexpr unix_ms quiet_interval = 5000;
constexpr std::size_t most_danmaku_in_a_tick = 12, most_danmaku_waiting = 36;

/// Takes the first of those that wait for a tick.
std::vector<wire::running_danmaku> take_some(std::deque<wire::running_danmaku>& from) {
    const auto n = static_cast<std::ptrdiff_t>(std::min(from.size(), most_danmaku_in_a_tick));
    std::vector<wire::running_danmaku> some(from.begin(), from.begin() + n);
    from.erase(from.begin(), from.begin() + n);
    return some;
}

} // namespace

void sums::add(const std::vector<store::vote_sum>& all) {
    std::lock_guard hold{mutex_};
    for (const auto& s : all) {
        auto& r = rooms_[s.event];
        r.votes[s.question] = r.latest[s.question] = s.votes;
    }
}

void sums::add(std::vector<store::danmaku_line> all) {
    std::lock_guard hold{mutex_};
    for (auto& d : all) {
        auto& waiting = rooms_[d.event].danmaku;
        if (d.taken_away) {
            std::erase_if(waiting, [&](const wire::running_danmaku& one) { return one.id == d.id; });
            continue;
        }
        waiting.push_back({std::move(d.id), std::move(d.text), d.at});
        if (waiting.size() > most_danmaku_waiting) waiting.pop_front();
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

void sums::tick(const std::string& event, room& r, unix_ms now) {
    const auto viewers = hub_.viewers(event);
    if (hub_.members(event) == 0) r.danmaku.clear(); // nobody is there to see them
    if (hub_.members(event) == 0 || now - r.sent < interval(viewers)) return;
    auto reacted = reactions_.of(event);
    const bool changed =
        reacted != r.reactions || !r.votes.empty() || !r.danmaku.empty() || viewers != r.viewers;
    if (!changed && now - r.sent < quiet_interval) return;
    wire::tick_sums t{viewers, std::move(r.votes), {}, take_some(r.danmaku)};
    if (reacted != r.reactions) t.reactions = r.reactions = std::move(reacted);
    hub_.broadcast(event, topic_public, hub_.frame(wire::tick(t)));
    r.votes.clear();
    r.viewers = viewers;
    r.sent = now;
}

void sums::tick(unix_ms now) {
    std::lock_guard hold{mutex_};
    for (auto& [event, r] : rooms_) tick(event, r, now);
}

} // namespace jiangtang::app
