#include "app/check_ins.hpp"

#include "app/delegations.hpp"
#include "app/registrations.hpp"
#include "app/topics.hpp"
#include "base/random.hpp"
#include "domain/ticket.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/registrations.hpp"

namespace jiangtang::app {
namespace {

std::optional<domain::registration> find(store::database& db, const wire::check_in_request& r) {
    if (!r.registration.empty()) return store::find_registration(db, r.registration);
    auto code = domain::ticket_code_in(r.ticket);
    return code ? store::find_ticket(db, *code) : std::nullopt;
}

result<std::string> record(store::transaction& tx, const domain::staff& by, const wire::check_in_request& r) {
    auto g = find(tx.db(), r);
    wire::check_in_answer answer;
    answer.result = domain::decide(g ? &*g : nullptr, by.event);
    answer.at = tx.now();
    store::add_check_in(tx.db(),
                        {.id = random_id("c"),
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
    if (answer.result == domain::check_in_result::admitted) {
        wire::json::object fields{{"guest", wire::guest_object(*answer.guest)},
                                  {"arrivals", wire::arrivals_object(answer.arrivals)}};
        tx.notify(by.event, topic_desk, "check_in.admitted", wire::json::serialize(fields));
        tell_delegation(tx, answer.guest->delegation);
    }
    return wire::json::serialize(wire::check_in_object(answer));
}

result<std::string> take_in(store::transaction& tx, const domain::staff& by, const wire::walk_in_request& r,
                            newcomer guest) {
    guest.delegation = r.delegation;
    if (!r.delegation.empty())
        if (auto ok = check_seat(tx.db(), by.event, r.delegation); !ok) return ok.error();
    auto g = add(tx, by.event, guest);
    if (!g) return g.error();
    wire::check_in_request scan;
    scan.registration = g->id;
    scan.desk = r.desk;
    scan.scanned_at = r.scanned_at;
    return record(tx, by, scan);
}

result<std::string> take_back(store::transaction& tx, const domain::staff& by, const wire::undo_request& r) {
    auto g = store::find_registration(tx.db(), r.registration);
    if (!g || g->event != by.event) return errc::unknown_registration;
    if (g->admitted_at != r.admitted_at) return errc::wrong_state;
    const auto admitted_desk = g->admitted_desk;
    store::undo_check_in(tx.db(), {r.registration, r.desk, by.id, r.reason}, tx.now());
    g = store::find_registration(tx.db(), r.registration);
    wire::json::object fields{{"guest", wire::guest_object(*g)},
                              {"arrivals", wire::arrivals_object(store::count_arrivals(tx.db(), by.event))}};
    const auto answer = wire::json::serialize(fields);
    fields["desk"] = admitted_desk;
    tx.notify(by.event, topic_desk, "check_in.undone", wire::json::serialize(fields));
    tell_delegation(tx, g->delegation);
    return answer;
}

} // namespace

asio::awaitable<result<std::string>> check_in(hall& h, domain::staff by, wire::check_in_request r,
                                              std::string digest) {
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&] { return record(tx, by, r); });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> walk_in(hall& h, domain::staff by, wire::walk_in_request r,
                                             std::string digest) {
    auto work = [=, guest = make_newcomer(h, r.who)](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&] { return take_in(tx, by, r, guest); });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> undo_check_in(hall& h, domain::staff by, wire::undo_request r,
                                                   std::string digest) {
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&] { return take_back(tx, by, r); });
    };
    co_return co_await h.write<std::string>(work);
}

wire::json::object arrivals_snapshot(store::database& db, std::string_view event) {
    constexpr int most_recent = 20;
    auto o = wire::arrivals_object(store::count_arrivals(db, event));
    auto& desks = o["desks"].emplace_array();
    for (const auto& [desk, n] : store::arrivals_by_desk(db, event))
        desks.push_back(wire::json::object{{"desk", desk}, {"admitted", n}});
    auto& recent = o["recent"].emplace_array();
    for (const auto& g : store::recent_arrivals(db, event, most_recent))
        recent.push_back(wire::guest_object(g));
    return o;
}

} // namespace jiangtang::app
