// Rows of the route table: the organizer's messages.

#include "app/messages.hpp"
#include "net/context.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t message_body = 4 * 1024;

asio::awaitable<response> post_again(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_again(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::send_again(*c.hall, r.caller->member, std::move(*parsed), digest_of(r));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_test(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_test(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::send_test(*c.hall, r.caller->member, std::move(*parsed), digest_of(r));
    co_return answer(201, std::move(done));
}

asio::awaitable<response> put_reminders(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_reminders(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::set_reminders(*c.hall, r.captures[0], std::move(*parsed));
    co_return answer(200, std::move(done));
}

} // namespace

void add_message_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/api/events/{slug}/messages", access::organizer, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        const bool unsettled = r.query["only"] == "unsettled";
                        auto done = co_await app::read_messages(*c.hall, r.captures[0], unsettled);
                        co_return answer(200, std::move(done));
                    }});
    rows.push_back({method::post, "/api/events/{slug}/messages/again", access::organizer, message_body,
                    [&c](request& r) { return post_again(c, r); }});
    rows.push_back({method::post, "/api/events/{slug}/messages/test", access::organizer, message_body,
                    [&c](request& r) { return post_test(c, r); }});
    rows.push_back({method::put, "/api/events/{slug}/reminders", access::organizer, message_body,
                    [&c](request& r) { return put_reminders(c, r); }});
}

} // namespace jiangtang::net
