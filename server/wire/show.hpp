// What goes on around the questions: reactions, 弹幕, the message to the stage, the next question. Commands as types, and JSON.
#pragma once

#include "domain/danmaku.hpp"
#include "domain/reaction.hpp"
#include "domain/stage_message.hpp"
#include "wire/json.hpp"

#include <variant>

namespace jiangtang::wire {

struct react {
    domain::reaction kind = domain::reaction::like;
    int times = 1; // 1 to domain::most_reactions_at_once
};

struct send_danmaku {
    std::string text;
    std::optional<unix_ms> at; // the hall's time of the picture that was seen
};

/// Of moderators: lets one that waits run, or takes one away, whether it waits or has run.
struct move_danmaku {
    std::string danmaku;
    bool show = true;
};

struct switch_danmaku {
    domain::danmaku_mode mode = domain::danmaku_mode::off;
};

/// An empty text takes the message down.
struct tell_stage {
    std::string text;
};

/// Somebody at the stage has read it.
struct stage_read {
    std::string message;
};

/// An empty id: no question is chosen as next.
struct choose_next {
    std::string question;
};

using show_command =
    std::variant<react, send_danmaku, move_danmaku, switch_danmaku, tell_stage, stage_read, choose_next>;

/// The command named `what`, read from its fields; nothing when it is none of these. Problems are left in the reader, but
/// those of texts, which are in the result.
std::optional<result<show_command>> parse_show_command(std::string_view what, field_reader&);

/// {id, text, at}; for moderators also viewer, while it waits.
json::object danmaku_object(const domain::danmaku&);
json::object waiting_danmaku_object(const domain::danmaku&);

/// {id, text, by, sent_at, read_at?}
json::object stage_message_object(const domain::stage_message&);

/// Words of the replay: {id, text, at_ms}, `at_ms` being where in it.
json::object replayed_danmaku_object(const domain::danmaku&, std::int64_t at_ms);

} // namespace jiangtang::wire
