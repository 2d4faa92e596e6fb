#include "app/rules.hpp"

#include "app/events.hpp"
#include "app/registrations.hpp"
#include "app/topics.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/messages.hpp"
#include "store/rules.hpp"

namespace jiangtang::app {
namespace {

constexpr int most_requests = 500, most_declined = 100;

std::string rules_answer(const domain::rules& r) {
    return wire::json::serialize(wire::json::object{{"rules", wire::rules_object(r)}});
}

wire::json::array list(store::database& db, const std::string& slug, domain::registration_status status,
                       int most) {
    wire::json::array all;
    for (const auto& q : store::list_requests(db, slug, status, most))
        all.push_back(wire::request_object({q.guest, q.requested_at, q.decided_at, q.staff}));
    return all;
}

void tell_decided(store::transaction& tx, const domain::registration& before, domain::channels channels) {
    tell_changed(tx, before.id);
    tell_same_phone(tx, before);
    store::add_messages(tx, before.id, answer_to(store::find_registration(tx.db(), before.id).value()),
                        channels);
}

/// Approves or declines one. Problems: unknown_registration, wrong_state, online_full.
result<domain::registration> decide(store::transaction& tx, const domain::staff& by, const std::string& id,
                                    const wire::verdict_request& r, domain::channels channels) {
    auto& db = tx.db();
    const auto g = store::find_registration(db, id);
    if (!g || g->event != by.event) return errc::unknown_registration;
    if (auto ok = domain::check_verdict(*g, r.what); !ok) return ok.error();
    if (r.what == domain::verdict::decline) {
        store::decline(db, *g, by.id, r.reason, tx.now());
        tell_decided(tx, *g, channels);
    } else {
        const auto e = store::find_event_head(db, by.event).value();
        if (g->form == domain::attendance::online && store::find_rules(db, by.event).is_full(e.online))
            return errc::online_full;
        approve(tx, *g, by.id, channels);
    }
    return store::find_registration(db, id).value();
}

} // namespace

void approve(store::transaction& tx, const domain::registration& g, std::string_view staff,
             domain::channels channels) {
    const auto e = store::find_event_head(tx.db(), g.event).value();
    // The notice takes the next seq: the waiting list is in the order of the answers.
    store::approve(tx.db(), g, e.last_seq + 1, staff, tx.now());
    tell_decided(tx, g, channels);
}

asio::awaitable<result<std::string>> read_rules(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<std::string> {
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        return rules_answer(store::find_rules(db, slug));
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> save_rules(hall& h, std::string slug, domain::rules edited) {
    auto work = [=](store::transaction& tx) -> result<std::string> {
        const auto e = store::find_event_head(tx.db(), slug);
        if (!e) return errc::unknown_event;
        const auto now = store::find_rules(tx.db(), slug);
        if (now.version == edited.version + 1 && now.same_as(edited)) return rules_answer(now); // sent again
        if (now.version != edited.version) return errc::version_conflict;
        if (auto ok = domain::check_before(edited, e->what.ends_at); !ok) return ok.error();
        store::save_rules(tx.db(), slug, edited);
        const auto answer = rules_answer(store::find_rules(tx.db(), slug));
        tx.notify(slug, topic_organizers, "rules.changed", answer);
        announce(tx, slug);
        return answer;
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> read_requests(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<std::string> {
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        using enum domain::registration_status;
        wire::json::object o{{"requests", list(db, slug, requested, most_requests)},
                             {"declined", list(db, slug, declined, most_declined)},
                             {"count", store::count_requests(db, slug)}};
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> decide_requests(hall& h, domain::staff by, wire::verdict_request r,
                                                     std::string digest) {
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            if (is_over(tx.db(), store::find_event_head(tx.db(), by.event).value()))
                return errc::event_ended;
            wire::decided all;
            for (const auto& id : r.registrations) {
                auto g = decide(tx, by, id, r, channels);
                if (g) all.done.push_back(std::move(*g));
                else all.left.emplace_back(id, g.error());
            }
            return wire::json::serialize(wire::decided_object(all));
        });
    };
    co_return co_await h.write<std::string>(work);
}

} // namespace jiangtang::app
