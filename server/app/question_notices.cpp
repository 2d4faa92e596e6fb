#include "app/question_notices.hpp"

#include "app/topics.hpp"
#include "store/question_acts.hpp"
#include "store/questions.hpp"
#include "wire/questions.hpp"

namespace jiangtang::app {
namespace {

std::string question_fields(wire::json::object q) {
    return wire::json::serialize(wire::json::object{{"question", std::move(q)}});
}

std::string fields_for(const domain::question& q, wire::audience who) {
    return question_fields(wire::question_object(q, who));
}

std::int64_t show_asker(store::transaction& tx, const domain::question& q, std::string_view type) {
    const auto seen = domain::as_its_asker_sees(q);
    const auto who = domain::is_public(seen.status) ? wire::audience::everybody : wire::audience::asker;
    return tx.notify(q.event, 0, type, fields_for(seen, who), q.viewer);
}

/// The asker does not learn which word held the question, nor that one did: what the asker hears looks the same.
std::int64_t show_moderators(store::transaction& tx, const domain::question& q, std::string_view type) {
    const bool same = q.held.empty() && !domain::seems_published(q);
    const auto seq = tx.notify(q.event, topic_moderators, type, fields_for(q, wire::audience::moderators),
                               same ? q.viewer : std::string{});
    return same ? seq : show_asker(tx, q, type);
}

/// The asker's own words, what a question was merged into, why it was rejected, and how it waits again are for moderators and
/// the asker only.
bool says_more_to_moderators(const domain::question& q, domain::question_act act) {
    using enum domain::question_act;
    return act == edit || act == merge || !q.reason.empty() ||
           (act == restore && !domain::is_public(q.status));
}

/// Of a question that seemed published to its asker: moderators hear what they do, the asker what any asker does of a public one.
std::int64_t tell_imitated(store::transaction& tx, const domain::question& q, domain::question_act act,
                           std::string_view type) {
    tx.notify(q.event, topic_moderators, type, fields_for(q, wire::audience::moderators));
    const auto seen = domain::as_its_asker_sees(q);
    auto seq = tx.notify(q.event, 0, type,
                         domain::is_public(seen.status) ? fields_for(seen, wire::audience::everybody)
                                                        : question_fields(wire::question_stub(q)),
                         q.viewer);
    if (says_more_to_moderators(seen, act))
        seq = tx.notify(q.event, 0, type, fields_for(seen, wire::audience::asker), q.viewer);
    return seq;
}

/// Who asked or voted for a question, or for one that was merged into it, follows it into another and back: where it was ever public
/// that may be anybody.
void tell_followers(store::transaction& tx, const domain::question& q, std::string_view type) {
    const auto stub = question_fields(wire::question_stub(q));
    if (store::was_ever_public(tx.db(), q.id)) {
        tx.notify(q.event, topic_public, type, stub);
        return;
    }
    for (const auto& asker : store::askers_of_merged(tx.db(), q.id))
        if (asker != q.viewer) tx.notify(q.event, 0, type, stub, asker);
}

} // namespace

std::int64_t tell_unheard(store::transaction& tx, const domain::question& asked, const domain::question& q) {
    store::add_question_act(tx.db(), q, domain::question_act::ask, {}, tx.now());
    tx.notify(q.event, topic_moderators, "question.asked", fields_for(q, wire::audience::moderators));
    show_asker(tx, asked, "question.asked");
    return show_asker(tx, q, "question.published");
}

std::int64_t show_question(store::transaction& tx, const domain::question& q, std::string_view type) {
    if (!domain::is_public(q.status)) return show_moderators(tx, q, type);
    return tx.notify(q.event, topic_public, type, fields_for(q, wire::audience::everybody), q.viewer);
}

std::int64_t tell_question(store::transaction& tx, const domain::question& q, domain::question_act act,
                           const std::optional<std::string>& staff, const as_it_was& before) {
    store::add_question_act(tx.db(), q, act, staff, tx.now());
    const bool is_public = domain::is_public(q.status);
    const auto type = "question." + std::string{domain::notice_of(act)};
    if (!is_public && !before.is_public) {
        if (before.merged_into != q.merged_into) tell_followers(tx, q, type);
        return before.seems_published ? tell_imitated(tx, q, act, type) : show_moderators(tx, q, type);
    }
    auto seq =
        is_public ? show_question(tx, q, type)
                  : tx.notify(q.event, topic_public, type, question_fields(wire::question_stub(q)), q.viewer);
    if (says_more_to_moderators(q, act)) seq = show_moderators(tx, q, type);
    return seq;
}

} // namespace jiangtang::app
