#include "app/asking.hpp"

#include "app/question_notices.hpp"
#include "app/topics.hpp"
#include "base/random.hpp"
#include "store/asking.hpp"
#include "store/events.hpp"
#include "store/muted.hpp"
#include "store/people.hpp"
#include "store/questions.hpp"
#include "wire/questions.hpp"

namespace jiangtang::app {
namespace {

using domain::question;
using domain::question_act;

result<void> check_rules(store::database& db, const domain::asking& rules, const question& q, unix_ms now) {
    domain::attempt a{q.talk, !q.name.empty(), {}, {}};
    if (rules.slow_seconds > 0) a.asked_last = store::asked_last(db, q.viewer);
    const auto most = domain::cap_of(rules);
    if (most > 0) a.full_since = store::full_since(db, q.event, most);
    return domain::may_ask(rules, a, now);
}

/// A word in the text or in the name that stands beside it.
void look_for_words(const domain::word_list& words, question& q) {
    const auto* found = words.find(q.text);
    if (!found || found->effect == domain::word_effect::hold)
        if (const auto* in_name = words.find(q.name); in_name && (!found || in_name->effect != found->effect))
            found = in_name;
    if (!found) return;
    q.held = found->text;
    q.blocked = found->effect == domain::word_effect::reject;
}

} // namespace

result<std::string> ask(hall& h, store::transaction& tx, const domain::viewer& by, const std::string& id,
                        const wire::ask& a) {
    auto& db = tx.db();
    auto e = store::find_event_head(db, by.event);
    if (!e) return errc::unknown_event;
    if (e->status == domain::event_status::ended) return errc::event_ended;
    if (!a.talk.empty() && !store::segment_exists(db, by.event, a.talk))
        return problem{errc::unknown_segment, "talk"};
    if (store::count_open_questions(db, by.event) >= h.how.most_questions) return errc::too_many_questions;
    // The name and the seat as they are now: the cookie's owner may have given them after connecting.
    auto who = store::find_viewer(db, by.event, by.id).value_or(by);
    question q;
    q.id = random_id("q");
    q.event = by.event;
    q.viewer = by.id;
    if (!a.anonymous) {
        q.name = who.name;
        q.seat = who.seat;
    }
    q.from = who.from;
    q.talk = a.talk;
    q.text = a.text;
    q.asked_at = tx.now();
    if (a.about && e->live_since) q.about = domain::time_of_picture(a.about, *e->live_since, tx.now());
    const auto rules = store::find_asking(db, q.event);
    if (auto r = check_rules(db, rules, q, tx.now()); !r) return r.error();
    look_for_words(*h.words.of(db, q.event), q);
    store::add_question(db, q);
    const bool at_once = rules.moderation == domain::moderation::after && (q.held.empty() || q.blocked);
    const bool unheard = q.blocked || store::is_muted(db, q.viewer);
    std::int64_t seq = 0;
    if (at_once && unheard) {
        const auto asked = q;
        domain::seem_published(q, tx.now());
        store::save_question(db, q);
        seq = tell_unheard(tx, asked, q);
    } else {
        seq = tell_question(tx, q, question_act::ask, {}, {});
    }
    if (at_once && !unheard) {
        if (auto r = domain::apply(q, question_act::approve, tx.now()); !r) return r.error();
        store::save_question(db, q);
        seq = tell_question(tx, q, question_act::approve, {}, {});
    }
    const auto seen = wire::question_object(domain::as_its_asker_sees(q), wire::audience::asker);
    return wire::accepted(id, {{"seq", seq}, {"question", seen}});
}

asio::awaitable<result<std::string>> set_asking(hall& h, std::string slug, domain::asking wanted) {
    auto work = [=](store::transaction& tx) -> result<std::string> {
        if (!store::event_exists(tx.db(), slug)) return errc::unknown_event;
        const auto now = store::find_asking(tx.db(), slug);
        if (domain::same_rules(now, wanted))
            return wire::json::serialize(wire::json::object{{"asking", wire::asking_object(now)}});
        if (now.version != wanted.version) return errc::version_conflict;
        for (const auto& talk : wanted.closed)
            if (!store::segment_exists(tx.db(), slug, talk)) return problem{errc::unknown_segment, "closed"};
        auto next = wanted;
        next.version = now.version + 1;
        store::save_asking(tx.db(), slug, next);
        const auto fields = wire::json::serialize(wire::json::object{{"asking", wire::asking_object(next)}});
        tx.notify(slug, topic_public, "asking.changed", fields);
        return fields;
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> read_words(hall& h, std::string slug) {
    auto look = [=](store::database& db) -> result<std::string> {
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        return wire::json::serialize(
            wire::words_object(store::words_version(db, slug), store::list_words(db, slug)));
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> set_words(hall& h, std::string slug, wire::words_request r) {
    auto work = [=](store::transaction& tx) -> result<std::string> {
        if (!store::event_exists(tx.db(), slug)) return errc::unknown_event;
        auto version = store::words_version(tx.db(), slug);
        const auto there = store::list_words(tx.db(), slug);
        const bool same = std::ranges::equal(there, r.words, [](const auto& a, const auto& b) {
            return a.text == b.text && a.effect == b.effect;
        });
        if (!same) {
            if (version != r.version) return errc::version_conflict;
            version = store::set_words(tx.db(), slug, r.words);
        }
        return wire::json::serialize(wire::words_object(version, r.words));
    };
    co_return co_await h.write<std::string>(work);
}

} // namespace jiangtang::app
