#include "domain/replay.hpp"

#include <algorithm>

namespace jiangtang::domain {

std::vector<chapter> chapters_of(const programme& p, const recorded_time& t) {
    std::vector<const segment*> begun;
    for (const auto& s : p.agenda)
        if (s.started_at && *s.started_at < t.ends_at) begun.push_back(&s);
    std::ranges::stable_sort(begun, {}, [](const segment* s) { return *s->started_at; });
    // Of those that began before the recording only the last was still on.
    auto first = std::ranges::find_if(begun, [&](const segment* s) { return *s->started_at > t.starts_at; });
    if (first != begun.begin()) --first;
    std::vector<chapter> all;
    for (; first != begun.end(); ++first) all.push_back({(*first)->id, t.position(*(*first)->started_at)});
    return all;
}

unix_ms moment_of(std::int64_t position, const recorded_time& t) {
    unix_ms low = t.starts_at, high = t.ends_at;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        if (t.position(middle) < position) low = middle + 1;
        else high = middle;
    }
    return low;
}

std::vector<question_moment> question_moments_of(std::vector<question> all, const recorded_time& t) {
    std::vector<question_moment> moments;
    for (auto& q : all)
        if (q.staged_at && *q.staged_at >= t.starts_at && *q.staged_at < t.ends_at)
            moments.push_back({std::move(q), t.position(*q.staged_at)});
    std::ranges::stable_sort(moments, {}, [](const question_moment& m) { return *m.asked.staged_at; });
    return moments;
}

} // namespace jiangtang::domain
