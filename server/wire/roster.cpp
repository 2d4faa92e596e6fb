#include "wire/roster.hpp"

namespace jiangtang::wire {

json::object roster_object(const roster& r) {
    json::object o{{"epoch", r.epoch}, {"seq", r.seq}, {"key", r.key}};
    if (r.retention_days > 0) o["retention_days"] = r.retention_days;
    auto& guests = o["guests"].emplace_array();
    for (const auto& g : r.guests) guests.push_back(guest_object(g));
    auto& closed = o["closed"].emplace_object();
    for (const auto& [code, why] : r.closed) closed[ticket_digest(r.event, code)] = domain::name_of(why);
    auto& traditional = o["traditional"].emplace_object();
    for (const auto& [simple, forms] : r.traditional) traditional[simple] = forms;
    return o;
}

json::object conflict_object(const conflict& c) {
    json::object o{
        {"id", c.id}, {"why", c.why}, {"desk", c.desk}, {"staff", c.staff}, {"scanned_at", c.scanned_at}};
    if (c.guest) o["guest"] = guest_object(*c.guest);
    return o;
}

} // namespace jiangtang::wire
