#include "wire/commands.hpp"

#include "base/crypto.hpp"
#include "wire/problems.hpp"

namespace jiangtang::wire {
namespace {

result<ask> parse_ask(field_reader& in) {
    ask a{in.text("text"), in.text_or_empty("talk"), in.flag("anonymous"), in.maybe_number("about")};
    if (in.ok())
        if (auto c = domain::check_question_text(a.text); !c) return c.error();
    return in.finish(std::move(a));
}

result<move_question> parse_move(field_reader& in, domain::question_act act) {
    using enum domain::question_act;
    move_question m{act, in.text("question"), in.maybe_number("version"), {}, {}, {}, {}};
    if (act == edit || act == reply) m.text = in.text("text");
    if (act == assign) m.talk = in.text_or_empty("talk");
    if (act == reject) m.reason = in.text_or_empty("reason");
    if (act == merge) m.into = in.text("into");
    if (act == merge && m.into == m.question) in.fail(errc::invalid_field, "into");
    if (in.ok() && act == edit)
        if (auto c = domain::check_question_text(m.text); !c) return c.error();
    if (in.ok() && act == reply)
        if (auto c = domain::check_reply_text(m.text); !c) return c.error();
    if (in.ok() && act == reject)
        if (auto c = domain::check_reason_text(m.reason); !c) return c.error();
    return in.finish(std::move(m));
}

} // namespace

result<command> parse_command(std::string_view message, std::string& id) {
    auto object = parse_object(message);
    if (!object) return object.error();
    field_reader in{*object};
    command c;
    c.id = id = in.client_id("id");
    if (!in.ok()) {
        id.clear();
        return *in.failed();
    }
    c.digest = sha256_hex(message).substr(0, 32);
    auto what = in.text("do");
    if (what == "ask") {
        auto a = parse_ask(in);
        if (!a) return a.error();
        c.what = std::move(*a);
    } else if (what == "vote" || what == "unvote") {
        c.what = cast_vote{in.text("question"), what == "vote"};
    } else if (what == "mute" || what == "unmute") {
        c.what = mute{in.text("viewer"), what == "mute"};
    } else if (what == "open") {
        c.what = open_question{in.client_id("question")};
    } else if (what == "close") {
        c.what = open_question{};
    } else if (auto show = parse_show_command(what, in)) {
        if (!*show) return show->error();
        c.what = std::move(**show);
    } else if (auto act = domain::question_act_from(what)) {
        auto m = parse_move(in, *act);
        if (!m) return m.error();
        c.what = std::move(*m);
    } else if (in.ok()) {
        return problem{errc::unknown_command, "do"};
    }
    return in.finish(std::move(c));
}

std::string refused(std::string_view id, const problem& p, const json::object& extra) {
    auto error = problem_object(p);
    for (const auto& [name, value] : extra) error[name] = value;
    json::object o;
    if (id.empty()) o["re"] = nullptr;
    else o["re"] = id;
    o["error"] = std::move(error);
    return json::serialize(o);
}

std::string accepted(std::string_view id, const json::object& fields) {
    json::object o{{"re", id}, {"ok", true}};
    for (const auto& [name, value] : fields) o[name] = value;
    return json::serialize(o);
}

} // namespace jiangtang::wire
