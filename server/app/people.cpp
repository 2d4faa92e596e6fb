#include "app/people.hpp"

#include "app/tickets.hpp"

#include "base/crypto.hpp"
#include "base/random.hpp"
#include "domain/ticket.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"
#include "store/people.hpp"

#include <algorithm>

namespace jiangtang::app {
namespace {

std::string viewer_signature(const hall& h, std::string_view slug, std::string_view id) {
    return hmac(h.keys.viewer_key, std::string{slug} + "/" + std::string{id});
}

/// The viewer's id in a cookie that we signed for this event.
std::optional<std::string> viewer_in(const hall& h, std::string_view slug, std::string_view cookie) {
    auto dot = cookie.find('.');
    if (dot == std::string_view::npos || cookie.size() > 200) return std::nullopt;
    auto id = cookie.substr(0, dot);
    if (!equal_secrets(viewer_signature(h, slug, id), cookie.substr(dot + 1))) return std::nullopt;
    return std::string{id};
}

std::string staff_list(const std::vector<domain::staff>& all) {
    wire::json::object o;
    auto& list = o["staff"].emplace_array();
    for (const auto& s : all) list.push_back(wire::staff_object(s));
    return wire::json::serialize(o);
}

} // namespace

asio::awaitable<result<domain::caller>> identify_staff(hall& h, std::string session, std::string slug,
                                                       std::optional<domain::role> wanted) {
    if (session.empty()) co_return errc::sign_in_required;
    auto hash = sha256_hex(session);
    auto look = [=, now = h.now()](store::database& db) -> result<domain::caller> {
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        auto all = store::staff_of_session(db, hash, now);
        if (all.empty()) return errc::sign_in_required; // unknown, ended, or of somebody who was dismissed
        std::erase_if(all, [&](const auto& s) {
            return s.event != slug || (wanted && !domain::may_act_as(s.as, *wanted));
        });
        if (all.empty()) return errc::forbidden;
        // Who holds the very role acts under that name; else the highest.
        auto best = std::ranges::max_element(
            all, {}, [&](const auto& s) { return wanted && s.as == *wanted ? 100 : static_cast<int>(s.as); });
        domain::caller who;
        who.as = wanted.value_or(best->as);
        who.member = *best;
        return who;
    };
    co_return co_await h.read<domain::caller>(look);
}

asio::awaitable<result<domain::caller>> identify_viewer(hall& h, std::string cookie, std::string slug) {
    auto id = viewer_in(h, slug, cookie);
    if (!id) co_return errc::sign_in_required;
    auto look = [slug, id = *id](store::database& db) -> result<domain::caller> {
        auto v = store::find_viewer(db, slug, id);
        if (!v) return errc::sign_in_required;
        domain::caller who;
        who.person = *v;
        return who;
    };
    co_return co_await h.read<domain::caller>(look);
}

asio::awaitable<result<signed_in>> sign_in(hall& h, std::string token, std::string session) {
    auto hash = sha256_hex(token);
    auto old = session.empty() ? std::string{} : sha256_hex(session);
    auto fresh = random_token();
    auto valid = h.how.session_valid;
    auto work = [=](store::transaction& tx) -> result<signed_in> {
        auto who = store::use_invitation(tx.db(), hash, tx.now());
        if (!who) return errc::invitation_invalid;
        bool goes_on = !old.empty() && store::session_is_valid(tx.db(), old, tx.now());
        auto key = goes_on ? old : sha256_hex(fresh);
        if (!goes_on) store::add_session(tx.db(), key, tx.now(), tx.now() + valid);
        store::add_to_session(tx.db(), key, who->id);
        return signed_in{*who, goes_on ? std::string{} : fresh};
    };
    co_return co_await h.write<signed_in>(work);
}

asio::awaitable<result<std::vector<domain::staff>>> sign_out(hall& h, std::string session) {
    using all = std::vector<domain::staff>;
    if (session.empty()) co_return all{};
    auto hash = sha256_hex(session);
    auto work = [hash](store::transaction& tx) -> result<all> {
        auto held = store::staff_of_session(tx.db(), hash, tx.now());
        store::end_session(tx.db(), hash);
        return held;
    };
    co_return co_await h.write<all>(work);
}

asio::awaitable<result<std::string>> read_session(hall& h, std::string session) {
    auto hash = sha256_hex(session);
    auto look = [hash, now = h.now()](store::database& db) -> result<std::string> {
        return staff_list(store::staff_of_session(db, hash, now));
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> read_staff(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<std::string> {
        return staff_list(store::list_staff(db, slug));
    };
    co_return co_await h.read<std::string>(look);
}

void add_invited(store::transaction& tx, const domain::staff& who, const std::string& token,
                 unix_ms expires_at) {
    store::add_staff(tx.db(), who, tx.now());
    store::add_invitation(tx.db(), sha256_hex(token), who.id, expires_at);
}

asio::awaitable<result<std::string>> invite(hall& h, domain::staff by, wire::staff_request r,
                                            std::string digest, std::string origin) {
    auto valid = h.how.invitation_valid;
    // Made from the command's id, so that the same command gives the same link although no link is stored anywhere.
    auto token = hmac(h.keys.invitation_key, by.id + "/" + r.id).substr(0, 22);
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            domain::staff who{random_id("m"), by.event, r.as, r.name, false};
            auto expires = tx.now() + valid;
            add_invited(tx, who, token, expires);
            return wire::json::serialize(
                wire::json::object{{"staff", wire::staff_object(who)}, {"expires_at", expires}});
        });
    };
    auto answer = co_await h.write<std::string>(work);
    if (!answer) co_return answer;
    co_return R"({"url":")" + origin + "/sign-in#" + token + R"(",)" + answer->substr(1);
}

asio::awaitable<result<std::string>> dismiss(hall& h, domain::staff by, std::string member, std::string id,
                                             std::string digest) {
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, id, digest, [&]() -> result<std::string> {
            const auto all = store::list_staff(tx.db(), by.event);
            const auto who = std::ranges::find(all, member, &domain::staff::id);
            if (who == all.end()) return errc::not_found;
            const auto stays = [&](const domain::staff& s) {
                return s.as == domain::role::organizer && s.joined && s.id != member;
            };
            if (std::ranges::none_of(all, stays))
                return problem{errc::wrong_state}.says("这是唯一一位已进入的主办，不能移除",
                                                       "Nobody else has joined as an organizer yet");
            store::dismiss_staff(tx.db(), member, by.id, tx.now());
            return wire::json::serialize(wire::json::object{{"staff", wire::staff_object(*who)}});
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<became_viewer>> become_viewer(hall& h, std::string slug, wire::viewer_request r,
                                                     std::string cookie) {
    auto known = viewer_in(h, slug, cookie);
    auto code = r.ticket.empty() ? std::nullopt : domain::ticket_code_in(r.ticket);
    if (!r.ticket.empty() && !code) co_return problem{errc::unknown_ticket, "ticket"};
    auto work = [=](store::transaction& tx) -> result<domain::viewer> {
        auto& db = tx.db();
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        std::optional<domain::registration> g;
        if (code) {
            auto holder = find_holder(db, *code);
            if (!holder || holder->event != slug) return problem{errc::unknown_ticket, "ticket"};
            g = *holder;
        }
        bool seated = g && !g->seat.empty();
        auto v = known ? store::find_viewer(db, slug, *known) : std::nullopt;
        if (!v) {
            domain::viewer fresh{random_id("v"), slug, r.name, r.from.value_or(domain::place::online), {}};
            if (seated) fresh.from = domain::place::hall;
            if (g && fresh.name.empty()) fresh.name = g->name;
            store::add_viewer(db, fresh, g ? g->id : std::string{}, tx.now());
            return store::find_viewer(db, slug, fresh.id).value();
        }
        if (!r.name.empty()) store::rename_viewer(db, v->id, r.name);
        if (seated) store::seat_viewer(db, v->id, g->id);
        return store::find_viewer(db, slug, v->id).value();
    };
    auto made = co_await h.write<domain::viewer>(work);
    if (!made) co_return made.error();
    bool goes_on = known && *known == made->id;
    co_return became_viewer{*made,
                            goes_on ? std::string{} : made->id + "." + viewer_signature(h, slug, made->id)};
}

} // namespace jiangtang::app
