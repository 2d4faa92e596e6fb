// Rows of the route table: signing in and out, staff, and viewers.

#include "app/people.hpp"
#include "net/door.hpp"
#include "wire/delegations.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t people_body = 4 * 1024;
constexpr std::int64_t viewer_cookie_s = 90 * 24 * 3600;
constexpr std::uint16_t signed_out = 4002;

asio::awaitable<response> post_sign_in(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto token = wire::parse_sign_in(r.body);
    if (!token) co_return problem_response(token.error());
    auto in = co_await app::sign_in(*c.hall, *token, std::string{r.cookie("session")});
    if (!in) co_return problem_response(in.error());
    auto staff = wire::staff_object(in->who);
    auto page = staff["page"];
    auto out = json(200, wire::json::serialize(wire::json::object{{"staff", staff}, {"page", page}}));
    if (!in->session.empty()) set_cookie(out, r, "session", in->session, c.hall->how.session_valid / 1000);
    co_return out;
}

asio::awaitable<response> post_sign_out(context& c, request& r) {
    auto held = co_await app::sign_out(*c.hall, std::string{r.cookie("session")});
    if (!held) co_return problem_response(held.error());
    for (const auto& s : *held) c.hall->rooms.close(s.event, s.id, signed_out, "signed out");
    auto out = no_content();
    set_cookie(out, r, "session", "", 0);
    co_return out;
}

asio::awaitable<response> post_viewer(context& c, request& r) {
    if (!r.body.empty())
        if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    if (auto ok = check_address(c.hall->viewers_by_address, r, c.hall->now()); !ok)
        co_return problem_response(ok.error());
    auto parsed = wire::parse_viewer(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    const auto& slug = r.captures[0];
    wire::json::object told;
    if (const auto what = c.hall->gate.find(slug)) {
        auto pass = co_await check_door(c, r, slug, *what, domain::pass_scope::questions);
        if (!pass) co_return problem_response(pass.error());
        if (pass->version > 0) told["pass"] = wire::pass_object(*pass, c.hall->now());
    }
    auto name = "viewer-" + slug;
    auto v = co_await app::become_viewer(*c.hall, slug, std::move(*parsed), std::string{r.cookie(name)});
    if (!v) co_return problem_response(v.error());
    told["viewer"] = wire::viewer_object(v->who);
    auto out = json(201, wire::json::serialize(told));
    if (!v->cookie.empty()) set_cookie(out, r, name, v->cookie, viewer_cookie_s);
    co_return out;
}

asio::awaitable<response> post_staff(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_staff(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::invite(*c.hall, r.caller->member, std::move(*parsed), digest_of(r), r.origin());
    co_return answer(201, std::move(done));
}

asio::awaitable<response> post_dismissal(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto id = wire::parse_command_id(r.body);
    if (!id) co_return problem_response(id.error());
    const auto& member = r.captures[1];
    auto done = co_await app::dismiss(*c.hall, r.caller->member, member, *id, digest_of(r));
    if (done) c.hall->rooms.close(r.captures[0], member, signed_out, "dismissed");
    co_return answer(200, std::move(done));
}

} // namespace

void add_people_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::post, "/api/sign-in", access::anyone, people_body,
                    [&c](request& r) { return post_sign_in(c, r); }});
    rows.push_back({method::post, "/api/sign-out", access::anyone, people_body,
                    [&c](request& r) { return post_sign_out(c, r); }});
    rows.push_back(
        {method::get, "/api/session", access::anyone, 0, [&c](request& r) -> asio::awaitable<response> {
             auto done = co_await app::read_session(*c.hall, std::string{r.cookie("session")});
             co_return answer(200, std::move(done));
         }});
    rows.push_back({method::post, "/api/events/{slug}/viewers", access::anyone, people_body,
                    [&c](request& r) { return post_viewer(c, r); }});
    rows.push_back({method::get, "/api/events/{slug}/staff", access::organizer, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        auto done = co_await app::read_staff(*c.hall, r.captures[0]);
                        co_return answer(200, std::move(done));
                    }});
    rows.push_back({method::post, "/api/events/{slug}/staff", access::organizer, people_body,
                    [&c](request& r) { return post_staff(c, r); }});
    rows.push_back({method::post, "/api/events/{slug}/staff/{id}/remove", access::organizer, people_body,
                    [&c](request& r) { return post_dismissal(c, r); }});
}

} // namespace jiangtang::net
