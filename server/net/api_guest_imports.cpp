// Rows of the route table: lists of guests. The body is the file as it is, whatever its content type.

#include "app/guest_imports.hpp"
#include "domain/caller.hpp"
#include "net/context.hpp"
#include "net/tables.hpp"

namespace jiangtang::net {
namespace {

wire::reading_fields reading_of(const request& r) {
    return {r.query["attendance"], r.query["columns"], r.query["heading"]};
}

asio::awaitable<response> post_preview(context& c, request& r) {
    auto how = wire::parse_reading(reading_of(r));
    if (!how) co_return problem_response(how.error());
    auto done = co_await app::preview_guests(*c.hall, r.captures[0], std::move(*how), std::move(r.body));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_faulty(context& c, request& r) {
    auto how = wire::parse_reading(reading_of(r));
    if (!how) co_return problem_response(how.error());
    auto done = co_await app::faulty_guests(*c.hall, r.captures[0], std::move(*how), asked_language(r),
                                            std::move(r.body));
    if (!done) co_return problem_response(done.error());
    co_return table_response(wire::table_format::csv, r.captures[0] + "-to-correct", std::move(*done));
}

asio::awaitable<response> post_import(context& c, request& r) {
    auto parsed = wire::parse_import(r.query["id"], r.query["consent"], r.query["tickets"], reading_of(r));
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::import_guests(*c.hall, r.caller->member, std::move(*parsed),
                                            std::string{r.raw_query}, std::move(r.body));
    co_return answer(201, std::move(done));
}

asio::awaitable<response> get_imports(context& c, request& r) {
    auto done = co_await app::list_imports(*c.hall, r.captures[0]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> post_stop(context& c, request& r) {
    auto done = co_await app::stop_import(*c.hall, r.caller->member, r.captures[1]);
    co_return answer(200, std::move(done));
}

asio::awaitable<response> get_template(context& c, wire::table_format as, request& r) {
    const auto in = asked_language(r);
    auto made = co_await app::guest_template(*c.hall, as, in);
    if (!made) co_return problem_response(made.error());
    co_return table_response(as, "guests-" + std::string{domain::name_of(in)}, std::move(*made));
}

} // namespace

void add_guest_import_routes(std::vector<route>& rows, context& c) {
    using handle = asio::awaitable<response> (*)(context&, request&);
    const auto add = [&](method verb, std::string path, std::size_t body, handle act) {
        rows.push_back(
            {verb, std::move(path), access::organizer, body, [&c, act](request& r) { return act(c, r); }});
    };
    const std::string all = "/api/events/{slug}/guest-imports";
    add(method::get, all, 0, get_imports);
    add(method::post, all, wire::most_sheet_bytes, post_import);
    add(method::post, all + "/preview", wire::most_sheet_bytes, post_preview);
    add(method::post, all + "/faulty.csv", wire::most_sheet_bytes, post_faulty);
    add(method::post, all + "/{id}/stop", 1024, post_stop);
    for (const auto as : {wire::table_format::csv, wire::table_format::xlsx})
        rows.push_back({method::get, all + "/template" + extension_of(as), access::organizer, 0,
                        [&c, as](request& r) { return get_template(c, as, r); }});
}

} // namespace jiangtang::net
