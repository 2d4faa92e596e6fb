// Rows of the route table: delegations, for organizers, desks, and the contact who shows the secret of a link.

#include "app/delegations.hpp"
#include "net/context.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t delegation_body = 4 * 1024, delegates_body = 256 * 1024;

asio::awaitable<response> post_delegation(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_delegation(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::add_delegation(*c.hall, r.caller->member, std::move(*parsed), digest_of(r));
    co_return answer(201, std::move(done));
}

asio::awaitable<response> change_delegation(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_delegation(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::change_delegation(*c.hall, r.caller->member, r.captures[1], std::move(*parsed),
                                                digest_of(r));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_removal(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto id = wire::parse_command_id(r.body);
    if (!id) co_return problem_response(id.error());
    auto done = co_await app::remove_delegation(*c.hall, r.caller->member, r.captures[1], *id, digest_of(r));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> get_link(context& c, request& r) {
    auto done = co_await app::read_link(*c.hall, r.captures[0], r.captures[1], r.origin());
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_link(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto id = wire::parse_command_id(r.body);
    if (!id) co_return problem_response(id.error());
    auto done =
        co_await app::renew_link(*c.hall, r.caller->member, r.captures[1], *id, digest_of(r), r.origin());
    co_return answer(200, std::move(done));
}

app::contact_link link_of(const request& r) { return {r.captures[0], std::string{r.bearer()}}; }

/// A secret could be guessed: looking is limited, as it is for tickets.
asio::awaitable<response> get_delegation(context& c, request& r) {
    if (auto ok = check_address(c.hall->tickets_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto done = co_await app::read_delegation(*c.hall, link_of(r), r.origin());
    co_return answer(200, std::move(done));
}

result<void> check_contact(context& c, const request& r) {
    if (auto ok = check_json(r); !ok) return ok;
    return check_address(c.hall->tickets_by_address, r, c.hall->now());
}

asio::awaitable<response> post_delegates(context& c, request& r) {
    if (auto ok = check_contact(c, r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_delegates(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done =
        co_await app::add_delegates(*c.hall, link_of(r), std::move(*parsed), digest_of(r), r.origin());
    co_return answer(201, std::move(done));
}

asio::awaitable<response> replace_delegate(context& c, request& r) {
    if (auto ok = check_contact(c, r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_replacement(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::replace_delegate(*c.hall, link_of(r), r.captures[1], std::move(*parsed),
                                               digest_of(r), r.origin());
    co_return answer(200, std::move(done));
}

asio::awaitable<response> remove_delegate(context& c, request& r) {
    if (auto ok = check_contact(c, r); !ok) co_return problem_response(ok.error());
    auto id = wire::parse_command_id(r.body);
    if (!id) co_return problem_response(id.error());
    auto done = co_await app::remove_delegate(*c.hall, link_of(r), r.captures[1], *id, digest_of(r));
    co_return answer(200, std::move(done));
}

} // namespace

void add_delegation_routes(std::vector<route>& rows, context& c) {
    using handle = asio::awaitable<response> (*)(context&, request&);
    const auto add = [&](method verb, std::string path, access who, std::size_t body, handle act) {
        rows.push_back({verb, std::move(path), who, body, [&c, act](request& r) { return act(c, r); }});
    };
    const std::string all = "/api/events/{slug}/delegations", one = all + "/{id}";
    add(method::post, all, access::organizer, delegation_body, post_delegation);
    add(method::post, one + "/change", access::organizer, delegation_body, change_delegation);
    add(method::post, one + "/remove", access::organizer, delegation_body, post_removal);
    add(method::get, one + "/link", access::organizer, 0, get_link);
    add(method::post, one + "/link", access::organizer, delegation_body, post_link);
    const std::string own = "/api/delegations/{id}", people = own + "/delegates";
    add(method::get, own, access::anyone, 0, get_delegation);
    add(method::post, people, access::anyone, delegates_body, post_delegates);
    add(method::post, people + "/{guest}/replace", access::anyone, delegation_body, replace_delegate);
    add(method::post, people + "/{guest}/remove", access::anyone, delegation_body, remove_delegate);
}

} // namespace jiangtang::net
