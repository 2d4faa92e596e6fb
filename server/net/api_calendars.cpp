// Rows of the route table: calendar files.

#include "app/calendars.hpp"
#include "net/context.hpp"
#include "net/static_files.hpp"

namespace jiangtang::net {
namespace {

response calendar_answer(result<app::calendar_file> made) {
    if (!made) return problem_response(made.error());
    auto out =
        bytes("text/calendar; charset=utf-8", std::make_shared<const std::string>(std::move(made->text)));
    out.with("Content-Disposition", attachment(made->name, made->name));
    return out;
}

asio::awaitable<response> get_event_calendar(context& c, request& r) {
    auto done = co_await app::event_calendar(*c.hall, r.captures[0], r.origin());
    co_return calendar_answer(std::move(done));
}

/// A code could be guessed: looking is limited, as for the ticket.
asio::awaitable<response> get_ticket_calendar(context& c, request& r) {
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    const auto in = r.query["lang"] == "en" ? domain::language::en : domain::language::zh;
    auto done = co_await app::ticket_calendar(*c.hall, r.captures[0], r.origin(), in);
    co_return calendar_answer(std::move(done));
}

} // namespace

void add_calendar_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/api/events/{slug}/calendar.ics", access::anyone, 0,
                    [&c](request& r) { return get_event_calendar(c, r); }});
    rows.push_back({method::get, "/api/tickets/{code}/calendar.ics", access::anyone, 0,
                    [&c](request& r) { return get_ticket_calendar(c, r); }});
}

} // namespace jiangtang::net
