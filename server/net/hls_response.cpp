#include "net/hls_response.hpp"

namespace jiangtang::net {
namespace {

std::string caching(const origin::answer& a, bool for_everybody) {
    const std::string who = for_everybody ? "public" : "private";
    if (a.max_age.count() == 0) return for_everybody ? "no-cache" : "private, no-cache";
    return who + ", max-age=" + std::to_string(a.max_age.count()) + (a.immutable ? ", immutable" : "");
}

problem problem_of(origin::answer::status what) {
    using status = origin::answer::status;
    switch (what) {
    case status::bad_request: return errc::malformed_request;
    case status::not_yet: return problem::retry_after(errc::not_live, 1000);
    case status::timed_out:
    case status::busy:
    case status::wait: return problem::retry_after(errc::busy, 1000);
    default: return errc::not_found;
    }
}

} // namespace

asio::awaitable<response> hls_response(context& c, origin::answer a, bool for_everybody) {
    if (a.what != origin::answer::status::ok) co_return problem_response(problem_of(a.what));
    if (a.slice) {
        auto read = [slice = a.slice]() -> result<origin::shared_bytes> {
            return std::make_shared<const std::string>(slice->read());
        };
        auto bytes = co_await c.hall->disk.run<origin::shared_bytes>(read);
        if (!bytes) co_return problem_response(bytes.error());
        a.body = std::move(*bytes);
    }
    auto out = bytes(std::string{a.content_type}, a.body);
    out.with("Cache-Control", caching(a, for_everybody));
    if (for_everybody) out.with("Access-Control-Allow-Origin", "*");
    co_return out;
}

} // namespace jiangtang::net
