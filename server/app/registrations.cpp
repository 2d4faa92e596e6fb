#include "app/registrations.hpp"

#include "app/messages.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/privacy.hpp"
#include "store/registrations.hpp"
#include "store/rules.hpp"
#include "store/seats.hpp"
#include "wire/events.hpp"

#include <boost/asio/steady_timer.hpp>

namespace jiangtang::app {
namespace {

constexpr int most_found = 50;

std::string without_spaces(std::string text) {
    std::erase(text, ' ');
    return text;
}

/// {"guest":…,"seats"?:…,"online":n}: what desks and organizers hear of a registration. All seats are counted for it,
/// which a crowd that registers to watch need not pay for: a new guest online takes none.
std::string notice_fields(store::database& db, const domain::registration& g, bool with_seats) {
    auto e = store::find_event_head(db, g.event).value();
    wire::json::object o{{"guest", wire::guest_object(g)}, {"online", e.online}};
    if (with_seats) {
        store::count_people(db, e);
        o["seats"] = wire::seats_object(e.hall);
    }
    return wire::json::serialize(o);
}

void tell(store::transaction& tx, std::string_view type, const domain::registration& g) {
    tx.notify(g.event, topic_desk, type, notice_fields(tx.db(), g, true));
}

void tell_created(store::transaction& tx, const domain::registration& g) {
    const bool takes_a_seat = g.form == domain::attendance::in_person;
    tx.notify(g.event, topic_desk, "registration.created", notice_fields(tx.db(), g, takes_a_seat));
}

names names_of(const domain::details& who) {
    auto name = romanize(who.name);
    auto search =
        search_key(who.name) + " " + search_key(who.organization) + " " + without_spaces(name.pinyin);
    return {name.pinyin, {name.initials, std::move(search)}};
}

/// Where tickets go by SMS they go to the phone alone: who types it learns nothing, and the one who has it already gets
/// what there is once more.
result<std::string> register_by_sms(store::transaction& tx, const std::string& slug, const newcomer& guest,
                                    domain::channels by) {
    const auto e = store::find_event_head(tx.db(), slug);
    if (!e) return errc::unknown_event;
    if (is_over(tx.db(), *e)) return errc::event_ended; // for both alike
    const auto rules = store::find_rules(tx.db(), slug);
    if (auto ok = domain::check_open(rules, guest.who.form, e->online, tx.now()); !ok) return ok.error();
    auto g = store::find_by_phone(tx.db(), slug, guest.kept.phone_digest);
    if (!g) {
        auto fresh = add(tx, slug, guest);
        if (!fresh) return fresh.error();
        store::add_messages(tx, fresh->id, answer_to(*fresh), by);
    } else {
        const auto last = store::last_message_at(tx.db(), g->id);
        if (!last || tx.now() - *last >= domain::ticket_again_ms)
            store::add_messages(tx, g->id, answer_to(*g), by);
    }
    return wire::json::serialize(wire::sent_object(guest.phone_last4));
}

} // namespace

domain::message_kind answer_to(const domain::registration& g) {
    using domain::message_kind, domain::registration_status;
    if (g.status == registration_status::requested) return message_kind::requested;
    if (g.status == registration_status::declined) return message_kind::declined;
    if (g.offer) return message_kind::offered;
    return g.position > 0 ? message_kind::waiting : message_kind::ticket;
}

std::string phone_digest(const hall& h, const std::string& phone) {
    return phone.empty() ? std::string{} : hmac(h.keys.phone_key, "phone " + phone);
}

void tell_same_phone(store::transaction& tx, const domain::registration& g) {
    const auto others = store::with_same_phone(tx.db(), g.id, 2);
    if (others.size() == 1) tell(tx, "registration.changed", others.front());
}

void tell_changed(store::transaction& tx, const std::string& id) {
    tell(tx, "registration.changed", store::find_registration(tx.db(), id).value());
}

void tell_moved_up(store::transaction& tx, const std::vector<domain::registration>& all,
                   domain::channels by) {
    using enum domain::message_kind;
    for (const auto& g : all) {
        tell(tx, g.offer ? "registration.offered" : "registration.promoted", g);
        store::add_messages(tx, g.id, g.offer ? offered : promoted, by);
        if (g.offer) tx.told().offers = true;
    }
}

void cancel(store::transaction& tx, const domain::registration& g, domain::channels by) {
    const auto moved_up = store::cancel(tx.db(), g, tx.now());
    tell(tx, "registration.cancelled", store::find_registration(tx.db(), g.id).value());
    tell_same_phone(tx, g);
    store::add_messages(tx, g.id, domain::message_kind::cancelled, by);
    tell_moved_up(tx, moved_up, by);
}

void set_organization(store::transaction& tx, domain::registration g, const std::string& organization) {
    g.organization = organization;
    store::change_details(tx.db(), g, names_of({g.form, g.name, organization, g.title}).lookup);
    tell(tx, "registration.changed", g);
}

bool is_over(store::database& db, const domain::event& e) {
    return e.status == domain::event_status::ended || store::are_people_erased(db, e.slug);
}

newcomer make_newcomer(const hall& h, const domain::application& from) {
    const auto& phone = from.phone;
    newcomer guest{.who = from,
                   .phone_last4 = phone.size() > 4 ? phone.substr(phone.size() - 4) : std::string{},
                   .found_by = names_of(from),
                   .kept = {.phone_sealed = phone.empty() ? std::string{} : seal(h.keys.phone_key, phone),
                            .phone_digest = phone_digest(h, phone),
                            .consent = h.how.consent_version}};
    guest.kept.reads = from.reads;
    if (!from.email.empty() && h.how.post.channels().mail) {
        const auto to = recipient_by_mail(h, from.email, from.reads);
        guest.kept.email_sealed = to.sealed;
        guest.kept.email_masked = to.masked;
        guest.kept.email_digest = to.digest;
    }
    return guest;
}

void take_details(domain::registration& g, const newcomer& from) {
    g.name = from.who.name;
    g.pinyin = from.found_by.pinyin;
    g.organization = from.who.organization;
    g.title = from.who.title;
}

result<domain::registration> add(store::transaction& tx, const std::string& slug, const newcomer& from) {
    auto e = store::find_event_head(tx.db(), slug);
    if (!e) return errc::unknown_event;
    if (!from.is_inside && is_over(tx.db(), *e)) return errc::event_ended;
    domain::registration g;
    if (from.by_form) {
        const auto rules = store::find_rules(tx.db(), slug);
        if (auto ok = domain::check_open(rules, from.who.form, e->online, tx.now()); !ok) return ok.error();
        if (rules.needs_approval(from.who.form)) g.status = domain::registration_status::requested;
    }
    g.id = random_id("r");
    g.event = slug;
    g.form = from.who.form;
    take_details(g, from);
    g.phone_last4 = from.phone_last4;
    g.delegation = from.delegation;
    g.seat = from.seat;
    // The notice below takes the next seq: the waiting list is in the order of the feed.
    g = store::add_registration(tx.db(), g, from.found_by.lookup, from.kept, e->last_seq + 1, tx.now());
    if (!from.untold) tell_created(tx, g);
    if (g.same_phone) tell_same_phone(tx, g);
    return g;
}

asio::awaitable<result<std::string>> register_guest(hall& h, std::string slug,
                                                    wire::registration_request request, std::string digest,
                                                    std::string origin) {
    auto guest = make_newcomer(h, request.who);
    guest.by_form = true;
    auto actor = "registration:" + slug;
    const auto by = h.how.post.channels();
    auto work = [=](store::transaction& tx) {
        return store::once(tx, actor, request.id, digest, [&]() -> result<std::string> {
            if (by.sms) return register_by_sms(tx, slug, guest, by);
            auto g = add(tx, slug, guest);
            if (!g) return g.error();
            store::add_messages(tx, g->id, answer_to(*g), by);
            return wire::json::serialize(wire::registered_object(*g, origin));
        });
    };
    asio::steady_timer quiet{co_await asio::this_coro::executor, same_time_for_all};
    auto answer = co_await h.write<std::string>(work);
    if (by.sms) co_await quiet.async_wait(asio::use_awaitable);
    co_return answer;
}

asio::awaitable<result<std::string>> find_guests(hall& h, std::string slug, std::string query) {
    if (query.size() > 200 || !clean_line(query)) co_return problem{errc::invalid_field, "q"};
    auto key = search_key(query);
    auto look = [slug, key](store::database& db) -> result<std::string> {
        wire::json::object o;
        auto& all = o["registrations"].emplace_array();
        auto found = key.empty() ? std::vector<domain::registration>{}
                                 : store::search_registrations(db, slug, key, most_found + 1);
        bool more = found.size() > most_found;
        if (more) found.pop_back();
        for (const auto& g : found) all.push_back(wire::guest_object(g));
        o["more"] = more;
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

} // namespace jiangtang::app
