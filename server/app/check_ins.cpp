#include "app/check_ins.hpp"

#include "app/delegations.hpp"
#include "app/registrations.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "domain/ticket.hpp"
#include "store/check_ins.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/registrations.hpp"
#include "store/seats.hpp"
#include "wire/roster.hpp"

#include <spdlog/fmt/fmt.h>

namespace jiangtang::app {
namespace {

/// Whoever sends it again, after another has signed in at the device, too.
std::string desks_of(const domain::staff& by) { return "desk:" + by.event; }

/// A scan has one name, however often it is sent.
std::string check_in_id(const domain::staff& by, std::string_view id) {
    return "c" + sha256_hex(fmt::format("{}/{}", by.event, id)).substr(0, 20);
}

/// What is the same however often a scan is sent: not whether the network was there.
std::string digest_of(const wire::at_desk& r, std::string_view who) {
    return sha256_hex(fmt::format("{}\n{}\n{}", r.desk, r.scanned_at, who));
}

/// The ticket or the guest that a desk means. Forged: there is a signature, and it is not ours for this ticket and event.
struct shown {
    std::string code; // empty: the guest was found by name
    bool forged = false;
};

shown read_shown(const hall& h, const domain::staff& by, const std::string& ticket) {
    const auto t = domain::scanned_ticket_in(ticket);
    if (!t) return {};
    return {t->code,
            !t->signature.empty() && !ed25519_verify(h.keys.ticket_public_key,
                                                     domain::signed_text(by.event, t->code), t->signature)};
}

std::optional<domain::registration> find(store::database& db, const domain::staff& by,
                                         const wire::check_in_request& r, const shown& what) {
    if (!r.registration.empty()) return store::find_registration(db, r.registration);
    if (what.code.empty()) return std::nullopt;
    auto g = store::find_ticket(db, what.code);
    if (g && g->event == by.event && what.forged) return std::nullopt;
    return g;
}

void tell_admitted(store::transaction& tx, const domain::registration& g) {
    wire::json::object fields{{"guest", wire::guest_object(g)},
                              {"arrivals", wire::arrivals_object(store::count_arrivals(tx.db(), g.event))}};
    tx.notify(g.event, topic_desk, "check_in.admitted", wire::json::serialize(fields));
    tell_delegation(tx, g.delegation);
}

result<std::string> record(store::transaction& tx, const domain::staff& by, const wire::check_in_request& r,
                           const shown& what) {
    auto g = find(tx.db(), by, r, what);
    wire::check_in_answer answer;
    answer.at = tx.now();
    if (const auto known = store::check_in_result_of(tx.db(), check_in_id(by, r.id))) {
        // Sent again so late that its answer is not kept any more.
        answer.result = domain::check_in_result_from(*known).value_or(domain::check_in_result::admitted);
        answer.arrivals = store::count_arrivals(tx.db(), by.event);
        if (g && g->event == by.event) answer.guest = g;
        return wire::json::serialize(wire::check_in_object(answer));
    }
    answer.result = domain::decide(g ? &*g : nullptr, by.event, what.code);
    // A desk without a network sent the guest away: nobody has gone in, whatever holds by now.
    if (r.offline && !r.let_in && answer.result == domain::check_in_result::admitted)
        answer.result = domain::check_in_result::turned_away;
    store::add_check_in(tx.db(),
                        {.id = check_in_id(by, r.id),
                         .event = by.event,
                         .registration = g ? g->id : std::string{},
                         .scanned = g ? std::string{} : r.ticket.substr(0, 128),
                         .desk = r.desk,
                         .staff = by.id,
                         .result = answer.result,
                         .offline = r.offline,
                         .scanned_at = r.scanned_at},
                        tx.now());
    answer.arrivals = store::count_arrivals(tx.db(), by.event);
    if (answer.result == domain::check_in_result::wrong_event) {
        auto other = store::find_event_head(tx.db(), g->event).value();
        answer.other_slug = other.slug;
        answer.other_theme = other.what.theme;
    } else if (g) {
        answer.guest = store::find_registration(tx.db(), g->id);
    }
    if (answer.result == domain::check_in_result::admitted) tell_admitted(tx, *answer.guest);
    return wire::json::serialize(wire::check_in_object(answer));
}

std::optional<domain::registration> guest_of(store::database& db, std::string_view event,
                                             const std::string& registration) {
    auto g = store::find_registration(db, registration);
    return g && g->event == event ? g : std::nullopt;
}

wire::conflict with_guest(store::database& db, std::string_view event, const store::conflict& c) {
    return {c.check_in, c.why, c.desk, c.staff, c.scanned_at, guest_of(db, event, c.registration)};
}

/// Keeps what a desk did alone. A guest who was let in against the list is in the hall: he is counted, unless another scan
/// did so, and everybody at the door is told.
void keep_offline(store::transaction& tx, const domain::staff& by, const wire::at_desk& r) {
    if (!r.offline) return;
    const auto id = check_in_id(by, r.id);
    const auto came_to = store::check_in_result_of(tx.db(), id).value();
    const bool agreed = !r.let_in || came_to == domain::name_of(domain::check_in_result::admitted) ||
                        came_to == "undone"; // another desk took it back meanwhile
    if (!store::add_offline_scan(
            tx.db(), {id, by.event, r.device, r.sequence, r.let_in, agreed ? std::string{} : came_to}))
        return;
    if (agreed) return;
    const auto conflict = store::find_conflict(tx.db(), id).value();
    if (auto g = guest_of(tx.db(), by.event, conflict.registration); g && !g->admitted_at) {
        store::admit_after_all(tx.db(), id);
        if (g->offer) store::accept_offer(tx.db(), g->id); // nobody takes a seat more surely
        tell_admitted(tx, store::find_registration(tx.db(), g->id).value());
    }
    wire::json::object fields{{"conflict", wire::conflict_object(with_guest(tx.db(), by.event, conflict))}};
    tx.notify(by.event, topic_desk, "check_in.conflicted", wire::json::serialize(fields));
}

result<std::string> take_in(store::transaction& tx, const domain::staff& by, const wire::walk_in_request& r,
                            newcomer guest) {
    guest.is_inside = r.let_in; // is registered in any case
    guest.delegation = r.delegation;
    if (!r.delegation.empty())
        if (auto ok = check_seat(tx.db(), by.event, r.delegation); !ok) {
            if (!guest.is_inside) return ok.error();
            guest.delegation.clear();
        }
    auto g = add(tx, by.event, guest);
    if (!g) return g.error();
    wire::check_in_request scan{r, {}, g->id};
    return record(tx, by, scan, {});
}

/// The guest whose admission is meant, by the scan of a desk that had no network or by the moment that the desk saw.
result<domain::registration> admitted_guest(store::database& db, const domain::staff& by,
                                            const wire::undo_request& r) {
    const auto id = r.scan.empty() ? r.registration : store::admitted_by(db, check_in_id(by, r.scan));
    if (!r.scan.empty() && id.empty()) return errc::wrong_state;
    auto g = guest_of(db, by.event, id);
    if (!g) return errc::unknown_registration;
    if (r.scan.empty() ? g->admitted_at != r.admitted_at : !g->admitted_at) return errc::wrong_state;
    return *g;
}

result<std::string> take_back(store::transaction& tx, const domain::staff& by, const wire::undo_request& r) {
    auto g = admitted_guest(tx.db(), by, r);
    if (!g) return g.error();
    const auto admitted_desk = g->admitted_desk;
    store::undo_check_in(tx.db(), {g->id, r.desk, by.id, r.reason}, tx.now());
    g = store::find_registration(tx.db(), g->id).value();
    wire::json::object fields{{"guest", wire::guest_object(*g)},
                              {"arrivals", wire::arrivals_object(store::count_arrivals(tx.db(), by.event))}};
    const auto answer = wire::json::serialize(fields);
    fields["desk"] = admitted_desk;
    tx.notify(by.event, topic_desk, "check_in.undone", wire::json::serialize(fields));
    tell_delegation(tx, g->delegation);
    return answer;
}

} // namespace

asio::awaitable<result<std::string>> check_in(hall& h, domain::staff by, wire::check_in_request r) {
    auto work = [=, what = read_shown(h, by, r.ticket),
                 digest = digest_of(r, r.ticket + "\n" + r.registration)](store::transaction& tx) {
        auto answer = store::once(tx, desks_of(by), r.id, digest, [&] { return record(tx, by, r, what); });
        if (answer) keep_offline(tx, by, r);
        return answer;
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> walk_in(hall& h, domain::staff by, wire::walk_in_request r) {
    const auto& who = r.who;
    auto guest = make_newcomer(h, who);
    guest.kept.consent += "/desk";
    auto work = [=, guest = std::move(guest),
                 digest =
                     digest_of(r, fmt::format("{}\n{}\n{}\n{}\n{}", who.name, who.phone, who.organization,
                                              who.title, r.delegation))](store::transaction& tx) {
        auto answer = store::once(tx, desks_of(by), r.id, digest, [&] { return take_in(tx, by, r, guest); });
        if (answer) keep_offline(tx, by, r);
        return answer;
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> undo_check_in(hall& h, domain::staff by, wire::undo_request r,
                                                   std::string digest) {
    auto work = [=](store::transaction& tx) {
        return store::once(tx, desks_of(by), r.id, digest, [&] { return take_back(tx, by, r); });
    };
    co_return co_await h.write<std::string>(work);
}

wire::json::object arrivals_snapshot(store::database& db, std::string_view event) {
    constexpr int most_recent = 20, most_conflicts = 200;
    auto o = wire::arrivals_object(store::count_arrivals(db, event));
    auto& desks = o["desks"].emplace_array();
    for (const auto& [desk, n] : store::arrivals_by_desk(db, event))
        desks.push_back(wire::json::object{{"desk", desk}, {"admitted", n}});
    auto& recent = o["recent"].emplace_array();
    for (const auto& g : store::recent_arrivals(db, event, most_recent))
        recent.push_back(wire::guest_object(g));
    o["conflict_count"] = store::count_conflicts(db, event);
    auto& conflicts = o["conflicts"].emplace_array();
    for (const auto& c : store::conflicts(db, event, most_conflicts))
        conflicts.push_back(wire::conflict_object(with_guest(db, event, c)));
    return o;
}

} // namespace jiangtang::app
