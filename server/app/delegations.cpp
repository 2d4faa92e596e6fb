#include "app/delegations.hpp"

#include "app/privacy.hpp"
#include "app/registrations.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "store/delegations.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/messages.hpp"
#include "wire/events.hpp"

namespace jiangtang::app {
namespace {

using domain::delegation;

wire::json::object of(const delegation& d) { return {{"delegation", wire::delegation_object(d)}}; }

void tell(store::transaction& tx, std::string_view type, const delegation& d) {
    auto e = store::find_event_head(tx.db(), d.event).value();
    store::count_people(tx.db(), e);
    auto fields = of(d);
    fields["seats"] = wire::seats_object(e.hall);
    tx.notify(d.event, topic_desk, type, wire::json::serialize(fields));
}

result<delegation> of_event(store::database& db, std::string_view event, const std::string& id) {
    auto d = store::find_delegation(db, id);
    if (!d || d->event != event) return errc::unknown_delegation;
    return *d;
}

result<void> still_open(store::database& db, std::string_view event) {
    if (store::find_event_head(db, event).value().status == domain::event_status::ended)
        return errc::event_ended;
    return {};
}

/// 128 bits, made from what is stored with a key that is not.
std::string token_of(const hall& h, const delegation& d) {
    return hmac(h.keys.delegation_key, d.id + "/" + std::to_string(d.link)).substr(0, 22);
}

/// Asked again inside each transaction, so that a link that ended changes nothing any more.
result<delegation> of_contact(const hall& h, store::database& db, const contact_link& link) {
    auto d = store::find_delegation(db, link.delegation);
    if (!d || !equal_secrets(token_of(h, *d), link.token)) return errc::link_invalid;
    return *d;
}

/// One of the delegation's people who is not in the hall yet.
result<domain::registration> absent_delegate(store::database& db, const delegation& d,
                                             const std::string& id) {
    auto g = store::find_registration(db, id);
    if (!g || g->delegation != d.id) return errc::unknown_registration;
    if (g->admitted_at) return errc::wrong_state;
    return *g;
}

newcomer make_delegate(const hall& h, const delegation& d, domain::application who) {
    who.organization = d.name;
    auto made = make_newcomer(h, who);
    made.kept.consent += "/contact";
    made.delegation = d.id;
    return made;
}

/// Its people come under the new name, but for those who gave another unit themselves.
void rename(store::transaction& tx, delegation& d, const std::string& name, const romanized& read_as) {
    for (const auto& g : store::delegates_of(tx.db(), d.id))
        if (g.organization == d.name) set_organization(tx, g, name);
    d.name = name;
    d.pinyin = read_as.pinyin;
    d.initials = read_as.initials;
    store::rename_delegation(tx.db(), d);
}

/// Gives one of the delegation's seats, of which there must be one, and writes to who has it. The delegation may have another
/// name since the newcomer was made.
result<domain::registration> enter(store::transaction& tx, const delegation& d, const newcomer& who,
                                   domain::channels by) {
    auto g = add(tx, d.event, who);
    if (!g) return g;
    if (g->organization != d.name) set_organization(tx, *g, d.name);
    store::add_messages(tx, g->id, domain::message_kind::ticket, by);
    return g;
}

/// A contact who may change something: the link is good, and not too many changes come at once.
asio::awaitable<result<delegation>> admit_contact(hall& h, contact_link link) {
    auto look = [&h, link](store::database& db) { return of_contact(h, db, link); };
    auto d = co_await h.read<delegation>(look);
    if (!d) co_return d;
    if (auto wait = h.contacts.take(d->id, h.now()); wait > 0)
        co_return problem::retry_after(errc::rate_limited, wait);
    co_return d;
}

std::string contact_of(const contact_link& link) { return "delegation:" + link.delegation; }

} // namespace

void tell_delegation(store::transaction& tx, const std::string& id) {
    if (auto d = store::find_delegation(tx.db(), id)) tell(tx, "delegation.changed", *d);
}

result<void> check_seat(store::database& db, std::string_view event, const std::string& delegation) {
    auto d = of_event(db, event, delegation);
    if (!d) return d.error();
    return domain::check_room(*d, 1);
}

asio::awaitable<result<std::string>> add_delegation(hall& h, domain::staff by, wire::delegation_request r,
                                                    std::string digest) {
    auto read_as = romanize(r.name);
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            if (auto ok = still_open(tx.db(), by.event); !ok) return ok.error();
            const auto free_seats = store::count_free_seats(tx.db(), by.event);
            if (auto ok = domain::check_quota({}, r.quota, free_seats); !ok) return ok.error();
            delegation d;
            d.id = random_id("d");
            d.event = by.event;
            d.name = r.name;
            d.pinyin = read_as.pinyin;
            d.initials = read_as.initials;
            d.quota = r.quota;
            store::add_delegation(tx.db(), d, tx.now());
            tell(tx, "delegation.created", d);
            return wire::json::serialize(of(d));
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> change_delegation(hall& h, domain::staff by, std::string delegation_id,
                                                       wire::delegation_request r, std::string digest) {
    auto read_as = romanize(r.name);
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            auto d = of_event(tx.db(), by.event, delegation_id);
            if (!d) return d.error();
            const auto free_seats = store::count_free_seats(tx.db(), by.event);
            if (auto ok = domain::check_quota(*d, r.quota, free_seats); !ok) return ok.error();
            if (d->name != r.name) rename(tx, *d, r.name, read_as);
            const auto moved_up = store::set_quota(tx.db(), *d, r.quota, tx.now());
            d->quota = r.quota;
            tell(tx, "delegation.changed", *d);
            tell_moved_up(tx, moved_up, channels);
            return wire::json::serialize(of(*d));
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> remove_delegation(hall& h, domain::staff by, std::string delegation_id,
                                                       std::string id, std::string digest) {
    auto work = [=, channels = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, by.id, id, digest, [&]() -> result<std::string> {
            auto d = of_event(tx.db(), by.event, delegation_id);
            if (!d) return d.error();
            const auto moved_up = store::remove_delegation(tx.db(), *d, tx.now());
            tell(tx, "delegation.removed", *d);
            tell_moved_up(tx, moved_up, channels);
            return wire::json::serialize(of(*d));
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> read_link(hall& h, std::string event, std::string id,
                                               std::string origin) {
    auto look = [&h, event, id, origin](store::database& db) -> result<std::string> {
        auto d = of_event(db, event, id);
        if (!d) return d.error();
        // Behind the # it is sent to no server, so that no log and no referrer has it.
        return wire::json::serialize(
            wire::json::object{{"url", origin + "/delegation/" + d->id + "#" + token_of(h, *d)}});
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> renew_link(hall& h, domain::staff by, std::string delegation_id,
                                                std::string id, std::string digest, std::string origin) {
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, id, digest, [&]() -> result<std::string> {
            auto d = of_event(tx.db(), by.event, delegation_id);
            if (!d) return d.error();
            store::renew_link(tx.db(), d->id);
            return std::string{"{}"};
        });
    };
    auto done = co_await h.write<std::string>(work);
    if (!done) co_return done;
    co_return co_await read_link(h, by.event, delegation_id, origin);
}

asio::awaitable<result<std::string>> read_delegation(hall& h, contact_link link, std::string origin) {
    auto look = [&h, link, origin](store::database& db) -> result<std::string> {
        auto d = of_contact(h, db, link);
        if (!d) return d.error();
        auto o = of(*d);
        auto& delegates = o["delegates"].emplace_array();
        for (const auto& g : store::delegates_of(db, d->id))
            delegates.push_back(wire::delegate_object(g, origin, ticket_signature(h.keys, g)));
        o["event"] = wire::event_object(store::find_event(db, d->event).value());
        if (const auto days = retention_days(h, db, d->event); days > 0) o["retention_days"] = days;
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> add_delegates(hall& h, contact_link link, wire::delegates_request r,
                                                   std::string digest, std::string origin) {
    auto known = co_await admit_contact(h, link);
    if (!known) co_return known.error();
    std::vector<newcomer> people;
    for (auto& who : r.people) people.push_back(make_delegate(h, *known, std::move(who)));
    auto work = [&h, link, id = r.id, digest, origin, people](store::transaction& tx) -> result<std::string> {
        auto d = of_contact(h, tx.db(), link);
        if (!d) return d.error();
        return store::once(tx, contact_of(link), id, digest, [&]() -> result<std::string> {
            if (auto ok = domain::check_room(*d, static_cast<std::int64_t>(people.size())); !ok)
                return ok.error();
            wire::json::object o;
            auto& delegates = o["delegates"].emplace_array();
            for (const auto& who : people) {
                auto g = enter(tx, *d, who, h.how.post.channels());
                if (!g) return g.error();
                delegates.push_back(wire::delegate_object(*g, origin, ticket_signature(h.keys, *g)));
            }
            tell_delegation(tx, d->id);
            return wire::json::serialize(o);
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> replace_delegate(hall& h, contact_link link, std::string registration,
                                                      wire::replacement_request r, std::string digest,
                                                      std::string origin) {
    auto known = co_await admit_contact(h, link);
    if (!known) co_return known.error();
    auto work = [&h, link, registration, id = r.id, digest, origin,
                 who = make_delegate(h, *known, r.who)](store::transaction& tx) -> result<std::string> {
        auto d = of_contact(h, tx.db(), link);
        if (!d) return d.error();
        return store::once(tx, contact_of(link), id, digest, [&]() -> result<std::string> {
            auto old = absent_delegate(tx.db(), *d, registration);
            if (!old) return old.error();
            cancel(tx, *old, h.how.post.channels());
            auto instead = who;
            instead.seat = old->seat;
            auto g = enter(tx, *d, instead, h.how.post.channels());
            if (!g) return g.error();
            tell_delegation(tx, d->id);
            return wire::json::serialize(wire::json::object{
                {"delegate", wire::delegate_object(*g, origin, ticket_signature(h.keys, *g))}});
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> remove_delegate(hall& h, contact_link link, std::string registration,
                                                     std::string id, std::string digest) {
    auto known = co_await admit_contact(h, link);
    if (!known) co_return known.error();
    auto work = [&h, link, registration, id, digest](store::transaction& tx) -> result<std::string> {
        auto d = of_contact(h, tx.db(), link);
        if (!d) return d.error();
        return store::once(tx, contact_of(link), id, digest, [&]() -> result<std::string> {
            if (auto ok = still_open(tx.db(), d->event); !ok) return ok.error();
            auto g = absent_delegate(tx.db(), *d, registration);
            if (!g) return g.error();
            cancel(tx, *g, h.how.post.channels());
            tell_delegation(tx, d->id);
            return wire::json::serialize(of(store::find_delegation(tx.db(), d->id).value()));
        });
    };
    co_return co_await h.write<std::string>(work);
}

wire::json::array delegations_snapshot(store::database& db, std::string_view event) {
    wire::json::array all;
    for (const auto& d : store::list_delegations(db, event)) all.push_back(wire::delegation_object(d));
    return all;
}

} // namespace jiangtang::app
