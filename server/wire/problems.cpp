#include "wire/problems.hpp"

namespace jiangtang::wire {

json::object problem_object(const problem& p) {
    json::object o;
    o["code"] = p.code();
    o["message"] = p.message();
    o["message_en"] = p.message_en();
    put(o, "field", p.field);
    if (p.retry_after_ms > 0) o["retry_after_ms"] = p.retry_after_ms;
    if (p.opens_at > 0) o["opens_at"] = p.opens_at;
    return o;
}

std::string to_json(const problem& p) {
    auto o = problem_object(p);
    o["type"] = "about:blank";
    o["title"] = p.message_en();
    o["status"] = p.status();
    return json::serialize(o);
}

} // namespace jiangtang::wire
