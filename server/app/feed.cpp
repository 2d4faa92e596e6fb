#include "app/feed.hpp"

#include "app/check_ins.hpp"
#include "app/delegations.hpp"
#include "app/show.hpp"
#include "app/topics.hpp"
#include "store/asking.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/muted.hpp"
#include "store/people.hpp"
#include "store/questions.hpp"
#include "wire/asking.hpp"
#include "wire/events.hpp"
#include "wire/people.hpp"
#include "wire/questions.hpp"
#include "wire/tick.hpp"

namespace jiangtang::app {
namespace {

using domain::role;

bool sees_all_questions(role as) { return as == role::moderator || as == role::organizer; }

/// The part of a snapshot that is the same for everybody of a role, without the closing brace.
result<cached_text> shared_part(store::database& db, const std::string& slug, role as) {
    auto e = store::find_event(db, slug);
    if (!e) return errc::unknown_event;
    wire::json::object o{{"event", wire::event_object(*e)}};
    o["asking"] = wire::asking_object(store::find_asking(db, slug));
    auto& questions = o["questions"].emplace_array();
    auto who = sees_all_questions(as) ? wire::audience::moderators : wire::audience::everybody;
    if (as != role::desk)
        for (const auto& q : store::list_questions(db, slug, !sees_all_questions(as)))
            questions.push_back(wire::question_object(q, who));
    if (sees_all_questions(as)) {
        auto& muted = o["muted"].emplace_array();
        for (const auto& viewer : store::list_muted(db, slug)) muted.push_back(wire::json::string{viewer});
    }
    add_show_snapshot(db, slug, as, o);
    if (as == role::desk || as == role::organizer) {
        o["arrivals"] = arrivals_snapshot(db, slug);
        o["delegations"] = delegations_snapshot(db, slug);
    }
    auto text = wire::json::serialize(o);
    text.pop_back();
    return cached_text{e->last_seq, std::make_shared<const std::string>(std::move(text))};
}

std::string mine(store::database& db, const std::string& viewer) {
    wire::json::object o;
    auto& questions = o["questions"].emplace_array();
    for (const auto& q : store::questions_of(db, viewer))
        questions.push_back(wire::question_object(domain::as_its_asker_sees(q), wire::audience::asker));
    auto& votes = o["votes"].emplace_array();
    for (const auto& id : store::given_votes_of(db, viewer)) votes.push_back(wire::json::string{id});
    wire::json::object merged;
    for (const auto& [id, into] : store::merges_of(db, viewer)) merged[id] = into;
    if (!merged.empty()) o["merged"] = std::move(merged);
    return wire::json::serialize(o);
}

/// {"type":"hello",… without the closing brace.
std::string opening(const hall& h, const domain::caller& who, std::int64_t seq) {
    wire::json::object o{{"type", "hello"},
                         {"epoch", h.epoch},
                         {"seq", seq},
                         {"role", domain::name_of(who.as)},
                         {"now", h.now()}};
    if (who.as == role::viewer) o["viewer"] = wire::viewer_object(who.person);
    else o["staff"] = wire::staff_object(who.member);
    auto text = wire::json::serialize(o);
    text.pop_back();
    return text;
}

/// See joined::uncounted.
std::map<std::string, std::int64_t> uncounted_votes(store::database& db, const domain::caller& who) {
    if (who.as != role::viewer || !store::is_muted(db, who.id())) return {};
    std::map<std::string, std::int64_t> sums;
    for (const auto& id : store::votes_of(db, who.id()))
        if (auto q = store::find_question(db, who.event(), id);
            q && domain::is_public(domain::as_its_asker_sees(*q).status))
            sums[id] = q->votes;
    return sums;
}

struct state {
    cached_text shared;
    std::string mine;
    std::map<std::string, std::int64_t> uncounted;
};

asio::awaitable<result<joined>> start_anew(hall& h, domain::caller who) {
    auto slug = who.event();
    auto kind = "snapshot." + std::string{domain::name_of(who.as)};
    auto kept = h.texts.find(slug, kind);
    state s;
    if (!kept.text || who.as == role::viewer) {
        auto look = [=](store::database& db) -> result<state> {
            state found{kept, {}, uncounted_votes(db, who)};
            if (!kept.text) {
                auto made = shared_part(db, slug, who.as);
                if (!made) return made.error();
                found.shared = *made;
            }
            if (who.as == role::viewer) found.mine = mine(db, who.id());
            return found;
        };
        auto read = co_await h.read<state>(look);
        if (!read) co_return read.error();
        s = std::move(*read);
        h.texts.keep(slug, kind, s.shared);
    } else {
        s.shared = kept;
    }
    auto text = opening(h, who, s.shared.seq) + R"(,"snapshot":)" + *s.shared.text;
    text += R"(,"viewers":)" + std::to_string(h.rooms.viewers(slug));
    if (who.as == role::organizer)
        text += R"(,"stream":)" + wire::json::serialize(wire::stream_object(h.stream_state(slug)));
    text += "}";
    if (!s.mine.empty()) text += R"(,"mine":)" + s.mine;
    text += "}";
    joined j{s.shared.seq, {}, {}, std::move(s.uncounted)};
    j.messages.push_back(std::move(text));
    co_return j;
}

struct gap {
    std::int64_t seq = 0;
    std::optional<std::vector<std::string>> bodies;
    std::map<std::string, std::int64_t> votes, uncounted;
};

} // namespace

asio::awaitable<result<joined>> join(hall& h, join_request r) {
    h.sums.watch(r.who.event());
    if (r.who.as != role::viewer) {
        // Whoever is dismissed from now on is closed as one of the room; who was just before is noticed here.
        auto look = [id = r.who.id()](store::database& db) -> result<bool> {
            return store::is_dismissed(db, id);
        };
        const auto dismissed = co_await h.read<bool>(look);
        if (!dismissed) co_return dismissed.error();
        if (*dismissed) co_return errc::sign_in_required;
    }
    if (!r.since || r.epoch != h.epoch) co_return co_await start_anew(h, r.who);
    auto look = [=, most = h.how.most_missed](store::database& db) -> result<gap> {
        auto last = store::last_seq(db, r.who.event());
        if (!last) return errc::unknown_event;
        gap g{*last, {}, store::votes_of_public(db, r.who.event()), uncounted_votes(db, r.who)};
        if (*r.since >= 0 && *r.since <= *last)
            g.bodies = store::missed(db, r.who.event(), *r.since, topics_of(r.who.as),
                                     r.who.as == role::viewer ? r.who.id() : std::string{}, most);
        return g;
    };
    auto missed = co_await h.read<gap>(look);
    if (!missed) co_return missed.error();
    if (!missed->bodies) co_return co_await start_anew(h, r.who);
    joined j{missed->seq, {}, std::move(missed->votes), std::move(missed->uncounted)};
    j.messages.push_back(opening(h, r.who, missed->seq) + R"(,"recovered":true})");
    for (auto& body : *missed->bodies) j.messages.push_back(std::move(body));
    co_return j;
}

std::string first_tick(const hall& h, const std::string& event, const joined& j) {
    auto votes = h.sums.votes(event);
    votes.insert(j.votes.begin(), j.votes.end()); // what is kept in memory is later, and stays
    for (const auto& [id, sum] : j.uncounted)
        votes.insert_or_assign(id, (votes.contains(id) ? votes[id] : sum) + 1);
    return wire::tick({h.rooms.viewers(event), std::move(votes), h.reactions.of(event), {}});
}

} // namespace jiangtang::app
