#include "domain/question.hpp"

#include "domain/enum_names.hpp"
#include "domain/fields.hpp"

namespace jiangtang::domain {
namespace {

using enum question_status;

constexpr enum_names<question_status, 7> question_statuses{{{pending, "pending"},
                                                            {published, "published"},
                                                            {staged, "staged"},
                                                            {answered, "answered"},
                                                            {rejected, "rejected"},
                                                            {merged, "merged"},
                                                            {withdrawn, "withdrawn"}}};
constexpr enum_names<question_act, 13> acts{{{question_act::ask, "ask"},
                                             {question_act::approve, "approve"},
                                             {question_act::reject, "reject"},
                                             {question_act::stage, "stage"},
                                             {question_act::answer, "answer"},
                                             {question_act::restore, "restore"},
                                             {question_act::pin, "pin"},
                                             {question_act::unpin, "unpin"},
                                             {question_act::edit, "edit"},
                                             {question_act::reply, "reply"},
                                             {question_act::assign, "assign"},
                                             {question_act::merge, "merge"},
                                             {question_act::withdraw, "withdraw"}}};
constexpr enum_names<question_act, 13> notices{{{question_act::ask, "asked"},
                                                {question_act::approve, "published"},
                                                {question_act::reject, "rejected"},
                                                {question_act::stage, "staged"},
                                                {question_act::answer, "answered"},
                                                {question_act::restore, "restored"},
                                                {question_act::pin, "pinned"},
                                                {question_act::unpin, "unpinned"},
                                                {question_act::edit, "edited"},
                                                {question_act::reply, "replied"},
                                                {question_act::assign, "assigned"},
                                                {question_act::merge, "merged"},
                                                {question_act::withdraw, "withdrawn"}}};

bool is_open(question_status s) { return s == pending || is_public(s); }

/// The status after `act`, or nothing where the act is not possible.
std::optional<question_status> next(question_status now, question_act act) {
    switch (act) {
    case question_act::ask: return std::nullopt; // it is there already
    case question_act::approve: return now == pending ? std::optional{published} : std::nullopt;
    case question_act::reject: return is_open(now) && now != staged ? std::optional{rejected} : std::nullopt;
    case question_act::stage:
        return now == pending || now == published || now == answered ? std::optional{staged} : std::nullopt;
    case question_act::answer:
        return now == staged || now == published ? std::optional{answered} : std::nullopt;
    case question_act::restore:
        if (now == pending) return std::nullopt;
        return now == staged || now == answered ? published : pending;
    case question_act::pin:
    case question_act::unpin:
    case question_act::edit:
    case question_act::reply:
    case question_act::assign: return is_open(now) ? std::optional{now} : std::nullopt;
    case question_act::merge:
        return now == pending || now == published ? std::optional{merged} : std::nullopt;
    case question_act::withdraw:
        return now == pending || now == published ? std::optional{withdrawn} : std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::string_view name_of(question_status v) { return name_in(question_statuses, v); }
std::string_view name_of(question_act v) { return name_in(acts, v); }
std::string_view notice_of(question_act v) { return name_in(notices, v); }
std::optional<question_status> question_status_from(std::string_view s) {
    return value_in(question_statuses, s);
}
std::optional<question_act> question_act_from(std::string_view s) { return value_in(acts, s); }

result<void> check_question_text(std::string& text) {
    return check_text(text, "text", {longest_question, true, true});
}

result<void> check_reply_text(std::string& text) {
    return check_text(text, "text", {longest_reply, true, true});
}

result<void> check_reason_text(std::string& text) { return check_text(text, "reason", {longest_reason}); }

bool is_public(question_status s) { return s == published || s == staged || s == answered; }

bool seems_published(const question& q) { return q.status == pending && q.published_at; }

void seem_published(question& q, unix_ms now) {
    q.version += 1; // as publishing does
    q.published_at = now;
}

question as_its_asker_sees(question q) {
    if (seems_published(q)) q.status = published;
    q.held.clear();
    q.blocked = false;
    return q;
}

result<void> apply(question& q, question_act act, unix_ms now) {
    auto to = next(q.status, act);
    if (!to) return errc::wrong_state;
    const bool answered_before = q.status == rejected && q.answered_at;
    q.status = act == question_act::restore && answered_before ? answered : *to;
    q.version += 1;
    if (act == question_act::restore) q.reason.clear();
    if (act == question_act::approve || (act == question_act::stage && !q.published_at)) q.published_at = now;
    if (act == question_act::stage) q.staged_at = now;
    if (act == question_act::answer) q.answered_at = now;
    if (act == question_act::restore && q.status != answered) {
        q.answered_at.reset();
        q.staged_at.reset();
        q.merged_into.clear();
        if (q.status == pending) q.published_at.reset();
    }
    if (act == question_act::pin) q.pinned = true;
    if (act == question_act::unpin) q.pinned = false;
    return {};
}

} // namespace jiangtang::domain
