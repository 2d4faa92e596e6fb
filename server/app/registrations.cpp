#include "app/registrations.hpp"

#include "app/delegations.hpp"
#include "app/messages.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "domain/seating.hpp"
#include "domain/ticket.hpp"
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

// A known phone is answered sooner, or later, than a new one is written: both wait this long where the answer must not tell.
constexpr std::chrono::milliseconds same_time_for_all{100};

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

void take(domain::registration& g, const domain::details& who, const names& found_by) {
    g.name = who.name;
    g.pinyin = found_by.pinyin;
    g.organization = who.organization;
    g.title = who.title;
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

wire::json::object ticket_object(const hall& h, const domain::registration& g, const std::string& origin) {
    return wire::ticket_object(g, origin, ticket_signature(h, g));
}

std::string ticket_answer(const hall& h, const domain::registration& g, const std::string& origin) {
    return wire::json::serialize(wire::json::object{{"ticket", ticket_object(h, g, origin)}});
}

/// Writes where the guest is reached from now on, and drops what waits for a former address. On which channels it is another.
domain::channels change_addresses(store::transaction& tx, const domain::registration& g,
                                  const domain::correction& to, const newcomer& as_new) {
    domain::channels other;
    if (to.phone && !to.phone->empty())
        other.sms = store::change_phone(tx.db(), g, as_new.kept, as_new.phone_last4);
    if (to.email) other.mail = store::change_email(tx.db(), g, as_new.kept);
    for (const auto by : {domain::channel::mail, domain::channel::sms})
        if (other.has(by)) store::drop_messages(tx, g.id, by);
    return other;
}

/// Of those who had the former phone in common with this guest only a single other loses its mark, as when one cancels.
void tell_other_phone(store::transaction& tx, const domain::registration& g,
                      const std::vector<domain::registration>& had_the_former) {
    if (had_the_former.size() == 1) tell_changed(tx, had_the_former.front().id);
    tell_same_phone(tx, g);
}

/// `as_new` is what a newcomer with these corrections would be.
result<std::string> change(const hall& h, store::transaction& tx, const std::string& code,
                           const domain::correction& to, const newcomer& as_new, const std::string& origin,
                           domain::channels by) {
    auto g = find_holder(tx.db(), code);
    if (!g) return g.error();
    if (auto ok = domain::check_change(*g, to.form); !ok) return ok.error();
    if (auto ok = domain::check_phone_stays(*g, to); !ok) return ok.error();
    const auto e = store::find_event_head(tx.db(), g->event).value();
    if (e.status == domain::event_status::ended) return errc::event_ended;
    const auto delegation = g->delegation;
    take(*g, to, as_new.found_by);
    store::change_details(tx.db(), *g, as_new.found_by.lookup);
    std::vector<domain::registration> moved_up;
    const bool moves = g->form != to.form;
    if (moves) {
        const auto rules = store::find_rules(tx.db(), g->event);
        if (auto ok = domain::check_open(rules, to.form, e.online, tx.now()); !ok) return ok.error();
        const auto as = domain::status_after_move(rules, *g, to.form);
        // As for a new registration, the notice below takes the next seq.
        if (to.form == domain::attendance::in_person) store::go_to_hall(tx.db(), *g, as, e.last_seq + 1);
        else moved_up = store::go_online(tx.db(), *g, as, tx.now());
        using enum domain::registration_status;
        if (as == requested && g->status != requested) store::add_request(tx.db(), g->id, tx.now());
    }
    const auto had_the_former = store::with_same_phone(tx.db(), g->id, 2);
    const auto other = change_addresses(tx, *g, to, as_new);
    g = find_holder(tx.db(), code);
    tell(tx, "registration.changed", *g);
    if (other.sms) tell_other_phone(tx, *g, had_the_former);
    if (moves) store::add_messages(tx, g->id, domain::message_kind::changed, by);
    else
        store::add_messages(tx, g->id, answer_to(*g),
                            {.mail = by.mail && other.mail, .sms = by.sms && other.sms});
    tell_moved_up(tx, moved_up, by);
    if (g->delegation != delegation) tell_delegation(tx, delegation);
    return ticket_answer(h, *g, origin);
}

result<std::string> replace(const hall& h, store::transaction& tx, const std::string& code,
                            const std::string& origin, domain::channels by) {
    auto g = find_holder(tx.db(), code);
    if (!g) return g.error();
    if (auto ok = domain::check_replacement(*g); !ok) return ok.error();
    store::replace_ticket(tx.db(), *g, tx.now());
    const auto now = store::find_registration(tx.db(), g->id).value();
    tell(tx, "registration.changed", now);
    store::add_messages(tx, g->id, domain::message_kind::replaced, by);
    return ticket_answer(h, now, origin);
}

result<std::string> accept(const hall& h, store::transaction& tx, const std::string& code,
                           const std::string& origin, domain::channels by) {
    auto g = find_holder(tx.db(), code);
    if (!g) return g.error();
    if (store::find_event_head(tx.db(), g->event).value().status == domain::event_status::ended)
        return errc::event_ended;
    if (auto ok = domain::check_accept(*g, tx.now()); !ok) return ok.error();
    store::accept_offer(tx.db(), g->id);
    g = find_holder(tx.db(), code);
    tell(tx, "registration.changed", *g);
    store::add_messages(tx, g->id, domain::message_kind::ticket, by);
    return ticket_answer(h, *g, origin);
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

std::string ticket_signature(const hall& h, const domain::registration& g) {
    return ticket_signature(h.keys, g);
}

result<domain::registration> find_holder(store::database& db, std::string_view code) {
    auto g = store::find_ticket(db, code);
    if (!g) return errc::unknown_ticket;
    if (g->erased_at) return errc::ticket_erased;
    if (g->ticket != code) return errc::ticket_replaced;
    return *g;
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
    take(g, from.who, from.found_by);
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

asio::awaitable<result<std::string>> read_ticket(hall& h, std::string code, std::string origin) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto look = [&h, code = *clean, origin](store::database& db) -> result<std::string> {
        auto g = find_holder(db, code);
        if (!g) return g.error();
        wire::json::object o{{"ticket", ticket_object(h, *g, origin)},
                             {"event", wire::event_object(store::find_event(db, g->event).value())},
                             {"server_time", h.now()}};
        return wire::json::serialize(o);
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> change_ticket(hall& h, std::string code, wire::change_request request,
                                                   std::string digest, std::string origin) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    domain::application whole;
    static_cast<domain::details&>(whole) = request.to;
    whole.phone = request.to.phone.value_or("");
    whole.email = request.to.email.value_or("");
    auto work = [&h, code = *clean, request, digest, origin, by = h.how.post.channels(),
                 as_new = make_newcomer(h, whole)](store::transaction& tx) {
        return store::once(tx, "ticket:" + code, request.id, digest,
                           [&] { return change(h, tx, code, request.to, as_new, origin, by); });
    };
    asio::steady_timer quiet{co_await asio::this_coro::executor, same_time_for_all};
    auto answer = co_await h.write<std::string>(work);
    if (!whole.phone.empty()) co_await quiet.async_wait(asio::use_awaitable);
    co_return answer;
}

asio::awaitable<result<std::string>> replace_ticket(hall& h, std::string code, wire::replace_request request,
                                                    std::string digest, std::string origin) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto work = [&h, code = *clean, request, digest, origin,
                 by = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, "ticket:" + code, request.id, digest,
                           [&] { return replace(h, tx, code, origin, by); });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> cancel_ticket(hall& h, std::string code, std::string origin) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto work = [&h, code = *clean, origin,
                 by = h.how.post.channels()](store::transaction& tx) -> result<std::string> {
        auto g = find_holder(tx.db(), code);
        if (!g) return g.error();
        if (g->admitted_at) return errc::wrong_state;
        if (g->status != domain::registration_status::cancelled) {
            cancel(tx, *g, by);
            tell_delegation(tx, g->delegation);
            g = find_holder(tx.db(), code);
        }
        return ticket_answer(h, *g, origin);
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> accept_seat(hall& h, std::string code, wire::replace_request request,
                                                 std::string digest, std::string origin) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto work = [&h, code = *clean, request, digest, origin,
                 by = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, "ticket:" + code, request.id, digest,
                           [&] { return accept(h, tx, code, origin, by); });
    };
    co_return co_await h.write<std::string>(work);
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
