// A question on its way from the asker to the stage, and who may move it where. No I/O, no JSON.
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/caller.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

enum class question_status { pending, published, staged, answered, rejected, merged, withdrawn };

/// What is done to a question; `ask` and `withdraw` are the asker's own, the rest the moderators'.
enum class question_act {
    ask,
    approve,
    reject,
    stage,
    answer,
    restore,
    pin,
    unpin,
    edit,
    reply,
    assign,
    merge,
    withdraw
};

std::string_view name_of(question_status);
std::string_view name_of(question_act);
std::optional<question_status> question_status_from(std::string_view);
std::optional<question_act> question_act_from(std::string_view);

/// The past participle that names the notice: "published" for approve.
std::string_view notice_of(question_act);

struct question {
    std::string id;
    std::string event;
    std::int64_t number = 0; // 1, 2, 3… in the event
    std::string viewer;      // the asker
    std::string name;        // as shown; empty: anonymous
    place from = place::online;
    std::string seat;
    std::string talk; // id of a segment, or empty: to all
    std::string text;
    std::optional<unix_ms> about; // the hall's time of the picture it was asked about, from the time-shift
    std::string original;         // the asker's words when a moderator edited them
    std::string reply;
    std::string reason; // why it was rejected; empty: nobody said
    question_status status = question_status::pending;
    bool pinned = false;
    std::string held;     // the event's word in it, for which a moderator was to look first
    bool blocked = false; // that word rejects: it waits apart, unknown to its asker
    std::string merged_into;
    std::int64_t votes = 0;
    std::int64_t version = 1;
    unix_ms asked_at = 0;
    std::optional<unix_ms> published_at; // of a pending one: see seems_published
    std::optional<unix_ms> staged_at, answered_at;
};

/// What was done to a question: an entry of its history.
struct question_entry {
    std::int64_t version = 0; // the question's afterwards
    question_act act = question_act::ask;
    std::string staff; // the name; empty: the asker, or the event's own rules
    std::string reason;
    unix_ms at = 0;
};

inline constexpr std::size_t longest_question = 300; // characters
inline constexpr std::size_t longest_reply = 600;
inline constexpr std::size_t longest_reason = 100;

/// Cleans the text of a question in place. Problems: missing_field, invalid_field.
result<void> check_question_text(std::string& text);
result<void> check_reply_text(std::string& text);
/// May be empty.
result<void> check_reason_text(std::string& text);

/// Whether the public sees a question in this status.
bool is_public(question_status);

/// Whether its asker is shown it as published and nobody else: of who is muted, or with a word that rejects, where all others are
/// published at once. Nobody is to learn that he is not heard.
bool seems_published(const question&);

void seem_published(question&, unix_ms now);

/// The question as its asker is told of it: neither which word held it nor that it waits apart.
question as_its_asker_sees(question);

/// Moves `q` as `act` says, at time `now`, and counts its version up. Texts and targets of edit, reply, reject, assign and
/// merge are set by the caller. `restore` leads one step back: on stage and answered to published, rejected after its answer to
/// answered, all others to pending.
/// Problems: wrong_state.
result<void> apply(question& q, question_act act, unix_ms now);

} // namespace jiangtang::domain
