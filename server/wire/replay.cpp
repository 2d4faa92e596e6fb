#include "wire/replay.hpp"

#include "wire/questions.hpp"

namespace jiangtang::wire {

json::object replay_object(const replay& r) {
    json::object o{{"ready", true},
                   {"starts_at", r.starts_at},
                   {"duration_ms", r.duration_ms},
                   {"download_bytes", r.download_bytes}};
    auto& chapters = o["chapters"].emplace_array();
    for (const auto& c : r.chapters) chapters.push_back({{"segment", c.segment}, {"at_ms", c.at_ms}});
    auto& questions = o["questions"].emplace_array();
    for (const auto& q : r.questions)
        questions.push_back(
            {{"question", question_object(q.asked, audience::everybody)}, {"at_ms", q.at_ms}});
    auto& gaps = o["gaps"].emplace_array();
    for (const auto& g : r.gaps) gaps.push_back({{"at_ms", g.at_ms}, {"ms", g.ms}});
    return o;
}

json::object unready_replay_object() { return {{"ready", false}}; }

} // namespace jiangtang::wire
