#include "app/question_notices.hpp"

#include "app/topics.hpp"
#include "store/question_acts.hpp"
#include "wire/questions.hpp"

namespace jiangtang::app {
namespace {

std::string question_fields(wire::json::object q) {
    return wire::json::serialize(wire::json::object{{"question", std::move(q)}});
}

/// The asker's own words, what a question was merged into, why it was rejected, and how it waits again are for moderators and
/// the asker only.
bool says_more_to_moderators(const domain::question& q, domain::question_act act) {
    using enum domain::question_act;
    return act == edit || act == merge || !q.reason.empty() ||
           (act == restore && !domain::is_public(q.status));
}

} // namespace

std::int64_t tell_question(store::transaction& tx, const domain::question& q, domain::question_act act,
                           const std::optional<std::string>& staff, bool was_public) {
    store::add_question_act(tx.db(), q, act, staff, tx.now());
    const bool is_public = domain::is_public(q.status);
    const std::uint8_t topics = is_public || was_public ? topic_public : topic_moderators;
    auto body = is_public    ? wire::question_object(q, wire::audience::everybody)
                : was_public ? wire::question_stub(q)
                             : wire::question_object(q, wire::audience::moderators);
    const auto type = "question." + std::string{domain::notice_of(act)};
    auto seq = tx.notify(q.event, topics, type, question_fields(std::move(body)), q.viewer);
    if (topics == topic_public && says_more_to_moderators(q, act))
        seq = tx.notify(q.event, topic_moderators, type,
                        question_fields(wire::question_object(q, wire::audience::moderators)), q.viewer);
    return seq;
}

} // namespace jiangtang::app
