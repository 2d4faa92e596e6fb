// Rows of the route table: the seats of the hall and how guests are received, for organizers.

#include "app/seats.hpp"
#include "net/context.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t seat_body = 4 * 1024, seats_body = 1024 * 1024;

/// A command with a body that `parse` reads.
template <class Parse, class Act>
asio::awaitable<response> command(request& r, Parse parse, Act act, int status = 200) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = parse(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await act(std::move(*parsed));
    co_return answer(status, std::move(done));
}

asio::awaitable<response> get_seats(context& c, request& r) {
    auto done = co_await app::read_seats(*c.hall, r.captures[0]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_seats(context& c, request& r) {
    auto act = [&](wire::add_seats_request what) {
        return app::add_seats(*c.hall, r.caller->member, std::move(what), digest_of(r));
    };
    co_return co_await command(r, wire::parse_add_seats, act, 201);
}

asio::awaitable<response> post_seat_removal(context& c, request& r) {
    auto act = [&](wire::seats_request what) {
        return app::remove_seats(*c.hall, r.caller->member, std::move(what), digest_of(r));
    };
    co_return co_await command(r, wire::parse_seats, act);
}

asio::awaitable<response> post_reservation(context& c, request& r) {
    auto act = [&](wire::seats_request what) {
        return app::reserve_seats(*c.hall, r.caller->member, std::move(what), digest_of(r));
    };
    co_return co_await command(r, wire::parse_seats, act);
}

asio::awaitable<response> post_label(context& c, request& r) {
    auto act = [&](wire::rename_seat_request what) {
        return app::rename_seat(*c.hall, r.caller->member, r.captures[1], std::move(what), digest_of(r));
    };
    co_return co_await command(r, wire::parse_rename_seat, act);
}

asio::awaitable<response> post_gift(context& c, request& r) {
    auto act = [&](wire::give_seat_request what) {
        return app::give_seat(*c.hall, r.caller->member, r.captures[1], std::move(what), digest_of(r));
    };
    co_return co_await command(r, wire::parse_give_seat, act);
}

asio::awaitable<response> put_seating(context& c, request& r) {
    auto act = [&](domain::seating what) { return app::set_seating(*c.hall, r.captures[0], what); };
    co_return co_await command(r, wire::parse_seating, act);
}

asio::awaitable<response> post_greeting(context& c, request& r) {
    auto act = [&](wire::greeting_request what) {
        return app::greet(*c.hall, r.caller->member, r.captures[1], std::move(what), digest_of(r));
    };
    co_return co_await command(r, wire::parse_greeting, act);
}

} // namespace

void add_seat_routes(std::vector<route>& rows, context& c) {
    using handle = asio::awaitable<response> (*)(context&, request&);
    const auto add = [&](method verb, std::string path, std::size_t body, handle act) {
        rows.push_back(
            {verb, std::move(path), access::organizer, body, [&c, act](request& r) { return act(c, r); }});
    };
    const std::string event = "/api/events/{slug}", all = event + "/seats";
    add(method::get, all, 0, get_seats);
    add(method::post, all, seats_body, post_seats);
    add(method::post, all + "/remove", seats_body, post_seat_removal);
    add(method::post, all + "/reserve", seats_body, post_reservation);
    add(method::post, all + "/{place}/rename", seat_body, post_label);
    add(method::post, all + "/{place}/give", seat_body, post_gift);
    add(method::put, event + "/seating", seat_body, put_seating);
    add(method::post, event + "/registrations/{id}/greeting", seat_body, post_greeting);
}

} // namespace jiangtang::net
