// Rows of the route table: the rules of registration, and the requests that organizers approve.

#include "app/rules.hpp"
#include "net/context.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t rules_body = 4 * 1024, verdict_body = 32 * 1024;

asio::awaitable<response> get_rules(context& c, request& r) {
    auto done = co_await app::read_rules(*c.hall, r.captures[0]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> put_rules(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_rules(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::save_rules(*c.hall, r.captures[0], *parsed);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> get_requests(context& c, request& r) {
    auto done = co_await app::read_requests(*c.hall, r.captures[0]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_verdict(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_verdict(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::decide_requests(*c.hall, r.caller->member, std::move(*parsed), digest_of(r));
    co_return answer(200, std::move(done));
}

} // namespace

void add_rules_routes(std::vector<route>& rows, context& c) {
    const std::string rules = "/api/events/{slug}/rules", requests = "/api/events/{slug}/requests";
    rows.push_back({method::get, rules, access::organizer, 0, [&c](request& r) { return get_rules(c, r); }});
    rows.push_back(
        {method::put, rules, access::organizer, rules_body, [&c](request& r) { return put_rules(c, r); }});
    rows.push_back(
        {method::get, requests, access::organizer, 0, [&c](request& r) { return get_requests(c, r); }});
    rows.push_back({method::post, requests, access::organizer, verdict_body,
                    [&c](request& r) { return post_verdict(c, r); }});
}

} // namespace jiangtang::net
