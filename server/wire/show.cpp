#include "wire/show.hpp"

namespace jiangtang::wire {
namespace {

react parse_react(field_reader& in) {
    react r;
    r.kind = in.one_of("kind", domain::reaction_from);
    r.times = static_cast<int>(in.number_within("times", 1, domain::most_reactions_at_once).value_or(1));
    return r;
}

result<show_command> parse_danmaku(field_reader& in) {
    send_danmaku d{in.text("text"), in.maybe_number("at")};
    if (in.ok())
        if (auto c = domain::check_danmaku_text(d.text); !c) return c.error();
    return show_command{std::move(d)};
}

result<show_command> parse_tell(field_reader& in) {
    tell_stage t{in.text("text")};
    if (in.ok())
        if (auto c = domain::check_stage_text(t.text); !c) return c.error();
    return show_command{std::move(t)};
}

} // namespace

std::optional<result<show_command>> parse_show_command(std::string_view what, field_reader& in) {
    if (what == "react") return show_command{parse_react(in)};
    if (what == "danmaku") return parse_danmaku(in);
    if (what == "show_danmaku") return show_command{move_danmaku{in.text("danmaku"), true}};
    if (what == "drop_danmaku") return show_command{move_danmaku{in.text("danmaku"), false}};
    if (what == "switch_danmaku")
        return show_command{switch_danmaku{in.one_of("mode", domain::danmaku_mode_from)}};
    if (what == "tell_stage") return parse_tell(in);
    if (what == "clear_stage") return show_command{tell_stage{}};
    if (what == "stage_read") return show_command{stage_read{in.text("message")}};
    if (what == "next") return show_command{choose_next{in.text("question")}};
    if (what == "unnext") return show_command{choose_next{}};
    return std::nullopt;
}

json::object danmaku_object(const domain::danmaku& d) {
    return {{"id", d.id}, {"text", d.text}, {"at", d.at}};
}

json::object waiting_danmaku_object(const domain::danmaku& d) {
    auto o = danmaku_object(d);
    o["viewer"] = d.viewer;
    return o;
}

json::object stage_message_object(const domain::stage_message& m) {
    json::object o{{"id", m.id}, {"text", m.text}, {"by", m.by}, {"sent_at", m.sent_at}};
    put(o, "read_at", m.read_at);
    return o;
}

json::object replayed_danmaku_object(const domain::danmaku& d, std::int64_t at_ms) {
    return {{"id", d.id}, {"text", d.text}, {"at_ms", at_ms}};
}

} // namespace jiangtang::wire
