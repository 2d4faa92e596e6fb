#include "net/context.hpp"

#include "app/people.hpp"
#include "base/crypto.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace jiangtang::net {
namespace {

using domain::role;

std::optional<role> role_of(access who) {
    switch (who) {
    case access::desk: return role::desk;
    case access::moderator: return role::moderator;
    case access::speaker: return role::speaker;
    case access::organizer: return role::organizer;
    default: return std::nullopt;
    }
}

asio::awaitable<result<void>> check(context& c, request& r, access who) {
    if (who == access::anyone || who == access::publisher) co_return result<void>{};
    if (who == access::operator_) {
        bool by_token = !c.metrics_token.empty() && equal_secrets(r.bearer(), c.metrics_token);
        if (by_token || (r.loopback && !r.fields.has("X-Forwarded-For"))) co_return result<void>{};
        co_return errc::forbidden;
    }
    auto slug = r.captures.empty() ? std::string{} : r.captures[0];
    // Not one expression: GCC 12 destroys the temporaries of a co_await inside ?: or an argument list wrongly.
    result<domain::caller> found{errc::sign_in_required};
    if (who == access::viewer) {
        std::string cookie{r.cookie("viewer-" + slug)};
        found = co_await app::identify_viewer(*c.hall, cookie, slug);
    } else {
        std::string session{r.cookie("session")};
        found = co_await app::identify_staff(*c.hall, session, slug, role_of(who));
    }
    if (!found) co_return found.error();
    r.caller = std::make_shared<const domain::caller>(std::move(*found));
    co_return result<void>{};
}

} // namespace

route_table make_routes(context& c) {
    std::vector<route> rows;
    add_event_routes(rows, c);
    add_access_routes(rows, c);
    add_registration_routes(rows, c);
    add_guest_import_routes(rows, c);
    add_rules_routes(rows, c);
    add_privacy_routes(rows, c);
    add_delegation_routes(rows, c);
    add_seat_routes(rows, c);
    add_message_routes(rows, c);
    add_question_routes(rows, c);
    add_calendar_routes(rows, c);
    add_people_routes(rows, c);
    add_stream_routes(rows, c);
    add_replay_routes(rows, c);
    add_signal_routes(rows, c);
    add_feed_route(rows, c);
    add_operator_routes(rows, c);
    add_trust_routes(rows, c);
    return route_table{std::move(rows)};
}

access_check make_access_check(context& c) {
    return [&c](request& r, access who) { return check(c, r, who); };
}

std::vector<std::string> page_patterns() {
    return {"/",           "/trust",         "/sign-in",    "/ticket/*", "/delegation/*", "/j/*",
            "/e/*",        "/e/*/live",      "/e/*/replay", "/e/*/desk", "/e/*/console",  "/e/*/stage",
            "/e/*/screen", "/e/*/organizer", "/e/*/import"};
}

response answer(int status, result<std::string> a) {
    if (!a) return problem_response(a.error());
    return json(status, std::move(*a));
}

response answer(result<std::shared_ptr<const std::string>> a) {
    if (!a) return problem_response(a.error());
    return bytes("application/json", std::move(*a));
}

result<void> check_json(const request& r) {
    auto type = r.fields["Content-Type"];
    type = type.substr(0, type.find_first_of("; \t"));
    if (!boost::algorithm::iequals(type, "application/json",
                                   std::locale::classic())) // RFC 9110 section 8.3.1
        return errc::unsupported_media_type;
    return {};
}

result<void> check_address(rate_limit& limit, const request& r, unix_ms now) {
    if (r.loopback) return {};
    if (auto wait = limit.take(r.peer, now); wait > 0) return problem::retry_after(errc::rate_limited, wait);
    return {};
}

std::string digest_of(const request& r) { return sha256_hex(r.path + '\n' + r.body).substr(0, 32); }

} // namespace jiangtang::net
