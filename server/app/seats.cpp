#include "app/seats.hpp"

#include "app/delegations.hpp"
#include "app/registrations.hpp"
#include "app/topics.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/messages.hpp"
#include "store/seats.hpp"
#include "wire/events.hpp"

#include <charconv>

namespace jiangtang::app {
namespace {

constexpr int lapsed_at_once = 200;

problem label_is_there(const std::string& label, std::string field) {
    return problem{errc::invalid_field, std::move(field)}.says("已经有座位 " + label,
                                                               "There is a seat " + label + " already");
}

/// {"seats":…}: what every change of the seats answers, and tells.
std::string seat_counts(store::database& db, const std::string& event) {
    auto e = store::find_event_head(db, event).value();
    store::count_people(db, e);
    return wire::json::serialize(wire::json::object{{"seats", wire::seats_object(e.hall)}});
}

std::string guest_answer(store::database& db, const std::string& registration) {
    return wire::json::serialize(wire::json::object{
        {"guest", wire::guest_object(store::find_registration(db, registration).value())}});
}

/// Whoever waits gets what became free; everybody hears of both.
std::string seats_changed(store::transaction& tx, const std::string& event, domain::channels by) {
    const auto moved_up = store::fill_seats(tx.db(), event, tx.now());
    auto counts = seat_counts(tx.db(), event);
    tx.notify(event, topic_desk, "seats.changed", counts);
    tell_moved_up(tx, moved_up, by);
    return counts;
}

result<domain::seat> seat_at(store::database& db, const std::string& event, const std::string& text) {
    std::int64_t place = -1;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, place);
    if (read.ec != std::errc{} || read.ptr != end) return errc::not_found;
    auto s = store::find_seat(db, event, place);
    if (!s) return errc::not_found;
    return *s;
}

/// Seats that may be taken away, or kept back; each once.
result<std::vector<domain::seat>> loose_seats(store::database& db, const std::string& event,
                                              const std::vector<std::int64_t>& places, bool but_guest) {
    std::vector<domain::seat> all;
    for (const auto place : places) {
        auto s = store::find_seat(db, event, place);
        if (!s) return errc::not_found;
        if (auto ok = domain::check_loose(*s, but_guest); !ok) return ok.error();
        all.push_back(std::move(*s));
    }
    return all;
}

result<void> add_labels(store::database& db, const std::string& event,
                        const std::vector<std::string>& labels) {
    const auto total = store::count_seats(db, event) + static_cast<std::int64_t>(labels.size());
    if (total > domain::most_seats_of_event)
        return problem{errc::invalid_field, "labels"}.says(
            "一场最多 " + std::to_string(domain::most_seats_of_event) + " 个座位",
            "An event has at most " + std::to_string(domain::most_seats_of_event) + " seats");
    for (std::size_t i = 0; i < labels.size(); ++i)
        if (store::find_seat_labelled(db, event, labels[i]))
            return label_is_there(labels[i], "labels[" + std::to_string(i) + "]");
    store::add_seats(db, event, labels);
    return {};
}

result<std::string> give(store::transaction& tx, const domain::staff& by, const std::string& place,
                         const std::string& registration, domain::channels channels) {
    auto& db = tx.db();
    const auto s = seat_at(db, by.event, place);
    if (!s) return s.error();
    const auto g = store::find_registration(db, registration);
    if (!g || g->event != by.event) return errc::unknown_registration;
    if (auto ok = domain::check_give(*s, *g); !ok) return ok.error();
    if (s->registration != g->id) { // else it is there already
        using enum domain::message_kind;
        const bool waited = g->status == domain::registration_status::waitlisted;
        store::give_seat(db, *s, *g);
        const auto moved_up = store::fill_seats(db, by.event, tx.now());
        tell_changed(tx, g->id);
        if (!g->delegation.empty()) tell_delegation(tx, g->delegation);
        store::add_messages(tx, g->id, waited ? promoted : moved, channels);
        tell_moved_up(tx, moved_up, channels);
    }
    return guest_answer(db, g->id);
}

/// To the end of the list, or off it.
void lapse(store::transaction& tx, const std::string& registration, domain::channels by) {
    auto& db = tx.db();
    const auto event = store::find_registration(db, registration).value().event;
    // The notice below takes the next seq: the waiting list is in the order of the feed.
    const auto missed = store::miss_offer(db, registration, store::last_seq(db, event).value() + 1);
    const auto g = store::find_registration(db, registration).value();
    if (missed >= domain::most_missed_offers &&
        !g.admitted_at) // who is in the hall is not sent away by a list
        return cancel(tx, g, by);
    const auto moved_up = store::fill_seats(db, event, tx.now());
    tell_changed(tx, registration);
    tell_moved_up(tx, moved_up, by);
}

} // namespace

asio::awaitable<result<std::string>> read_seats(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<std::string> {
        wire::json::object o;
        auto& list = o["list"].emplace_array();
        for (const auto& s : store::list_seats(db, slug)) list.push_back(wire::seat_object(s));
        o["seating"] = wire::seating_object(store::find_seating(db, slug));
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> add_seats(hall& h, domain::staff by, wire::add_seats_request r,
                                               std::string digest) {
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            if (auto ok = add_labels(tx.db(), by.event, r.labels); !ok) return ok.error();
            return seats_changed(tx, by.event, channels);
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> rename_seat(hall& h, domain::staff by, std::string place,
                                                 wire::rename_seat_request r, std::string digest) {
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            const auto s = seat_at(tx.db(), by.event, place);
            if (!s) return s.error();
            if (s->label != r.label && store::find_seat_labelled(tx.db(), by.event, r.label))
                return label_is_there(r.label, "label");
            store::rename_seat(tx.db(), *s, r.label);
            for (const auto& whose : {s->registration, s->offered_to})
                if (!whose.empty()) tell_changed(tx, whose);
            return seats_changed(tx, by.event, channels);
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> remove_seats(hall& h, domain::staff by, wire::seats_request r,
                                                  std::string digest) {
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            const auto all = loose_seats(tx.db(), by.event, r.places, false);
            if (!all) return all.error();
            for (const auto& s : *all) store::remove_seat(tx.db(), s);
            return seats_changed(tx, by.event, channels);
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> reserve_seats(hall& h, domain::staff by, wire::seats_request r,
                                                   std::string digest) {
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            const auto all = loose_seats(tx.db(), by.event, r.places, true);
            if (!all) return all.error();
            for (const auto& s : *all) store::set_reserved(tx.db(), s, r.reserved);
            return seats_changed(tx, by.event, channels);
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> give_seat(hall& h, domain::staff by, std::string place,
                                               wire::give_seat_request r, std::string digest) {
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest,
                           [&] { return give(tx, by, place, r.registration, channels); });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> greet(hall& h, domain::staff by, std::string registration,
                                           wire::greeting_request r, std::string digest) {
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            const auto g = store::find_registration(tx.db(), registration);
            if (!g || g->event != by.event) return errc::unknown_registration;
            if (g->erased_at) return errc::wrong_state;
            store::set_greeting(tx.db(), g->id, r.how);
            tell_changed(tx, g->id);
            return guest_answer(tx.db(), g->id);
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> set_seating(hall& h, std::string slug, domain::seating s) {
    auto work = [=](store::transaction& tx) -> result<std::string> {
        if (store::find_seating(tx.db(), slug).version != s.version) return errc::version_conflict;
        auto next = s;
        ++next.version;
        store::set_seating(tx.db(), slug, next);
        return wire::json::serialize(wire::json::object{{"seating", wire::seating_object(next)}});
    };
    co_return co_await h.write<std::string>(work);
}

std::optional<unix_ms> lapse_offers(hall& h) {
    const auto by = h.how.post.channels();
    auto next = h.writer.run_now<std::optional<unix_ms>>(
        [by](store::transaction& tx) -> result<std::optional<unix_ms>> {
            for (int i = 0; i < lapsed_at_once; ++i) {
                const auto due = store::lapsed_offer(tx.db(), tx.now());
                if (!due) break;
                lapse(tx, *due, by);
            }
            return store::next_offer_end(tx.db());
        });
    return next ? *next : std::nullopt;
}

} // namespace jiangtang::app
