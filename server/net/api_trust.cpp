// Rows of the route table: what a volunteer needs to trust the certificate that this server made for itself.

#include "net/context.hpp"
#include "net/server.hpp"
#include "wire/json.hpp"

namespace jiangtang::net {
namespace {

response read_trust(const context& c) {
    wire::json::object out;
    if (c.certificate && c.running) {
        const auto chain = c.certificate->facts();
        out["port"] = c.running->tls_port();
        out["self_made"] = c.certificate->self_made();
        out["fingerprint"] = chain.front().fingerprint;
        if (c.certificate->self_made()) out["authority"] = chain.back().fingerprint;
        out["expires_at"] = chain.front().expires_at;
    }
    return json(200, wire::json::serialize(out));
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
