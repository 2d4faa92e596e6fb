#include "wire/messages.hpp"

#include "domain/registration.hpp"

#include <algorithm>

namespace jiangtang::wire {
namespace {

constexpr std::int64_t minute_ms = 60'000, shortest = 15 * minute_ms, longest = 28LL * 24 * 60 * minute_ms;
constexpr std::size_t most_reminders = 4;

json::object channel_object(const channel_state& c) {
    json::object o{{"configured", c.there}};
    put(o, "from", c.from);
    put(o, "since", c.since);
    put(o, "problem", c.problem);
    return o;
}

} // namespace

result<test_request> parse_test(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    test_request r;
    r.id = in.client_id("id");
    r.by = in.one_of("channel", domain::channel_from);
    r.to = in.text("to");
    r.in = in.one_of("language", domain::language_from);
    if (in.ok()) {
        auto c =
            r.by == domain::channel::mail ? domain::check_email(r.to, "to") : domain::check_phone(r.to, "to");
        if (!c) return c.error();
    }
    return in.finish(std::move(r));
}

result<again_request> parse_again(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    again_request r;
    r.id = in.client_id("id");
    r.message = in.text_or_empty("message");
    if (r.message.size() > 64) in.fail(errc::invalid_field, "message");
    return in.finish(std::move(r));
}

result<std::vector<std::int64_t>> parse_reminders(std::string_view body) {
    auto object = parse_object(body);
    if (!object) return object.error();
    field_reader in{*object};
    std::vector<std::int64_t> all;
    for (const auto& one : in.list("before")) {
        const auto* ms = one.if_int64();
        if (!ms || *ms < shortest || *ms > longest || std::ranges::find(all, *ms) != all.end() ||
            all.size() == most_reminders) {
            in.fail(errc::invalid_field, "before");
            break;
        }
        all.push_back(*ms);
    }
    return in.finish(std::move(all));
}

json::object message_object(const domain::message& m) {
    json::object o{{"id", m.id},
                   {"kind", domain::name_of(m.kind)},
                   {"channel", domain::name_of(m.by)},
                   {"status", domain::name_of(m.status)},
                   {"recipient", m.recipient},
                   {"attempts", m.attempts},
                   {"queued_at", m.queued_at}};
    put(o, "name", m.name);
    put(o, "due_at", m.due_at);
    put(o, "done_at", m.done_at);
    put(o, "error", m.error);
    return o;
}

json::object reminders_object(const std::vector<domain::reminder>& all) {
    json::object o;
    auto& before = o["before"].emplace_array();
    for (const auto& r : all) before.push_back(r.before_ms);
    return o;
}

json::object messages_object(const messages_state& s) {
    json::object o;
    o["channels"] = {{"mail", channel_object(s.mail)}, {"sms", channel_object(s.sms)}};
    auto& counts = o["counts"].emplace_object();
    for (const auto& [status, n] : s.counts) counts[domain::name_of(status)] = n;
    o["reminders"] = reminders_object(s.reminders);
    auto& log = o["messages"].emplace_array();
    for (const auto& m : s.log) log.push_back(message_object(m));
    o["more"] = s.more;
    return o;
}

} // namespace jiangtang::wire
