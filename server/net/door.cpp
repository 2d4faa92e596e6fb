#include "net/door.hpp"

#include "app/people.hpp"

namespace jiangtang::net {

asio::awaitable<result<domain::pass>> check_door(context& c, request& r, std::string slug,
                                                 app::gate::rule what, domain::pass_scope scope) {
    auto pass = app::check_pass(*c.hall, slug, what, r.cookie("pass-" + slug), scope);
    if (pass) co_return pass;
    std::string session{r.cookie("session")};
    if (session.empty()) co_return pass;
    auto staff = co_await app::identify_staff(*c.hall, session, slug, std::nullopt);
    if (staff) co_return domain::pass{};
    co_return pass;
}

asio::awaitable<std::optional<response>> refused_at_door(context& c, request& r, std::string slug) {
    const auto what = c.hall->gate.find(slug);
    if (!what) co_return std::nullopt;
    auto pass = co_await check_door(c, r, slug, *what, domain::pass_scope::all);
    if (pass) co_return std::nullopt;
    co_return problem_response(pass.error());
}

} // namespace jiangtang::net
