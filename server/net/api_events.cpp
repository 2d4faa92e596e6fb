// Rows of the route table: events, their agenda, and the organizer's hand on the stream.

#include "app/events.hpp"
#include "app/privacy.hpp"
#include "app/source.hpp"
#include "net/context.hpp"
#include "wire/stream_state.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t small_body = 4 * 1024, agenda_body = 64 * 1024;

response event_answer(result<std::string> event) {
    if (!event) return problem_response(event.error());
    return json(200, R"({"event":)" + *event + "}");
}

asio::awaitable<response> get_event(context& c, request& r) {
    auto event = co_await app::read_event(*c.hall, r.captures[0]);
    if (!event) co_return problem_response(event.error());
    auto days = co_await app::read_retention_days(*c.hall, r.captures[0]);
    if (!days) co_return problem_response(days.error());
    auto text = **event + R"(,"server_time":)" + std::to_string(c.hall->now());
    if (*days != "0") text += R"(,"retention_days":)" + *days;
    // Whether the form asks for an address to write to.
    if (c.hall->how.post.channels().mail) text += R"(,"asks_email":true)";
    co_return json(200, std::move(text) + "}");
}

/// The desk as an app on the device's start screen (W3C Web Application Manifest).
asio::awaitable<response> get_desk_manifest(context& c, request& r) {
    auto done = co_await app::read_desk_manifest(*c.hall, r.captures[0]);
    if (!done) co_return problem_response(done.error());
    co_return bytes("application/manifest+json", std::make_shared<const std::string>(std::move(*done)));
}

asio::awaitable<response> put_event(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto edit = wire::parse_event_edit(r.body);
    if (!edit) co_return problem_response(edit.error());
    auto done = co_await app::edit_event(*c.hall, r.captures[0], std::move(*edit));
    co_return event_answer(std::move(done));
}

asio::awaitable<response> post_stream(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto act = wire::parse_stream_act(r.body);
    if (!act) co_return problem_response(act.error());
    auto done = co_await app::move_stream(*c.hall, r.captures[0], *act);
    co_return event_answer(std::move(done));
}

asio::awaitable<response> get_source(context& c, request& r) {
    auto done = co_await app::read_source(*c.hall, r.captures[0]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> put_source(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto edit = wire::parse_source_edit(r.body);
    if (!edit) co_return problem_response(edit.error());
    auto done = co_await app::set_source(*c.hall, r.captures[0], std::move(*edit));
    co_return answer(200, std::move(done));
}

} // namespace

void add_event_routes(std::vector<route>& rows, context& c) {
    rows.push_back(
        {method::get, "/api/events", access::anyone, 0, [&c](request&) -> asio::awaitable<response> {
             auto done = co_await app::list_events(*c.hall);
             co_return answer(std::move(done));
         }});
    rows.push_back(
        {method::get, "/api/events/{slug}", access::anyone, 0, [&c](request& r) { return get_event(c, r); }});
    rows.push_back({method::get, "/api/events/{slug}/desk.webmanifest", access::anyone, 0,
                    [&c](request& r) { return get_desk_manifest(c, r); }});
    rows.push_back({method::put, "/api/events/{slug}", access::organizer, agenda_body,
                    [&c](request& r) { return put_event(c, r); }});
    rows.push_back({method::post, "/api/events/{slug}/segments/{id}/start", access::organizer, small_body,
                    [&c](request& r) -> asio::awaitable<response> {
                        auto done = co_await app::start_segment(*c.hall, r.captures[0], r.captures[1]);
                        co_return event_answer(std::move(done));
                    }});
    rows.push_back({method::post, "/api/events/{slug}/stream", access::organizer, small_body,
                    [&c](request& r) { return post_stream(c, r); }});
    rows.push_back({method::get, "/api/events/{slug}/stream", access::organizer, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        co_return json(200, wire::json::serialize(
                                                wire::stream_object(c.hall->stream_state(r.captures[0]))));
                    }});
    rows.push_back({method::get, "/api/events/{slug}/source", access::organizer, 0,
                    [&c](request& r) { return get_source(c, r); }});
    rows.push_back({method::put, "/api/events/{slug}/source", access::organizer, small_body,
                    [&c](request& r) { return put_source(c, r); }});
}

} // namespace jiangtang::net
