#include "app/access.hpp"

#include "app/tickets.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "base/password.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "domain/ticket.hpp"
#include "store/access.hpp"
#include "store/events.hpp"
#include "wire/events.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cctype>

namespace jiangtang::app {
namespace {

using domain::access_kind;
using domain::pass_scope;

constexpr unix_ms hour = 3600LL * 1000;
constexpr unix_ms password_is_good = 30 * 24 * hour; // once on a device, until it changes
constexpr unix_ms join_is_good = 12 * hour;
// A ticket may be cancelled, replaced or erased: the page shows it again long before this is over.
constexpr unix_ms ticket_is_good = hour / 3;
constexpr std::uint16_t come_back = 1012;

std::string access_answer(const domain::access& a) {
    return wire::json::serialize(wire::json::object{{"access", wire::access_object(a)}});
}

asio::awaitable<result<std::string>> hashed(hall& h, std::string password) {
    auto work = [password]() -> result<std::string> { return hash_password(password); };
    co_return co_await h.hashing.run<std::string>(work);
}

asio::awaitable<result<domain::access>> stored_access(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<domain::access> {
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        return store::find_access(db, slug);
    };
    co_return co_await h.read<domain::access>(look);
}

/// The stored access as the edit wants it; `hash` of a new password, or empty.
result<domain::access> changed_by(domain::access now, const wire::access_edit& edit,
                                  const std::string& hash) {
    if (now.version != edit.version) return errc::version_conflict;
    const bool keeps = now.kind == edit.kind && hash.empty();
    if (keeps) return now;
    if (edit.kind == access_kind::password && hash.empty()) return problem{errc::missing_field, "password"};
    return domain::access{edit.kind, hash, now.version + 1};
}

/// The registration's answer to a ticket. Whoever is let in stays only as long as a ticket is looked at.
asio::awaitable<result<domain::pass>> try_ticket(hall& h, std::string slug, gate::rule what,
                                                 std::string typed) {
    const auto code = domain::ticket_code_in(typed);
    if (!code) co_return problem{errc::unknown_ticket, "ticket"};
    auto look = [slug, what, code = *code](store::database& db) -> result<std::string> {
        auto g = find_holder(db, code);
        if (!g) return problem{g.error().value, "ticket"};
        if (g->event != slug) return problem{errc::unknown_ticket, "ticket"};
        auto ok = domain::check_ticket(what.kind, *g, store::entered_by_unit(db, g->id));
        if (!ok) return problem{ok.error().value, "ticket"};
        return g->id;
    };
    auto registration = co_await h.read<std::string>(look);
    if (!registration) co_return registration.error();
    co_return domain::pass{pass_scope::all, what.version, h.now() + ticket_is_good, *registration};
}

asio::awaitable<result<bool>> is_password(hall& h, std::string slug, std::string password) {
    if (auto known = h.gate.is_password(slug, password)) co_return *known;
    auto now = co_await stored_access(h, slug);
    if (!now) co_return now.error();
    auto work = [password, hash = now->password_hash]() -> result<bool> {
        return password_matches(password, hash);
    };
    auto right = co_await h.hashing.run<bool>(work);
    if (right && *right) h.gate.know_password(slug, now->version, password);
    co_return right;
}

asio::awaitable<result<domain::pass>> try_password(hall& h, std::string slug, gate::rule what,
                                                   std::string typed) {
    auto clean = clean_line(typed);
    if (what.kind != access_kind::password) co_return problem{domain::needed_for(what.kind), "password"};
    if (!clean || !domain::check_password(*clean)) co_return problem{errc::wrong_password, "password"};
    auto right = co_await is_password(h, slug, *clean);
    if (!right) co_return right.error();
    if (!*right) co_return problem{errc::wrong_password, "password"};
    co_return domain::pass{pass_scope::all, what.version, h.now() + password_is_good, {}};
}

result<domain::pass> try_join(const hall& h, const std::string& slug, gate::rule what, std::string typed) {
    std::ranges::transform(typed, typed.begin(), [](unsigned char c) { return std::toupper(c); });
    if (!equal_secrets(join_code(h.keys.pass_key, slug, what.version), typed))
        return problem{errc::link_invalid, "join"}.says(
            "这个入口码已经失效，请再扫一次大屏幕上的二维码",
            "This code is no longer good; please scan the one on the big screen again");
    return domain::pass{pass_scope::questions, what.version, h.now() + join_is_good, {}};
}

asio::awaitable<result<domain::pass>> try_key(hall& h, std::string slug, gate::rule what,
                                              wire::pass_request key) {
    if (!key.password.empty()) co_return co_await try_password(h, slug, what, key.password);
    if (!key.ticket.empty()) co_return co_await try_ticket(h, slug, what, key.ticket);
    co_return try_join(h, slug, what, key.join);
}

/// Only what was wrong counts: it is taken before, so that many at once are bounded too, and given back.
class knock {
public:
    knock(hall& h, const std::string& slug, const at_the_door& who) : hall_{h} {
        if (!who.browser.empty()) take(h.keys_by_browser, slug + "/" + who.browser);
        if (!who.address.empty() && wait_ == 0) take(h.keys_by_address, slug + "/" + who.address);
    }
    unix_ms wait_ms() const { return wait_; }
    void was_right() {
        for (const auto& [limit, key] : taken_) limit->give_back(key);
    }

private:
    void take(rate_limit& limit, const std::string& key) {
        wait_ = limit.take(key, hall_.now());
        if (wait_ == 0) taken_.emplace_back(&limit, key);
    }
    hall& hall_;
    unix_ms wait_ = 0;
    std::vector<std::pair<rate_limit*, std::string>> taken_;
};

std::string browser_signature(const hall& h, std::string_view slug, std::string_view id) {
    return hmac(h.keys.pass_key, "browser/" + std::string{slug} + "/" + std::string{id}).substr(0, 22);
}

} // namespace

asio::awaitable<result<std::string>> read_access(hall& h, std::string slug) {
    auto now = co_await stored_access(h, slug);
    if (!now) co_return now.error();
    co_return access_answer(*now);
}

asio::awaitable<result<std::string>> set_access(hall& h, std::string slug, wire::access_edit edit) {
    std::string hash;
    if (edit.password) {
        auto made = co_await hashed(h, *edit.password);
        if (!made) co_return made.error();
        hash = std::move(*made);
    }
    auto work = [slug, edit, hash](store::transaction& tx) -> result<domain::access> {
        auto& db = tx.db();
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        const auto before = store::find_access(db, slug);
        auto wanted = changed_by(before, edit, hash);
        if (!wanted || wanted->version == before.version) return wanted;
        store::set_access(db, slug, *wanted);
        const auto e = wire::event_object(store::find_event(db, slug).value());
        tx.notify(slug, topic_public, "event.updated",
                  wire::json::serialize(wire::json::object{{"event", e}}));
        return wanted;
    };
    auto now = co_await h.write<domain::access>(work);
    if (!now) co_return now.error();
    const bool changed = now->version != edit.version;
    h.gate.set(slug, *now);
    if (edit.password) h.gate.know_password(slug, now->version, *edit.password);
    if (changed && now->kind != access_kind::open)
        h.rooms.close_viewers(slug, come_back, "who may watch has changed");
    if (changed) spdlog::info("{}: who may watch is now: {}", slug, domain::name_of(now->kind));
    co_return access_answer(*now);
}

std::string join_path(const hall& h, const std::string& slug) {
    const auto what = h.gate.find(slug);
    return "/j/" + slug + (what ? "#" + join_code(h.keys.pass_key, slug, what->version) : std::string{});
}

asio::awaitable<result<let_in>> enter(hall& h, std::string slug, wire::pass_request key, at_the_door who) {
    const auto what = h.gate.find(slug);
    if (!what) {
        auto now = co_await stored_access(h, slug);
        if (!now) co_return now.error();
        co_return problem{errc::wrong_state}.says("这场活动对所有人开放", "This event is open to all");
    }
    knock trying{h, slug, who};
    if (trying.wait_ms() > 0) co_return problem::retry_after(errc::rate_limited, trying.wait_ms());
    auto found = co_await try_key(h, slug, *what, key);
    if (found || found.error().status() >= 500) trying.was_right();
    if (!found) co_return found.error();
    co_return let_in{*found, write_pass(h.keys.pass_key, slug, *found)};
}

result<domain::pass> check_pass(const hall& h, const std::string& slug, const gate::rule& what,
                                std::string_view cookie, pass_scope scope) {
    auto found = read_pass(h.keys.pass_key, slug, cookie, h.now());
    if (!found || found->version != what.version) return domain::needed_for(what.kind);
    if (found->scope == pass_scope::questions && scope == pass_scope::all)
        return domain::needed_for(what.kind);
    return *found;
}

std::string write_browser(const hall& h, std::string_view slug) {
    const auto id = random_id("b");
    return id + "." + browser_signature(h, slug, id);
}

std::string read_browser(const hall& h, std::string_view slug, std::string_view cookie) {
    const auto dot = cookie.find('.');
    if (dot == std::string_view::npos || cookie.size() > 100) return {};
    const auto id = cookie.substr(0, dot);
    if (!equal_secrets(browser_signature(h, slug, id), cookie.substr(dot + 1))) return {};
    return std::string{id};
}

} // namespace jiangtang::app
