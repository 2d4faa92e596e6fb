// Rows of the route table: what moderators read of the questions besides the feed.

#include "app/questions.hpp"
#include "net/context.hpp"

namespace jiangtang::net {

void add_question_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/api/events/{slug}/questions/{id}/acts", access::moderator, 0,
                    [&c](request& r) -> asio::awaitable<response> {
                        auto done = co_await app::read_history(*c.hall, r.captures[0], r.captures[1]);
                        co_return answer(200, std::move(done));
                    }});
}

} // namespace jiangtang::net
