// Rows of the route table: the history of a question, the rules of asking, the words, and the table of all questions.

#include "app/asking.hpp"
#include "app/question_export.hpp"
#include "app/questions.hpp"
#include "net/context.hpp"
#include "net/tables.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t asking_body = 16 * 1024;
constexpr std::size_t words_body = 512 * 1024;

asio::awaitable<response> put_asking(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_asking(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::set_asking(*c.hall, r.captures[0], std::move(*parsed));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> put_words(context& c, request& r) {
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto parsed = wire::parse_words(r.body);
    if (!parsed) co_return problem_response(parsed.error());
    auto done = co_await app::set_words(*c.hall, r.captures[0], std::move(*parsed));
    co_return answer(200, std::move(done));
}

asio::awaitable<response> get_questions(context& c, request& r, wire::table_format as) {
    auto table = co_await app::export_questions(*c.hall, r.caller->member, as, asked_language(r));
    if (!table) co_return problem_response(table.error());
    co_return table_response(as, r.captures[0] + "-questions", std::move(*table));
}

} // namespace

void add_question_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/api/events/{slug}/questions/{id}/acts", access::moderator, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        auto done = co_await app::read_history(*c.hall, r.captures[0], r.captures[1]);
                        co_return answer(200, std::move(done));
                    }});
    for (const auto as : {wire::table_format::csv, wire::table_format::xlsx})
        rows.push_back({method::get, "/api/events/{slug}/questions" + extension_of(as), access::organizer, 0,
                        [&c, as](request& r) { return get_questions(c, r, as); }});
    rows.push_back({method::put, "/api/events/{slug}/asking", access::moderator, asking_body,
                    [&c](request& r) { return put_asking(c, r); }});
    rows.push_back({method::get, "/api/events/{slug}/words", access::moderator, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        auto done = co_await app::read_words(*c.hall, r.captures[0]);
                        co_return answer(200, std::move(done));
                    }});
    rows.push_back({method::put, "/api/events/{slug}/words", access::moderator, words_body,
                    [&c](request& r) { return put_words(c, r); }});
}

} // namespace jiangtang::net
