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
    if (q.status != domain::question_status::pending) put(o, "published_at", q.published_at);
    put(o, "staged_at", q.staged_at);
    put(o, "answered_at", q.answered_at);
    put(o, "reply", q.reply);
    put(o, "merged_into", q.merged_into);
    put(o, "reason", q.reason);
    if (q.pinned) o["pinned"] = true;
    if (!q.original.empty()) o["edited"] = true;
    if (who != audience::everybody) {
        o["viewer"] = q.viewer;
        put(o, "original", q.original);
    }
    if (who == audience::moderators) {
        put(o, "held", q.held);
        if (q.blocked) o["blocked"] = true;
    }
    return o;
}

json::object question_stub(const domain::question& q) {
    json::object o{{"id", q.id}, {"status", domain::name_of(q.status)}, {"version", q.version}};
    put(o, "merged_into", q.merged_into);
    return o;
}

std::string presence_message(const std::vector<open_by>& all) {
    json::object o{{"type", "presence"}};
    auto& open = o["open"].emplace_array();
    for (const auto& one : all)
        open.push_back(json::object{{"staff", one.staff}, {"name", one.name}, {"question", one.question}});
    return json::serialize(o);
}

json::object question_entry_object(const domain::question_entry& a) {
    const bool own = a.act == domain::question_act::ask || a.act == domain::question_act::withdraw;
    json::object o{{"version", a.version},
                   {"act", domain::name_of(a.act)},
                   {"by", !a.staff.empty() ? "staff"
                          : own            ? "asker"
                                           : "rules"},
                   {"at", a.at}};
    put(o, "name", a.staff);
    put(o, "reason", a.reason);
    return o;
}

} // namespace jiangtang::wire
