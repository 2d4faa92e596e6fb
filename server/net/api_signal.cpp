// Row of the route table: the encoder's report on what it sees and hears.

#include "app/events.hpp"
#include "net/context.hpp"
#include "wire/signal.hpp"

namespace jiangtang::net {
namespace {

constexpr std::size_t report_body = 8 * 1024;

asio::awaitable<response> put_signal(context& c, request& r) {
    std::string key{r.bearer()};
    auto may = co_await app::may_publish(*c.hall, r.captures[0], key);
    if (!may) co_return problem_response(may.error());
    if (auto ok = check_json(r); !ok) co_return problem_response(ok.error());
    auto report = wire::parse_signal(r.body);
    if (!report) co_return problem_response(report.error());
    c.hall->signals.take(r.captures[0], std::move(*report));
    co_return no_content();
}

} // namespace

void add_signal_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::put, "/ingest/{slug}/signal", access::publisher, report_body,
                    [&c](request& r) { return put_signal(c, r); }});
}

} // namespace jiangtang::net
