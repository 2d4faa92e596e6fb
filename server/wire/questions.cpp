#include "wire/questions.hpp"

namespace jiangtang::wire {

json::object question_object(const domain::question& q, audience who) {
    json::object o{{"id", q.id},
                   {"number", q.number},
                   {"text", q.text},
                   {"votes", q.votes},
                   {"version", q.version},
                   {"status", domain::name_of(q.status)},
                   {"from", domain::name_of(q.from)},
                   {"asked_at", q.asked_at}};
    put(o, "name", q.name);
    put(o, "seat", q.seat);
    put(o, "talk", q.talk);
    put(o, "about", q.about);
    put(o, "published_at", q.published_at);
    put(o, "staged_at", q.staged_at);
    put(o, "answered_at", q.answered_at);
    put(o, "reply", q.reply);
    put(o, "merged_into", q.merged_into);
    if (q.pinned) o["pinned"] = true;
    if (!q.original.empty()) o["edited"] = true;
    if (who == audience::moderators) {
        o["viewer"] = q.viewer;
        put(o, "original", q.original);
    }
    return o;
}

json::object question_stub(const domain::question& q) {
    return {{"id", q.id}, {"status", domain::name_of(q.status)}, {"version", q.version}};
}

} // namespace jiangtang::wire
