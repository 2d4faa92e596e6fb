#include "app/questions.hpp"

#include "app/show.hpp"
#include "app/topics.hpp"
#include "base/random.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/people.hpp"
#include "store/questions.hpp"
#include "store/stage.hpp"
#include "wire/commands.hpp"
#include "wire/questions.hpp"

namespace jiangtang::app {
namespace {

using domain::question;
using domain::question_act;

std::string question_fields(wire::json::object q) {
    return wire::json::serialize(wire::json::object{{"question", std::move(q)}});
}

/// Tells those who may know of a question that changed. `was_public` is of before the change.
std::int64_t tell(store::transaction& tx, const question& q, question_act act, bool was_public) {
    bool is_public = domain::is_public(q.status);
    std::uint8_t topics = is_public || was_public ? topic_public : topic_moderators;
    auto body = is_public    ? wire::question_object(q, wire::audience::everybody)
                : was_public ? wire::question_stub(q)
                             : wire::question_object(q, wire::audience::moderators);
    auto type = "question." + std::string{domain::notice_of(act)};
    auto seq = tx.notify(q.event, topics, type, question_fields(std::move(body)), q.viewer);
    // The asker's own words, and what a question was merged into, are for moderators (and the asker) only.
    if (topics == topic_public && (act == question_act::edit || act == question_act::merge))
        seq = tx.notify(q.event, topic_moderators, type,
                        question_fields(wire::question_object(q, wire::audience::moderators)), q.viewer);
    return seq;
}

result<std::string> ask(store::transaction& tx, const domain::viewer& by, const std::string& id,
                        const wire::ask& a, std::int64_t most) {
    auto e = store::find_event_head(tx.db(), by.event);
    if (!e) return errc::unknown_event;
    if (e->status == domain::event_status::ended) return errc::event_ended;
    if (!a.talk.empty() && !store::segment_exists(tx.db(), by.event, a.talk))
        return problem{errc::unknown_segment, "talk"};
    if (store::count_open_questions(tx.db(), by.event) >= most) return errc::too_many_questions;
    // The name and the seat as they are now: the cookie's owner may have given them after connecting.
    auto who = store::find_viewer(tx.db(), by.event, by.id).value_or(by);
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
    store::add_question(tx.db(), q);
    auto seq = tx.notify(q.event, topic_moderators, "question.asked",
                         question_fields(wire::question_object(q, wire::audience::moderators)), q.viewer);
    return wire::accepted(id,
                          {{"seq", seq}, {"question", wire::question_object(q, wire::audience::everybody)}});
}

result<std::string> vote(store::transaction& tx, const domain::viewer& by, const std::string& id,
                         const wire::cast_vote& v) {
    auto q = store::find_question(tx.db(), by.event, v.question);
    if (!q || !domain::is_public(q->status)) return problem{errc::unknown_question, "question"};
    auto sum = v.up ? store::vote(tx.db(), q->id, by.id, tx.now()) : store::unvote(tx.db(), q->id, by.id);
    tx.tally(q->event, q->id, sum);
    return wire::accepted(id, {{"votes", sum}});
}

/// Takes the question on stage down before another goes up: there is one at a time.
result<void> clear_stage(store::transaction& tx, const std::string& event) {
    auto on = store::on_stage(tx.db(), event);
    if (!on) return {};
    if (auto r = domain::apply(*on, question_act::answer, tx.now()); !r) return r;
    store::save_question(tx.db(), *on);
    tell(tx, *on, question_act::answer, true);
    return {};
}

/// What an act changes besides the status.
result<void> write_fields(store::transaction& tx, question& q, const wire::move_question& m) {
    using enum question_act;
    if (m.act == edit) {
        if (q.original.empty()) q.original = q.text;
        q.text = m.text;
    }
    if (m.act == reply) q.reply = m.text;
    if (m.act == assign) {
        if (!m.talk.empty() && !store::segment_exists(tx.db(), q.event, m.talk))
            return problem{errc::unknown_segment, "talk"};
        q.talk = m.talk;
    }
    if (m.act == merge) {
        auto into = store::find_question(tx.db(), q.event, m.into);
        if (!into) return problem{errc::unknown_question, "into"};
        if (into->status != domain::question_status::pending && !domain::is_public(into->status))
            return problem{errc::wrong_state, "into"};
        q.merged_into = into->id;
        tx.tally(q.event, into->id, store::lend_votes(tx.db(), q.id, into->id));
    }
    return {};
}

result<std::string> move(store::transaction& tx, const domain::caller& by, const std::string& id,
                         const wire::move_question& m) {
    auto q = store::find_question(tx.db(), by.event(), m.question);
    bool own = by.as == domain::role::viewer;
    if (!q || (own && q->viewer != by.id())) return problem{errc::unknown_question, "question"};
    if (m.version && *m.version != q->version) return errc::version_conflict;
    bool was_public = domain::is_public(q->status);
    auto merged_into = q->merged_into;
    if (auto r = domain::apply(*q, m.act, tx.now()); !r) return r.error();
    if (m.act == question_act::restore && !merged_into.empty())
        tx.tally(q->event, merged_into, store::return_votes(tx.db(), q->id, merged_into));
    if (auto r = write_fields(tx, *q, m); !r) return r.error();
    // Asked to all, and put on stage during a talk: it belongs to that talk from then on.
    if (m.act == question_act::stage && q->talk.empty()) q->talk = store::talk_on(tx.db(), q->event);
    if (m.act == question_act::stage)
        if (auto r = clear_stage(tx, q->event); !r) return r.error();
    store::save_question(tx.db(), *q);
    if (q->status != domain::question_status::published) store::forget_next(tx.db(), q->event, q->id);
    auto seq = tell(tx, *q, m.act, was_public);
    auto shown = own ? wire::audience::everybody : wire::audience::moderators;
    return wire::accepted(id, {{"seq", seq}, {"question", wire::question_object(*q, shown)}});
}

/// Whether this role may do it, and not too often.
result<void> allowed(hall& h, const domain::caller& by, const wire::command& c) {
    using domain::role;
    if (const auto* s = std::get_if<wire::show_command>(&c.what)) return show_allowed(h, by, *s);
    auto limit = [&](rate_limit& l) -> result<void> {
        auto wait = l.take(by.id(), h.now());
        if (wait > 0) return problem::retry_after(errc::rate_limited, wait);
        return {};
    };
    const auto* m = std::get_if<wire::move_question>(&c.what);
    bool of_viewers = !m || m->act == question_act::withdraw;
    if (of_viewers != (by.as == role::viewer)) return errc::forbidden;
    if (!of_viewers && by.as != role::moderator && by.as != role::organizer) return errc::forbidden;
    if (std::holds_alternative<wire::ask>(c.what)) return limit(h.asks);
    return limit(of_viewers ? h.votes : h.moves);
}

/// The answer of a command that was done already: it is given again, however often it is asked for.
asio::awaitable<result<std::string>> answer_given(hall& h, domain::caller by, wire::command c) {
    auto look = [actor = by.id(), id = c.id, digest = c.digest](store::database& db) -> result<std::string> {
        auto found = store::find_done(db, actor, id);
        if (!found || found->digest != digest) return errc::rate_limited;
        return found->answer;
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<wire::json::object> as_it_is_now(hall& h, domain::caller by, std::string id) {
    auto look = [=](store::database& db) -> result<wire::json::object> {
        auto q = store::find_question(db, by.event(), id);
        auto who = by.as == domain::role::viewer ? wire::audience::everybody : wire::audience::moderators;
        return q ? wire::json::object{{"question", wire::question_object(*q, who)}} : wire::json::object{};
    };
    auto found = co_await h.read<wire::json::object>(look);
    co_return found ? std::move(*found) : wire::json::object{};
}

} // namespace

asio::awaitable<std::string> execute(hall& h, domain::caller by, std::string message) {
    std::string id;
    auto c = wire::parse_command(message, id);
    if (!c) co_return wire::refused(id, c.error());
    if (auto r = allowed(h, by, *c); !r) {
        if (r.error().value == errc::rate_limited) {
            auto given = co_await answer_given(h, by, *c);
            if (given) co_return std::move(*given);
        }
        co_return wire::refused(id, r.error());
    }
    const auto* around = std::get_if<wire::show_command>(&c->what);
    if (const auto* r = around ? std::get_if<wire::react>(around) : nullptr)
        co_return count_reaction(h, by, c->id, *r);
    auto work = [by, c = *c, most = h.how.most_questions](store::transaction& tx) {
        return store::once(tx, by.id(), c.id, c.digest, [&]() -> result<std::string> {
            if (const auto* a = std::get_if<wire::ask>(&c.what)) return ask(tx, by.person, c.id, *a, most);
            if (const auto* v = std::get_if<wire::cast_vote>(&c.what)) return vote(tx, by.person, c.id, *v);
            if (const auto* s = std::get_if<wire::show_command>(&c.what)) return show(tx, by, c.id, *s);
            return move(tx, by, c.id, std::get<wire::move_question>(c.what));
        });
    };
    auto answer = co_await h.write<std::string>(work);
    if (answer) co_return std::move(*answer);
    wire::json::object extra;
    if (answer.error().value == errc::version_conflict)
        extra = co_await as_it_is_now(h, by, std::get<wire::move_question>(c->what).question);
    co_return wire::refused(id, answer.error(), extra);
}

} // namespace jiangtang::app
