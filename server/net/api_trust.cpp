// Rows of the route table: what a volunteer needs to trust the certificate that this server made for itself.

#include "net/context.hpp"
#include "net/server.hpp"
#include "wire/trust.hpp"

namespace jiangtang::net {
namespace {

response read_trust(const context& c) {
    if (!c.certificate || !c.running) return json(200, "{}");
    const auto chain = c.certificate->facts();
    wire::trust t{c.running->tls_port(),
                  c.certificate->self_made(),
                  chain.front().fingerprint,
                  {},
                  chain.front().expires_at};
    if (t.self_made) t.authority = chain.back().fingerprint;
    return json(200, wire::json::serialize(wire::trust_object(t)));
}

response download(const context& c) {
    if (!c.certificate || !c.certificate->self_made()) return problem_response(errc::not_found);
    // With this type, and without Content-Disposition, telephones offer to install it.
    return bytes("application/x-x509-ca-cert",
                 std::make_shared<const std::string>(c.certificate->authority()));
}

} // namespace

void add_trust_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::get, "/api/trust", access::anyone, 0,
                    [&c](request&) -> asio::awaitable<response> { co_return read_trust(c); }});
    rows.push_back({method::get, "/trust/jiangtang.crt", access::anyone, 0,
                    [&c](request&) -> asio::awaitable<response> { co_return download(c); }});
}

} // namespace jiangtang::net
