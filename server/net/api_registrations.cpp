// Rows of the route table: registering, tickets, and the desk.

#include "app/check_ins.hpp"
#include "app/exports.hpp"
#include "app/registrations.hpp"
#include "app/roster.hpp"
#include "app/tickets.hpp"
#include "domain/caller.hpp"
#include "net/door.hpp"
#include "net/static_files.hpp"
#include "net/tables.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t registration_body = 8 * 1024;

asio::awaitable<response> post_registration(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    if (auto ok = check_address(c.hall->registrations_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    if (const auto what = c.hall->gate.find(r.captures[0])) {
        auto pass = co_await check_door(c, r, r.captures[0], *what, domain::pass_scope::all);
        if (auto ok = domain::check_registering(what->kind, pass.has_value()); !ok)
            co_return problem_response(ok.error());
    }
    auto parsed = wire::parse_registration(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done =
        co_await app::register_guest(*c.hall, r.captures[0], std::move(*parsed), digest_of(r), r.origin());
    co_return answer(201, std::move(done));
}

/// A code could be guessed: looking is limited.
asio::awaitable<response> get_ticket(context& c, request& r) {
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto done = co_await app::read_ticket(*c.hall, r.captures[0], r.origin());
    co_return answer(200, std::move(done));
}

asio::awaitable<response> change_ticket(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto parsed = wire::parse_change(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done =
        co_await app::change_ticket(*c.hall, r.captures[0], std::move(*parsed), digest_of(r), r.origin());
    co_return answer(200, std::move(done));
}

asio::awaitable<response> replace_ticket(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto parsed = wire::parse_replace(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done =
        co_await app::replace_ticket(*c.hall, r.captures[0], std::move(*parsed), digest_of(r), r.origin());
    co_return answer(200, std::move(done));
}

asio::awaitable<response> cancel_ticket(context& c, request& r) {
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto done = co_await app::cancel_ticket(*c.hall, r.captures[0], r.origin());
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_check_in(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_check_in(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::check_in(*c.hall, r.caller->member, std::move(*parsed));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_walk_in(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_walk_in(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::walk_in(*c.hall, r.caller->member, std::move(*parsed));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> undo_check_in(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_undo(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::undo_check_in(*c.hall, r.caller->member, std::move(*parsed), digest_of(r));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> get_roster(context& c, request& r) {
    const bool packed = accepts_gzip(r.fields["Accept-Encoding"]);
    auto roster = co_await app::read_roster(*c.hall, r.captures[0], packed);
    if (!roster) co_return problem_response(roster.error());
    auto out = bytes("application/json", std::move(*roster));
    if (packed) out.with("Content-Encoding", "gzip");
    co_return out;
}

asio::awaitable<response> get_table(context& c, request& r, app::table which, wire::table_format as,
                                    std::string_view name) {
    auto table = co_await app::export_table(*c.hall, r.caller->member, which, as, asked_language(r));
    if (!table) co_return problem_response(table.error());
    co_return table_response(as, r.captures[0] + "-" + std::string{name}, std::move(*table));
}

asio::awaitable<response> accept_seat(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto parsed = wire::parse_replace(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done =
        co_await app::accept_seat(*c.hall, r.captures[0], std::move(*parsed), digest_of(r), r.origin());
    co_return answer(200, std::move(done));
}

} // namespace

void add_registration_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::post, "/api/events/{slug}/registrations", access::anyone, registration_body,
                    [&c](request& r) { return post_registration(c, r); }});
    rows.push_back({method::get, "/api/events/{slug}/registrations", access::desk, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        auto done =
                            co_await app::find_guests(*c.hall, r.captures[0], std::string{r.query["q"]});
                        co_return answer(200, std::move(done));
                    }});
    rows.push_back({method::get, "/api/events/{slug}/roster", access::desk, 0,
                    [&c](request& r) { return get_roster(c, r); }});
    const auto add_table = [&](const std::string& name, app::table which) {
        for (const auto as : {wire::table_format::csv, wire::table_format::xlsx})
            rows.push_back({method::get, "/api/events/{slug}/" + name + extension_of(as), access::organizer,
                            0,
                            [&c, which, as, name](request& r) { return get_table(c, r, which, as, name); }});
    };
    add_table("registrations", app::table::registrations);
    add_table("check-ins", app::table::check_ins);
    rows.push_back({method::post, "/api/events/{slug}/check-ins", access::desk, registration_body,
                    [&c](request& r) { return post_check_in(c, r); }});
    rows.push_back({method::post, "/api/events/{slug}/walk-ins", access::desk, registration_body,
                    [&c](request& r) { return post_walk_in(c, r); }});
    rows.push_back({method::post, "/api/events/{slug}/check-ins/undo", access::desk, registration_body,
                    [&c](request& r) { return undo_check_in(c, r); }});
    rows.push_back({method::get, "/api/tickets/{code}", access::anyone, 0,
                    [&c](request& r) { return get_ticket(c, r); }});
    rows.push_back({method::post, "/api/tickets/{code}/change", access::anyone, registration_body,
                    [&c](request& r) { return change_ticket(c, r); }});
    rows.push_back({method::post, "/api/tickets/{code}/replace", access::anyone, registration_body,
                    [&c](request& r) { return replace_ticket(c, r); }});
    rows.push_back({method::post, "/api/tickets/{code}/accept", access::anyone, registration_body,
                    [&c](request& r) { return accept_seat(c, r); }});
    rows.push_back({method::post, "/api/tickets/{code}/cancel", access::anyone, registration_body,
                    [&c](request& r) { return cancel_ticket(c, r); }});
}

} // namespace jiangtang::net
