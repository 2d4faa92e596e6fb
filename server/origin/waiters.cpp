#include "origin/waiters.hpp"

namespace jiangtang::origin {

void call(due_calls& due) {
    for (auto& [done, a] : due) done(std::move(a));
}

std::uint64_t waiters::add(const wanted& what, std::int64_t deadline_ms, callback done) {
    const auto id = ++last_id_;
    groups_[what].emplace(id, waiter{deadline_ms, std::move(done)});
    by_id_.emplace(id, what);
    return id;
}

bool waiters::cancel(std::uint64_t id) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return false;
    const auto g = groups_.find(found->second);
    g->second.erase(id);
    if (g->second.empty()) groups_.erase(g);
    by_id_.erase(found);
    return true;
}

void waiters::collect(const std::function<answer(const wanted&)>& evaluate, due_calls& due) {
    for (auto g = groups_.begin(); g != groups_.end();) {
        const answer a = evaluate(g->first);
        if (a.what == answer::status::wait) {
            ++g;
            continue;
        }
        for (auto& [id, w] : g->second) {
            due.emplace_back(std::move(w.done), a);
            by_id_.erase(id);
        }
        g = groups_.erase(g);
    }
}

void waiters::expire(std::int64_t now_ms, due_calls& due) {
    answer late;
    late.what = answer::status::timed_out;
    for (auto g = groups_.begin(); g != groups_.end();) {
        auto& members = g->second;
        // Deadlines of a group rise with the order of coming: three target durations, which never shrink.
        while (!members.empty() && members.begin()->second.deadline_ms <= now_ms) {
            due.emplace_back(std::move(members.begin()->second.done), late);
            by_id_.erase(members.begin()->first);
            members.erase(members.begin());
        }
        g = members.empty() ? groups_.erase(g) : std::next(g);
    }
}

} // namespace jiangtang::origin
