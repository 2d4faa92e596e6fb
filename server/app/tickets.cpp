#include "app/tickets.hpp"

#include "app/delegations.hpp"
#include "app/messages.hpp"
#include "app/registrations.hpp"
#include "domain/seating.hpp"
#include "domain/ticket.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/registrations.hpp"
#include "store/rules.hpp"
#include "store/seats.hpp"
#include "wire/events.hpp"

#include <boost/asio/steady_timer.hpp>

namespace jiangtang::app {
namespace {

wire::json::object ticket_object(const hall& h, const domain::registration& g, const std::string& origin) {
    return wire::ticket_object(g, origin, ticket_signature(h.keys, g));
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
    take_details(*g, as_new);
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
    tell_changed(tx, g->id);
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
    tell_changed(tx, g->id);
    store::add_messages(tx, g->id, domain::message_kind::replaced, by);
    return ticket_answer(h, store::find_registration(tx.db(), g->id).value(), origin);
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
    tell_changed(tx, g->id);
    store::add_messages(tx, g->id, domain::message_kind::ticket, by);
    return ticket_answer(h, *g, origin);
}

using ticket_act = result<std::string>(const hall&, store::transaction&, const std::string& code,
                                       const std::string& origin, domain::channels by);

/// What needs nothing but the ticket, once for each id.
asio::awaitable<result<std::string>> act_once(hall& h, std::string code, std::string id, std::string digest,
                                              std::string origin, ticket_act* act) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto work = [&h, code = *clean, id, digest, origin, act,
                 by = h.how.post.channels()](store::transaction& tx) {
        return store::once(tx, "ticket:" + code, id, digest, [&] { return act(h, tx, code, origin, by); });
    };
    co_return co_await h.write<std::string>(work);
}

} // namespace

result<domain::registration> find_holder(store::database& db, std::string_view code) {
    auto g = store::find_ticket(db, code);
    if (!g) return errc::unknown_ticket;
    if (g->erased_at) return errc::ticket_erased;
    if (g->ticket != code) return errc::ticket_replaced;
    return *g;
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
    return act_once(h, std::move(code), std::move(request.id), std::move(digest), std::move(origin), replace);
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
    return act_once(h, std::move(code), std::move(request.id), std::move(digest), std::move(origin), accept);
}

} // namespace jiangtang::app
