#include "app/privacy.hpp"

#include "app/delegations.hpp"
#include "app/question_notices.hpp"
#include "app/registrations.hpp"
#include "app/tickets.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "domain/retention.hpp"
#include "domain/ticket.hpp"
#include "store/events.hpp"
#include "store/exports.hpp"
#include "store/feed.hpp"
#include "store/privacy.hpp"
#include "store/questions.hpp"
#include "wire/events.hpp"
#include "wire/privacy.hpp"

#include <spdlog/spdlog.h>

namespace jiangtang::app {
namespace {

constexpr int most_asked = 1000; // of one person
constexpr int most_audited = 50;
constexpr int erased_at_once = 500;
constexpr unix_ms one_day = 24LL * 3600 * 1000;

std::optional<unix_ms> erases_at(const hall& h, store::database& db, const std::string& event) {
    const auto r = store::retention_of(db, event, h.how.retention);
    if (!r || r->kept == 0 || !r->from || r->erased_at) return std::nullopt;
    return *r->from + r->kept;
}

void tell_erased(store::transaction& tx, const domain::registration& before, domain::channels by) {
    const auto e = store::find_event_head(tx.db(), before.event).value();
    const bool may_still_come = !before.admitted_at &&
                                before.status != domain::registration_status::cancelled &&
                                e.status != domain::event_status::ended;
    if (may_still_come) {
        cancel(tx, before, by);
        tell_delegation(tx, before.delegation);
    } else {
        tell_changed(tx, before.id);
    }
}

result<std::string> erase(store::transaction& tx, const std::string& code, domain::channels by) {
    auto& db = tx.db();
    const auto g = find_holder(db, code);
    if (!g) return g.error();
    const auto with_same_phone = store::with_same_phone(db, g->id, 20);
    const auto named = store::questions_asked_with(db, g->id, most_asked);
    store::erase_person(db, g->id, tx.now());
    wire::erased_person who{g->id, {}};
    for (const auto& q : named) who.questions.push_back(q.id);
    store::rewrite_feed(db, g->event,
                        [&](const std::string& body) { return wire::without_person(body, who); });
    store::forget_answers(db, g->id);
    for (const auto& ticket : store::tickets_of(db, g->id)) store::forget_answers(db, ticket);
    for (const auto& q : who.questions) store::forget_answers(db, q);
    // Where tickets go by SMS the answer knows nothing but where to. Another phone with these digits is forgotten with it, which
    // matters only to who lost that answer and asks for it again.
    if (!g->phone_last4.empty()) store::forget_answers(db, domain::masked_phone(g->phone_last4));
    tell_erased(tx, *g, by);
    for (const auto& other : with_same_phone) tell_changed(tx, other.id);
    for (const auto& q : named)
        if (!q.name.empty() || !q.seat.empty())
            show_question(tx, store::find_question(db, g->event, q.id).value(), "question.unnamed");
    store::want_rewrite(db, tx.now());
    tx.leave_no_trace();
    return wire::json::serialize(wire::json::object{{"erased_at", tx.now()}});
}

/// Texts that are kept in memory are made anew with it. `days`: how long the people are kept from now on, where that changed.
std::int64_t tell_event(store::transaction& tx, const std::string& event,
                        std::optional<std::int64_t> days = {}) {
    wire::json::object o{{"event", wire::event_object(store::find_event(tx.db(), event).value())}};
    wire::put(o, "retention_days", days);
    return tx.notify(event, topic_public, "event.updated", wire::json::serialize(o));
}

/// Everything that an event still knows of people, one bounded transaction after another. False when that must wait.
bool erase_people(hall& h, const std::string& event) {
    for (;;) {
        auto n = h.writer.run_now<std::int64_t>([&](store::transaction& tx) -> result<std::int64_t> {
            return store::erase_some(tx.db(), event, erased_at_once, tx.now());
        });
        if (!n) return false;
        if (*n == 0) break;
    }
    auto done = h.writer.run_now<std::int64_t>([&](store::transaction& tx) -> result<std::int64_t> {
        store::set_erased(tx.db(), event, tx.now());
        store::want_rewrite(tx.db(), tx.now());
        tx.leave_no_trace();
        return tell_event(tx, event);
    });
    if (done) spdlog::info("{}: the names and phones of its people were erased", event);
    return done.has_value();
}

} // namespace

asio::awaitable<result<std::string>> read_person(hall& h, std::string code) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto look = [&h, code = *clean](store::database& db) -> result<std::string> {
        const auto g = find_holder(db, code);
        if (!g) return g.error();
        const auto given = store::find_consent(db, g->id).value();
        return wire::json::serialize(wire::json::object{
            {"person", wire::person_object({.registration = *g,
                                            .email = store::masked_email(db, g->id),
                                            .consent = given.consent,
                                            .consented_at = given.consented_at,
                                            .registered_at = given.registered_at,
                                            .questions = store::questions_asked_with(db, g->id, most_asked),
                                            .erases_at = erases_at(h, db, g->event)})}});
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> erase_person(hall& h, std::string code, wire::replace_request request,
                                                  std::string digest) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto work = [code = *clean, request, digest, by = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, "ticket:" + code, request.id, digest, [&] { return erase(tx, code, by); });
    };
    co_return co_await h.write<std::string>(work);
}

void rewrite_file(hall& h) {
    auto mark = h.writer.run_now<std::string>(
        [](store::transaction& tx) -> result<std::string> { return store::rewrite_wanted(tx.db()); });
    if (!mark || mark->empty()) return;
    try {
        if (!store::writer::rewrite(h.how.data)) return;
    } catch (const store::database_error& e) {
        spdlog::error("the database could not be written anew after an erasure, it is tried again: {}",
                      e.what());
        return;
    }
    h.writer.run_now<int>([&](store::transaction& tx) -> result<int> {
        store::rewritten(tx.db(), *mark);
        return 0;
    });
}

void erase_what_is_due(hall& h) {
    for (;;) {
        // By a piece of work, for this thread has no reader of its own.
        auto due = h.writer.run_now<std::string>([&](store::transaction& tx) -> result<std::string> {
            return store::event_to_erase(tx.db(), tx.now(), h.how.retention).value_or("");
        });
        if (!due || due->empty() || !erase_people(h, *due)) return;
    }
}

asio::awaitable<result<std::string>> read_audit(hall& h, std::string slug) {
    auto look = [&h, slug](store::database& db) -> result<std::string> {
        wire::json::object o;
        auto& entries = o["entries"].emplace_array();
        for (const auto& a : store::list_audit(db, slug, most_audited)) {
            wire::json::object entry{{"what", a.what}, {"staff", a.staff}, {"at", a.at}};
            wire::put(entry, "guest", a.guest);
            entries.push_back(std::move(entry));
        }
        const auto r = store::retention_of(db, slug, h.how.retention).value();
        if (r.kept > 0) o["retention_days"] = r.kept / one_day;
        wire::put(o, "kept_from", r.from);
        o["may_lengthen"] = !store::knows_people(db, slug);
        wire::put(o, "erases_at", erases_at(h, db, slug));
        wire::put(o, "erased_at", r.erased_at);
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

std::int64_t retention_days(const hall& h, store::database& db, std::string_view event) {
    return store::retention_of(db, event, h.how.retention).value().kept / one_day;
}

asio::awaitable<result<std::string>> read_retention_days(hall& h, std::string slug) {
    if (auto kept = h.texts.find(slug, "retention"); kept.text) co_return *kept.text;
    auto look = [&h, slug](store::database& db) -> result<cached_text> {
        const auto e = store::find_event_head(db, slug);
        if (!e) return errc::unknown_event;
        const auto days = std::to_string(retention_days(h, db, slug));
        return cached_text{e->last_seq, std::make_shared<const std::string>(days)};
    };
    auto found = co_await h.read<cached_text>(look);
    if (!found) co_return found.error();
    h.texts.keep(slug, "retention", *found);
    co_return *found->text;
}

asio::awaitable<result<std::string>> set_retention_days(hall& h, domain::staff by, std::int64_t days) {
    auto work = [&h, by, days](store::transaction& tx) -> result<std::string> {
        auto& db = tx.db();
        const auto r = store::retention_of(db, by.event, h.how.retention).value();
        if (r.erased_at) return errc::wrong_state;
        const bool has_people = store::knows_people(db, by.event);
        if (auto ok = domain::check_retention(days, r.kept / one_day, has_people); !ok) return ok.error();
        if (days != r.kept / one_day) {
            store::set_retention_days(db, by.event, days);
            store::add_audit(db, by.event, by.id, "retention.changed", tx.now());
            tell_event(tx, by.event, days);
        }
        return wire::json::serialize(wire::json::object{{"retention_days", days}});
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> reveal_phone(hall& h, domain::staff by, std::string registration,
                                                  std::string id) {
    if (auto wait = h.reveals.take(by.id, h.now()); wait > 0)
        co_return problem::retry_after(errc::rate_limited, wait);
    auto work = [by, registration, id](store::transaction& tx) -> result<std::string> {
        const auto sealed = store::reveal_phone(tx.db(), by.event, registration, by.id, id, tx.now());
        if (!sealed) return errc::unknown_registration;
        if (sealed->empty()) return errc::wrong_state;
        return *sealed;
    };
    auto sealed = co_await h.write<std::string>(work);
    if (!sealed) co_return sealed;
    const auto phone = unseal(h.keys.phone_key, *sealed);
    if (!phone) co_return errc::wrong_state;
    co_return wire::json::serialize(wire::json::object{{"phone", *phone}});
}

} // namespace jiangtang::app
