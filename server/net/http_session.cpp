#include "net/http_session.hpp"

#include "net/guard.hpp"
#include "net/read_body.hpp"
#include "net/same_origin.hpp"
#include "net/secure_only.hpp"
#include "net/streaming_body.hpp"
#include "net/websocket_handshake.hpp"
#include "net/websocket_session.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <ctime>

namespace jiangtang::net {

namespace asio = boost::asio;

namespace {

/// The client's own address as the proxy in front of us names it: the last of X-Forwarded-For.
std::string forwarded_for(const header_fields& fields) {
    std::string_view list = fields["x-forwarded-for"];
    if (const auto comma = list.rfind(','); comma != std::string_view::npos) list.remove_prefix(comma + 1);
    while (!list.empty() && list.front() == ' ') list.remove_prefix(1);
    return std::string{list};
}

} // namespace

http_session::http_session(std::unique_ptr<connection> on) : on_{std::move(on)} {
    on_->shared().sweep.add(*this);
}

template <class F>
void http_session::spawn(F coroutine) {
    auto& context = on_->shared().own.context;
    asio::co_spawn(
        context, std::move(coroutine),
        asio::bind_cancellation_slot(cut_.slot(), [self = shared_from_this()](std::exception_ptr) {}));
}

void http_session::start() {
    last_ = on_->shared().server->stopping;
    spawn([this] { return run(); });
}

void http_session::start_refusing() {
    spawn([this] { return refuse_all(); });
}

void http_session::sweep(steady_time now) {
    if (on_ && on_->expired(now)) on_->close();
}

void http_session::stop(bool now) {
    last_ = true;
    if (!on_) return;
    if (now) cut_.emit(asio::cancellation_type::terminal);
    if (now || idle_ || streaming_) on_->close();
}

asio::awaitable<void> http_session::run() {
    try {
        bool another = co_await on_->open(on_->limits().header_timeout);
        while (another && !last_) {
            const std::size_t size = co_await next_head();
            if (size == 0) break;
            std::string raw = on_->buffer().substr(0, size);
            on_->buffer().erase(0, size);
            another = co_await serve(std::move(raw));
        }
    } catch (const std::exception& e) {
        if (!last_) spdlog::error("a connection failed: {}", e.what()); // else it was cut off by stop(true)
    }
    if (on_) on_->close();
}

asio::awaitable<void> http_session::refuse_all() {
    idle_ = false;
    auto& shared = on_->shared();
    ++shared.refusals;
    try {
        const bool open = co_await on_->open(on_->limits().close_grace);
        if (open) co_await say_too_many();
    } catch (const boost::system::system_error&) {}
    --shared.refusals;
    on_->close();
}

asio::awaitable<void> http_session::say_too_many() {
    auto& in = on_->buffer();
    while (head_size(in) == 0 && in.size() <= most_head) {
        const bool more = co_await on_->fill(); // within the time that opening had
        if (!more) co_return;
    }
    auto head = read_head(std::string_view{in}.substr(0, head_size(in)));
    auto answer = head ? websocket_handshake(make_request(*head)) : response{400};
    if (answer.status != 101) {
        co_await send(problem_response(problem::retry_after(errc::too_many_connections, 5000)), method::get,
                      false);
        co_return;
    }
    const bool sent = co_await send(std::move(answer), method::get, true);
    if (!sent) co_return;
    const auto why = close_frame(close_code::too_many, "too many connections");
    const bool told = co_await on_->write(*why);
    if (told) co_await on_->linger();
}

asio::awaitable<std::size_t> http_session::next_head() {
    auto& in = on_->buffer();
    bool begun = false;
    for (;;) {
        while (in.starts_with("\r\n")) in.erase(0, 2); // RFC 9112 section 2.2
        if (const auto size = head_size(in); size != 0 && size <= most_head) {
            idle_ = false;
            co_return size;
        }
        if (in.size() > most_head) {
            idle_ = false;
            co_await send(problem_response(errc::malformed_request), method::get, false);
            co_return 0;
        }
        idle_ = in.empty();
        if (idle_) on_->expire_after(on_->limits().idle_timeout);
        else if (!std::exchange(begun, true)) on_->expire_after(on_->limits().header_timeout);
        if (idle_) in = {}; // an idle connection holds no buffer
        const bool more = co_await on_->fill();
        if (!more) co_return 0;
    }
}

request http_session::make_request(request_head& h) const {
    const auto& limits = on_->limits();
    request q;
    q.method = h.method;
    q.path = std::move(h.path);
    q.raw_query = std::move(h.raw_query);
    q.query = std::move(h.query);
    q.fields = std::move(h.fields);
    q.host = std::move(h.host);
    q.peer = on_->from().address;
    q.loopback = on_->from().loopback;
    q.shard = on_->shared().own.index;
    q.secure = on_->secure();
    if (limits.trust_loopback_proxy && q.loopback && q.fields.has("x-forwarded-for")) {
        q.peer = forwarded_for(q.fields);
        q.loopback = false;
    }
    if (const std::string_view url = limits.public_url; !url.empty()) {
        q.secure = url.starts_with("https://");
        q.host = url.substr(url.find("://") + 3);
    }
    return q;
}

asio::awaitable<bool> http_session::serve(std::string raw) {
    on_->never_expire();
    auto head = read_head(raw);
    if (!head) {
        co_await send(problem_response(head.error()), method::get, false);
        co_return false;
    }
    auto& server = *on_->shared().server;
    server.counts.requests.fetch_add(1, std::memory_order_relaxed);
    if (server.certificate && !on_->secure() &&
        must_be_secure(on_->from(), server.settings.redirect, head->path))
        co_return co_await refuse(*head, sent_to_https(*head, server.settings.public_url, server.tls_port));
    request q = make_request(*head);
    auto found = server.routes.find(q.method, q.path);
    if (!found.row) co_return co_await unrouted(q, *head, std::move(found.allow));
    q.captures = std::move(found.captures);
    if (!may_change(q)) co_return co_await refuse(*head, problem_response(errc::foreign_origin));
    co_return co_await answer(*found.row, q, *head);
}

asio::awaitable<bool> http_session::answer(const route& row, request& q, const request_head& head) {
    if (std::holds_alternative<upgrade_handler>(row.answer)) co_return co_await open_websocket(row, q, head);
    if (std::holds_alternative<streaming_handler>(row.answer)) co_return co_await stream_in(row, q, head);
    co_return co_await plain(row, q, head);
}

asio::awaitable<bool> http_session::unrouted(const request& q, const request_head& head, std::string allow) {
    const auto& files = on_->shared().server->files;
    if (files && allow.empty() && (q.method == method::get || q.method == method::head)) {
        auto file = files->answer(q.path, q.fields["accept-encoding"], q.fields["if-none-match"]);
        if (file) co_return co_await refuse(head, std::move(*file));
        // A person who mistyped an address gets a page that says so; a script gets a problem.
        if (q.fields["accept"].find("text/html") != std::string_view::npos)
            co_return co_await refuse(head, files->not_found(q.fields["accept-encoding"]));
    }
    auto r = problem_response(allow.empty() ? errc::not_found : errc::method_not_allowed);
    if (!allow.empty()) r.with("Allow", std::move(allow));
    co_return co_await refuse(head, std::move(r));
}

asio::awaitable<bool> http_session::refuse(const request_head& head, response r) {
    // The body is not wanted. What is here of it is dropped when that is all; otherwise the connection ends.
    auto& in = on_->buffer();
    const bool whole = !head.chunked && head.content_length <= in.size();
    if (whole) in.erase(0, static_cast<std::size_t>(head.content_length));
    co_return co_await send(std::move(r), head.method, whole && head.keep_alive);
}

asio::awaitable<std::optional<response>> http_session::denied(const route& row, request& q) {
    auto allowed = co_await guarded_call([&] { return on_->shared().server->check(q, row.who); }, row);
    if (!allowed) co_return problem_response(errc::internal);
    if (!*allowed) co_return problem_response(allowed->error());
    co_return std::nullopt;
}

asio::awaitable<bool> http_session::plain(const route& row, request& q, const request_head& head) {
    if (head.content_length > row.body_limit)
        co_return co_await refuse(head, problem_response(errc::body_too_large));
    std::optional<response> no = co_await denied(row, q);
    if (no) co_return co_await refuse(head, std::move(*no));
    const auto end = co_await read_body(*on_, head, row.body_limit, q.body);
    if (end == body_end::cut_off) co_return false;
    if (end != body_end::whole) {
        const auto why = end == body_end::too_large ? errc::body_too_large : errc::malformed_request;
        co_return co_await send(problem_response(why), head.method, false);
    }
    auto r = co_await guarded_call([&] { return std::get<handler>(row.answer)(q); }, row);
    if (!r) r = problem_response(errc::internal);
    co_return co_await send(std::move(*r), head.method, head.keep_alive);
}

asio::awaitable<bool> http_session::stream_in(const route& row, request& q, const request_head& head) {
    std::optional<response> no = co_await denied(row, q);
    if (no) co_return co_await refuse(head, std::move(*no));
    streaming_body body{*on_, head};
    streaming_ = true;
    if (last_) co_return co_await refuse(head, problem_response(errc::stopping));
    auto r = co_await guarded_call([&] { return std::get<streaming_handler>(row.answer)(q, body); }, row);
    streaming_ = false;
    if (!r) r = problem_response(errc::internal);
    co_return co_await send(std::move(*r), head.method, head.keep_alive && body.complete());
}

asio::awaitable<bool> http_session::open_websocket(const route& row, request& q, const request_head& head) {
    auto shaken = websocket_handshake(q);
    if (shaken.status != 101) co_return co_await refuse(head, std::move(shaken));
    if (head.chunked || head.content_length != 0)
        co_return co_await refuse(head, problem_response(errc::malformed_request));
    if (!may_open_websocket(q)) co_return co_await refuse(head, problem_response(errc::foreign_origin));
    std::optional<response> no = co_await denied(row, q);
    if (no) co_return co_await refuse(head, std::move(*no));
    auto decided = co_await guarded_call([&] { return std::get<upgrade_handler>(row.answer)(q); }, row);
    if (!decided) co_return co_await refuse(head, problem_response(errc::internal));
    if (!*decided) co_return co_await refuse(head, problem_response(decided->error()));
    const bool sent = co_await send(std::move(shaken), head.method, true);
    if (!sent) co_return false;
    auto socket = std::make_shared<websocket_session>(*on_, **decided);
    on_.reset();
    socket->start(**decided);
    co_return false;
}

asio::awaitable<bool> http_session::send_from(body_source& source) {
    for (std::uint64_t at = 0; at < source.size();) {
        on_->never_expire(); // the disk's time is not the reader's
        const auto piece = co_await source.read(at);
        if (!piece || piece->empty()) co_return false;
        on_->expire_after(on_->limits().transfer_grace, piece->size(), on_->limits().slowest_reader);
        const bool written = co_await on_->write(*piece);
        if (!written) co_return false;
        at += piece->size();
    }
    co_return true;
}

asio::awaitable<bool> http_session::send(response r, method verb, bool keep_alive) {
    keep_alive = keep_alive && !last_;
    auto& shared = on_->shared();
    if (on_->secure() && shared.server->certificate->trusted_by_browsers())
        if (const auto strict = strict_transport(shared.server->settings.public_url, shared.server->tls_port);
            !strict.empty())
            r.with("Strict-Transport-Security", std::string{strict});
    const auto hundreds = static_cast<std::size_t>(std::clamp(r.status / 100, 0, 5));
    shared.server->counts.answers[hundreds].fetch_add(1, std::memory_order_relaxed);
    const auto head = response_head(r, keep_alive, shared.date.at(std::time(nullptr)));
    const bool with_body = verb != method::head && r.status != 204 && r.status != 304;
    const std::string_view body = with_body && r.body ? std::string_view{*r.body} : std::string_view{};
    on_->expire_after(on_->limits().transfer_grace, body.size(), on_->limits().slowest_reader);
    bool written = co_await on_->write(head, body);
    if (written && with_body && r.source) written = co_await send_from(*r.source);
    if (written && !keep_alive) co_await on_->linger();
    co_return written&& keep_alive;
}

} // namespace jiangtang::net
