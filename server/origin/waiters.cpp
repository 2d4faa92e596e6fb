#include "origin/waiters.hpp"

namespace jiangtang::origin {

void call(due_calls& due) {
    for (auto& [done, a] : due) done(std::move(a));
}

void waiters::add(const wanted& what, std::int64_t deadline_ms, callback done) {
    groups_[what].push_back({deadline_ms, std::move(done)});
    ++count_;
}

void waiters::collect(const std::function<answer(const wanted&)>& evaluate, due_calls& due) {
    for (auto g = groups_.begin(); g != groups_.end();) {
        const answer a = evaluate(g->first);
        if (a.what == answer::status::wait) {
            ++g;
            continue;
        }
        for (auto& w : g->second) due.emplace_back(std::move(w.done), a);
        count_ -= g->second.size();
        g = groups_.erase(g);
    }
}

void waiters::expire(std::int64_t now_ms, due_calls& due) {
    answer late;
    late.what = answer::status::timed_out;
    for (auto g = groups_.begin(); g != groups_.end();) {
        auto& members = g->second;
        // Deadlines of a group rise with the order of coming: three target durations, which never shrink.
        for (; !members.empty() && members.front().deadline_ms <= now_ms; members.pop_front(), --count_)
            due.emplace_back(std::move(members.front().done), late);
        g = members.empty() ? groups_.erase(g) : std::next(g);
    }
}

} // namespace jiangtang::origin
