// Rows of the route table: what is kept of a person, and who exported it.

#include "app/privacy.hpp"
#include "net/context.hpp"
#include "wire/delegations.hpp"
#include "wire/privacy.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t privacy_body = 1024;

/// A code could be guessed: looking is limited, as for the ticket.
asio::awaitable<response> get_person(context& c, request& r) {
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto done = co_await app::read_person(*c.hall, r.captures[0]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> erase_person(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    if (auto ok = check_address(c.hall->erasures_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto parsed = wire::parse_replace(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::erase_person(*c.hall, r.captures[0], std::move(*parsed), digest_of(r));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> put_retention(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto days = wire::parse_retention(r.body);
    if (!days) co_return problem_response(days.error());
    auto done = co_await app::set_retention_days(*c.hall, r.caller->member, *days);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_reveal(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto id = wire::parse_command_id(r.body);
    if (!id) co_return problem_response(id.error());
    auto done = co_await app::reveal_phone(*c.hall, r.caller->member, r.captures[1], std::move(*id));
    co_return answer(200, std::move(done));
}

} // namespace

void add_privacy_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/api/tickets/{code}/data", access::anyone, 0,
                    [&c](request& r) { return get_person(c, r); }});
    rows.push_back({method::post, "/api/tickets/{code}/erase", access::anyone, privacy_body,
                    [&c](request& r) { return erase_person(c, r); }});
    rows.push_back({method::put, "/api/events/{slug}/retention", access::organizer, privacy_body,
                    [&c](request& r) { return put_retention(c, r); }});
    rows.push_back({method::post, "/api/events/{slug}/registrations/{id}/phone", access::organizer,
                    privacy_body, [&c](request& r) { return post_reveal(c, r); }});
    rows.push_back({method::get, "/api/events/{slug}/audit", access::organizer, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        auto done = co_await app::read_audit(*c.hall, r.captures[0]);
                        co_return answer(200, std::move(done));
                    }});
}

} // namespace jiangtang::net
