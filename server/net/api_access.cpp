// Rows of the route table: who may register and watch, and the pass of one who was let in.

#include "app/access.hpp"
#include "app/events.hpp"
#include "net/door.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t access_body = 4 * 1024;
constexpr std::int64_t browser_cookie_s = 24 * 3600;

response pass_answer(const context& c, const domain::pass& pass) {
    // Without a version it is no pass that ends: the event is open, or this is its staff.
    auto object =
        pass.version > 0 ? wire::pass_object(pass, c.hall->now()) : wire::json::object{{"scope", "all"}};
    return json(200, wire::json::serialize(wire::json::object{{"pass", object}}));
}

asio::awaitable<response> get_access(context& c, request& r) {
    auto done = co_await app::read_access(*c.hall, r.captures[0]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> put_access(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto edit = wire::parse_access_edit(r.body);
    if (!edit) co_return problem_response(edit.error());
    auto done = co_await app::set_access(*c.hall, r.captures[0], std::move(*edit));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> get_join(context& c, request& r) {
    co_return json(
        200, wire::json::serialize(wire::json::object{{"path", app::join_path(*c.hall, r.captures[0])}}));
}

/// Also what an edge asks before it serves the stream from its cache.
asio::awaitable<response> get_pass(context& c, request& r) {
    const auto slug = r.captures[0];
    auto event = co_await app::read_event(*c.hall, slug);
    if (!event) co_return problem_response(event.error());
    const auto what = c.hall->gate.find(slug);
    if (!what) co_return pass_answer(c, {});
    auto pass = co_await check_door(c, r, slug, *what, domain::pass_scope::all);
    if (!pass) co_return problem_response(pass.error());
    co_return pass_answer(c, *pass);
}

asio::awaitable<response> post_pass(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto key = wire::parse_pass(r.body);
    if (!key) co_return problem_response(key.error());
    const auto slug = r.captures[0];
    const auto own = "browser-" + slug;
    const auto browser = app::read_browser(*c.hall, slug, r.cookie(own));
    app::at_the_door who{browser, {}};
    if (!r.loopback) who.address = r.peer;
    auto in = co_await app::enter(*c.hall, slug, std::move(*key), who);
    auto out = in ? pass_answer(c, in->pass) : problem_response(in.error());
    if (browser.empty()) set_cookie(out, r, own, app::write_browser(*c.hall, slug), browser_cookie_s);
    if (in)
        set_cookie(out, r, "pass-" + slug, in->cookie,
                   std::max<std::int64_t>(1, (in->pass.until - c.hall->now()) / 1000));
    co_return out;
}

} // namespace

void add_access_routes(std::vector<route>& rows, context& c) {
    using handle = asio::awaitable<response> (*)(context&, request&);
    const auto add = [&](method verb, std::string path, access who, std::size_t body, handle act) {
        rows.push_back({verb, std::move(path), who, body, [&c, act](request& r) { return act(c, r); }});
    };
    add(method::get, "/api/events/{slug}/access", access::organizer, 0, get_access);
    add(method::put, "/api/events/{slug}/access", access::organizer, access_body, put_access);
    add(method::get, "/api/events/{slug}/join", access::staff, 0, get_join);
    add(method::get, "/api/events/{slug}/pass", access::anyone, 0, get_pass);
    add(method::post, "/api/events/{slug}/pass", access::anyone, access_body, post_pass);
}

} // namespace jiangtang::net
