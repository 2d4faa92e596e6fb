#include "app/questions.hpp"

#include "app/asking.hpp"
#include "app/question_notices.hpp"
#include "app/show.hpp"
#include "app/topics.hpp"
#include "store/access.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/muted.hpp"
#include "store/people.hpp"
#include "store/question_acts.hpp"
#include "store/questions.hpp"
#include "store/stage.hpp"
#include "wire/commands.hpp"
#include "wire/questions.hpp"

namespace jiangtang::app {
namespace {

using domain::question;
using domain::question_act;

constexpr int most_of_history = 200;

result<std::string> vote(store::transaction& tx, const domain::viewer& by, const std::string& id,
                         const wire::cast_vote& v) {
    auto q = store::find_question(tx.db(), by.event, v.question);
    const bool own = q && q->viewer == by.id && domain::seems_published(*q);
    if (!q || !(own || domain::is_public(q->status))) return problem{errc::unknown_question, "question"};
    auto n = v.up ? store::vote(tx.db(), q->id, by.id, tx.now()) : store::unvote(tx.db(), q->id, by.id);
    if (n.counts && !own) tx.tally(q->event, q->id, n.sum);
    if (!n.counts && v.up) n.sum += 1; // who is muted does not notice
    wire::json::object told{{"votes", n.sum}};
    std::erase(n.taken, q->id);
    if (!n.taken.empty()) told["unvoted"] = wire::json::array(n.taken.begin(), n.taken.end());
    return wire::accepted(id, std::move(told));
}

/// Tells everybody the new sums of those that everybody sees.
void tally(store::transaction& tx, const std::string& event,
           const std::map<std::string, std::int64_t>& sums) {
    for (const auto& [id, sum] : sums)
        if (auto q = store::find_question(tx.db(), event, id); q && domain::is_public(q->status))
            tx.tally(event, id, sum);
}

/// Takes the question on stage down before another goes up: there is one at a time.
result<void> clear_stage(store::transaction& tx, const std::string& event, const std::string& staff) {
    auto on = store::on_stage(tx.db(), event);
    if (!on) return {};
    if (auto r = domain::apply(*on, question_act::answer, tx.now()); !r) return r;
    store::save_question(tx.db(), *on);
    tell_question(tx, *on, question_act::answer, staff, {.is_public = true});
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
    if (m.act == reject) q.reason = m.reason;
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
    }
    return {};
}

wire::json::object told_to(const domain::caller& by, const question& q) {
    if (by.as != domain::role::viewer) return wire::question_object(q, wire::audience::moderators);
    return wire::question_object(domain::as_its_asker_sees(q), wire::audience::asker);
}

result<std::string> move(store::transaction& tx, const domain::caller& by, const std::string& id,
                         const wire::move_question& m) {
    auto q = store::find_question(tx.db(), by.event(), m.question);
    bool own = by.as == domain::role::viewer;
    if (!q || (own && q->viewer != by.id())) return problem{errc::unknown_question, "question"};
    if (m.version && *m.version != q->version) return errc::version_conflict;
    const as_it_was before{domain::is_public(q->status), domain::seems_published(*q), q->merged_into};
    if (auto r = domain::apply(*q, m.act, tx.now()); !r) return r.error();
    if (auto r = write_fields(tx, *q, m); !r) return r.error();
    // Asked to all, and put on stage during a talk: it belongs to that talk from then on.
    if (m.act == question_act::stage && q->talk.empty()) q->talk = store::talk_on(tx.db(), q->event);
    if (m.act == question_act::stage)
        if (auto r = clear_stage(tx, q->event, by.id()); !r) return r.error();
    store::save_question(tx.db(), *q);
    if (q->merged_into != before.merged_into)
        tally(tx, q->event,
              store::count_votes_anew(tx.db(),
                                      before.merged_into.empty() ? q->merged_into : before.merged_into));
    // What changed while it was not public was not told, and the sums in memory are what newcomers get.
    if (domain::is_public(q->status) && !before.is_public && store::was_ever_public(tx.db(), q->id))
        tx.tally(q->event, q->id, q->votes);
    if (q->status != domain::question_status::published) store::forget_next(tx.db(), q->event, q->id);
    auto seq = tell_question(tx, *q, m.act, own ? std::nullopt : std::optional{by.id()}, before);
    return wire::accepted(id, {{"seq", seq}, {"question", told_to(by, *q)}});
}

/// The votes of who is muted count no more, and of who is heard again they do.
result<std::string> mute(store::transaction& tx, const domain::caller& by, const std::string& id,
                         const wire::mute& m) {
    if (!store::find_viewer(tx.db(), by.event(), m.viewer)) return problem{errc::unknown_viewer, "viewer"};
    const bool changed = m.on ? store::mute(tx.db(), by.event(), m.viewer, by.id(), tx.now())
                              : store::unmute(tx.db(), m.viewer);
    if (!changed) return wire::accepted(id, {});
    tally(tx, by.event(), store::let_votes_count(tx.db(), m.viewer, !m.on));
    const auto fields = wire::json::serialize(wire::json::object{{"viewer", m.viewer}});
    return wire::accepted(id, {{"seq", tx.notify(by.event(), topic_moderators,
                                                 m.on ? "viewer.muted" : "viewer.unmuted", fields)}});
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
    const bool of_viewers = m ? m->act == question_act::withdraw
                              : !std::holds_alternative<wire::mute>(c.what) &&
                                    !std::holds_alternative<wire::open_question>(c.what);
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

/// What the other moderators see of it; `question` is empty for none.
asio::awaitable<result<bool>> open_in_page(hall& h, domain::caller by, std::string question) {
    auto look = [=](store::database& db) -> result<bool> {
        if (!store::find_question(db, by.event(), question))
            return problem{errc::unknown_question, "question"};
        return true;
    };
    result<bool> there = true;
    if (!question.empty()) there = co_await h.read<bool>(look);
    if (there) h.presence.set(by, question);
    co_return there;
}

asio::awaitable<wire::json::object> as_it_is_now(hall& h, domain::caller by, std::string id) {
    auto look = [=](store::database& db) -> result<wire::json::object> {
        auto q = store::find_question(db, by.event(), id);
        return q ? wire::json::object{{"question", told_to(by, *q)}} : wire::json::object{};
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
    if (const auto* o = std::get_if<wire::open_question>(&c->what)) {
        auto opened = co_await open_in_page(h, by, o->question);
        co_return opened ? wire::accepted(id, {}) : wire::refused(id, opened.error());
    }
    const auto* around = std::get_if<wire::show_command>(&c->what);
    if (const auto* r = around ? std::get_if<wire::react>(around) : nullptr) {
        auto counted = count_reaction(h, by, c->id, *r);
        co_return counted ? std::move(*counted) : wire::refused(id, counted.error());
    }
    auto work = [by, c = *c, &h](store::transaction& tx) {
        return store::once(tx, by.id(), c.id, c.digest, [&]() -> result<std::string> {
            if (!by.let_in_by.empty() && !store::is_registered(tx.db(), by.let_in_by))
                return errc::ticket_cancelled;
            if (const auto* a = std::get_if<wire::ask>(&c.what)) return ask(h, tx, by.person, c.id, *a);
            if (const auto* v = std::get_if<wire::cast_vote>(&c.what)) return vote(tx, by.person, c.id, *v);
            if (const auto* m = std::get_if<wire::mute>(&c.what)) return mute(tx, by, c.id, *m);
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

asio::awaitable<result<std::string>> read_history(hall& h, std::string slug, std::string question) {
    auto look = [=](store::database& db) -> result<std::string> {
        if (!store::find_question(db, slug, question)) return errc::unknown_question;
        wire::json::object o;
        auto& acts = o["acts"].emplace_array();
        for (const auto& entry : store::list_question_acts(db, question, most_of_history))
            acts.push_back(wire::question_entry_object(entry));
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

} // namespace jiangtang::app
