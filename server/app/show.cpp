#include "app/show.hpp"

#include "app/replay.hpp"
#include "app/topics.hpp"
#include "base/random.hpp"
#include "domain/replay.hpp"
#include "store/danmaku.hpp"
#include "store/events.hpp"
#include "store/muted.hpp"
#include "store/questions.hpp"
#include "store/stage.hpp"
#include "wire/commands.hpp"

namespace jiangtang::app {
namespace {

using domain::role;
using wire::json::object;

constexpr int most_waiting_shown = 200, most_replayed = 500;
constexpr std::int64_t most_waiting = 500, longest_window = 600'000;

std::string fields_of(std::string_view name, object value) {
    return wire::json::serialize(object{{name, std::move(value)}});
}

result<std::string> send(store::transaction& tx, const domain::viewer& by, const std::string& id,
                         const wire::send_danmaku& what) {
    auto e = store::find_event_head(tx.db(), by.event);
    if (!e) return errc::unknown_event;
    const auto mode = store::danmaku_mode_of(tx.db(), by.event);
    const auto status = domain::status_of_new(e->status, mode);
    if (!status) return status.error();
    using enum domain::danmaku_status;
    if (*status == waiting && store::count_waiting_danmaku(tx.db(), by.event) >= most_waiting)
        return problem::retry_after(errc::rate_limited, 10'000);
    domain::danmaku d{random_id("d"), by.event, by.id, what.text, *status, 0, tx.now()};
    d.at = domain::time_of_picture(what.at, e->live_since.value_or(tx.now()), tx.now());
    if (store::is_muted(tx.db(), by.id))
        d.status = dropped; // who does not notice: the words are answered and go nowhere
    store::add_danmaku(tx.db(), d);
    object told{{"danmaku", wire::danmaku_object(d)}, {"status", domain::name_of(*status)}};
    if (d.status == waiting)
        tx.notify(d.event, topic_moderators, "danmaku.sent",
                  fields_of("danmaku", wire::waiting_danmaku_object(d)));
    if (d.status == shown && domain::is_news(d, tx.now()))
        tx.run_across({d.event, d.id, d.text, d.at, false});
    return wire::accepted(id, told);
}

/// Lets one run, or takes it away. Done twice it changes nothing.
result<std::string> move(store::transaction& tx, const domain::caller& by, const std::string& id,
                         const wire::move_danmaku& what) {
    using enum domain::danmaku_status;
    auto d = store::find_danmaku(tx.db(), by.event(), what.danmaku);
    if (!d) return problem{errc::invalid_field, "danmaku"};
    const auto to = what.show ? shown : dropped;
    if (d->status == to) return wire::accepted(id, {});
    if (what.show && d->status == dropped) return errc::wrong_state;
    store::move_danmaku(tx.db(), d->id, to);
    if (what.show && domain::is_news(*d, tx.now()) &&
        store::danmaku_mode_of(tx.db(), by.event()) != domain::danmaku_mode::off)
        tx.run_across({d->event, d->id, d->text, d->at, false});
    if (!what.show) tx.run_across({d->event, d->id, {}, 0, true});
    // Who sees it must forget it; what nobody saw is the moderators' alone.
    const auto topic = d->status == shown ? topic_public : topic_moderators;
    return wire::accepted(id,
                          {{"seq", tx.notify(d->event, topic, what.show ? "danmaku.shown" : "danmaku.dropped",
                                             fields_of("danmaku", {{"id", d->id}}))}});
}

result<std::string> switch_mode(store::transaction& tx, const domain::caller& by, const std::string& id,
                                const wire::switch_danmaku& what) {
    if (store::danmaku_mode_of(tx.db(), by.event()) == what.mode) return wire::accepted(id, {});
    store::set_danmaku_mode(tx.db(), by.event(), what.mode);
    const auto fields = wire::json::serialize(object{{"mode", domain::name_of(what.mode)}});
    return wire::accepted(id, {{"seq", tx.notify(by.event(), topic_public, "danmaku.switched", fields)}});
}

/// A new message takes the place of the one before.
result<std::string> tell(store::transaction& tx, const domain::caller& by, const std::string& id,
                         const wire::tell_stage& what) {
    const bool cleared = store::clear_stage_message(tx.db(), by.event(), tx.now());
    if (what.text.empty()) {
        if (!cleared) return wire::accepted(id, {});
        return wire::accepted(id, {{"seq", tx.notify(by.event(), topic_stage, "stage.cleared", "{}")}});
    }
    domain::stage_message m{random_id("m"), by.event(), what.text, by.id(), by.member.name, tx.now(), {}};
    store::add_stage_message(tx.db(), m);
    const auto told = wire::stage_message_object(m);
    const auto seq = tx.notify(m.event, topic_stage, "stage.told", fields_of("message", told));
    return wire::accepted(id, {{"seq", seq}, {"message", told}});
}

result<std::string> read(store::transaction& tx, const domain::caller& by, const std::string& id,
                         const wire::stage_read& what) {
    auto m = store::message_at_stage(tx.db(), by.event());
    if (!m || m->id != what.message) return errc::wrong_state; // another one stands there by now
    if (m->read_at) return wire::accepted(id, {});
    store::stage_message_read(tx.db(), m->id, by.id(), tx.now());
    m->read_at = tx.now();
    return wire::accepted(id, {{"seq", tx.notify(m->event, topic_stage, "stage.read",
                                                 fields_of("message", wire::stage_message_object(*m)))}});
}

result<std::string> choose(store::transaction& tx, const domain::caller& by, const std::string& id,
                           const wire::choose_next& what) {
    if (what.question.empty()) {
        if (!store::forget_next(tx.db(), by.event())) return wire::accepted(id, {});
        return wire::accepted(id, {{"seq", tx.notify(by.event(), topic_public, "next.cleared", "{}")}});
    }
    auto q = store::find_question(tx.db(), by.event(), what.question);
    if (!q) return problem{errc::unknown_question, "question"};
    if (q->status != domain::question_status::published) return errc::wrong_state;
    if (store::next_question(tx.db(), by.event()) == q->id) return wire::accepted(id, {});
    store::choose_next(tx.db(), by.event(), q->id);
    const auto fields = wire::json::serialize(object{{"question", q->id}});
    return wire::accepted(id, {{"seq", tx.notify(by.event(), topic_public, "next.chosen", fields)}});
}

struct replayed {
    std::vector<domain::danmaku> all;
};

} // namespace

result<void> show_allowed(hall& h, const domain::caller& by, const wire::show_command& c) {
    const auto limit = [&](rate_limit& l, const std::string& key) -> result<void> {
        const auto wait = l.take(key, h.now());
        if (wait > 0) return problem::retry_after(errc::rate_limited, wait);
        return {};
    };
    const bool reaction = std::holds_alternative<wire::react>(c);
    const bool words = std::holds_alternative<wire::send_danmaku>(c);
    if (reaction || words) {
        if (by.as != role::viewer) return errc::forbidden;
        if (reaction) return limit(h.touches, by.id());
        if (auto r = limit(h.danmaku_of_one, by.id()); !r) return r;
        return limit(h.danmaku_of_event, by.event());
    }
    const bool at_stage = std::holds_alternative<wire::stage_read>(c);
    const bool moderates = by.as == role::moderator || by.as == role::organizer;
    if (at_stage ? by.as != role::speaker : !moderates) return errc::forbidden;
    return limit(h.moves, by.id());
}

result<std::string> count_reaction(hall& h, const domain::caller& by, const std::string& id,
                                   const wire::react& r) {
    if (!h.streams.is_running(by.event()) && !h.reactions.has_counted(by.id(), id))
        return problem{errc::wrong_state}.says("直播时才能点赞", "Likes are counted while the event is live");
    const auto total = h.reactions.add(by.event(), r.kind, r.times, by.id(), id);
    return wire::accepted(id, {{"total", total}});
}

result<std::string> show(store::transaction& tx, const domain::caller& by, const std::string& id,
                         const wire::show_command& c) {
    if (const auto* d = std::get_if<wire::send_danmaku>(&c)) return send(tx, by.person, id, *d);
    if (const auto* d = std::get_if<wire::move_danmaku>(&c)) return move(tx, by, id, *d);
    if (const auto* d = std::get_if<wire::switch_danmaku>(&c)) return switch_mode(tx, by, id, *d);
    if (const auto* s = std::get_if<wire::tell_stage>(&c)) return tell(tx, by, id, *s);
    if (const auto* s = std::get_if<wire::stage_read>(&c)) return read(tx, by, id, *s);
    return choose(tx, by, id, std::get<wire::choose_next>(c));
}

void add_show_snapshot(store::database& db, const std::string& event, role as, object& to) {
    if (as == role::desk) return;
    object danmaku{{"mode", domain::name_of(store::danmaku_mode_of(db, event))}};
    if (as == role::moderator || as == role::organizer) {
        auto& waiting = danmaku["waiting"].emplace_array();
        for (const auto& d : store::waiting_danmaku(db, event, most_waiting_shown))
            waiting.push_back(wire::waiting_danmaku_object(d));
    }
    to["danmaku"] = std::move(danmaku);
    wire::put(to, "next", store::next_question(db, event));
    if (as == role::viewer) return;
    if (auto m = store::message_at_stage(db, event)) to["stage_message"] = wire::stage_message_object(*m);
}

asio::awaitable<result<std::string>> replay_danmaku(hall& h, std::string slug, std::int64_t from,
                                                    std::int64_t until) {
    if (from < 0 || until <= from || until - from > longest_window)
        co_return problem{errc::invalid_field, "until"};
    auto found = co_await find_replay(h, slug);
    if (!found) co_return found.error();
    const auto recording = *found;
    const domain::recorded_time time{
        recording->health().starts_at, recording->ends_at(),
        [recording](unix_ms at) { return recording->position_us(at * 1000) / 1000; }};
    const auto first = domain::moment_of(from, time), last = domain::moment_of(until, time);
    auto look = [=](store::database& db) -> result<replayed> {
        if (store::danmaku_mode_of(db, slug) == domain::danmaku_mode::off) return replayed{};
        return replayed{store::shown_danmaku(db, slug, first, last, most_replayed)};
    };
    auto read = co_await h.read<replayed>(look);
    if (!read) co_return read.error();
    object o;
    auto& list = o["danmaku"].emplace_array();
    for (const auto& d : read->all) list.push_back(wire::replayed_danmaku_object(d, time.position(d.at)));
    co_return wire::json::serialize(o);
}

} // namespace jiangtang::app
