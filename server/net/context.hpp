// What the rows of the route table work with.
#pragma once

#include "app/hall.hpp"
#include "net/route.hpp"

namespace jiangtang::net {

class server;
class tls;

struct context {
    app::hall* hall = nullptr;       // null only where the table is printed
    const server* running = nullptr; // set once the server listens; for the metrics
    std::string metrics_token;       // empty: metrics on loopback only
    std::string version;
    std::shared_ptr<const tls> certificate; // null: no HTTPS
};

/// The whole table. `context` must outlive it.
route_table make_routes(context&);

/// Decides who may call a row (see access) and sets request.caller.
access_check make_access_check(context&);

// Parts of the table, each added by its own file.
void add_event_routes(std::vector<route>&, context&);
void add_access_routes(std::vector<route>&, context&);
void add_registration_routes(std::vector<route>&, context&);
void add_guest_import_routes(std::vector<route>&, context&);
void add_rules_routes(std::vector<route>&, context&);
void add_privacy_routes(std::vector<route>&, context&);
void add_delegation_routes(std::vector<route>&, context&);
void add_seat_routes(std::vector<route>&, context&);
void add_message_routes(std::vector<route>&, context&);
void add_question_routes(std::vector<route>&, context&);
void add_calendar_routes(std::vector<route>&, context&);
void add_people_routes(std::vector<route>&, context&);
void add_stream_routes(std::vector<route>&, context&);
void add_replay_routes(std::vector<route>&, context&);
void add_signal_routes(std::vector<route>&, context&);
void add_feed_route(std::vector<route>&, context&);
void add_operator_routes(std::vector<route>&, context&);
void add_trust_routes(std::vector<route>&, context&);

/// The address that a page of the web folder has, for static_files.
std::vector<std::string> page_patterns();

/// Turns a use case's answer into a response.
response answer(int status, result<std::string>);
response answer(result<std::shared_ptr<const std::string>>);

/// application/json is required of a body; a problem otherwise.
result<void> check_json(const request&);

/// Says when a limit by address is passed. Loopback, where the operator and his tests are, has no limit.
result<void> check_address(rate_limit&, const request&, unix_ms now);

/// A digest of a request's path and body, so that an id used for something else, or about somebody else, is noticed.
std::string digest_of(const request&);

} // namespace jiangtang::net
