// Rows of the route table: the publisher's door (DASH-IF Live Media Ingest, interface 1) and HLS (RFC 8216bis).

#include "app/events.hpp"
#include "net/context.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

namespace jiangtang::net {
namespace {

problem problem_of(const std::error_code& ec) {
    using origin::errc;
    if (ec == make_error_code(errc::replaced)) return jiangtang::errc::stream_replaced;
    if (ec == make_error_code(errc::stream_ended)) return jiangtang::errc::event_ended;
    return problem{jiangtang::errc::stream_malformed}.says(
        "推流内容无法识别：" + ec.message(), "The pushed stream cannot be read: " + ec.message());
}

asio::awaitable<result<void>> take(origin::ingest& track, body_reader& body) {
    while (true) {
        auto piece = co_await body.read_some();
        if (piece.empty()) break;
        if (auto ec = track.push(piece)) co_return problem_of(ec);
    }
    track.end();
    co_return result<void>{};
}

asio::awaitable<response> ingest(context& c, request& r, body_reader& body) {
    auto slug = r.captures[0];
    auto name = r.captures[1];
    auto may = co_await app::may_publish(*c.hall, slug, std::string{r.bearer()});
    if (!may) {
        spdlog::warn("{}: a publisher of {} from {} was refused: {}", slug, name, r.peer,
                     may.error().message_en());
        co_return problem_response(may.error());
    }
    auto track = c.hall->streams.of(slug)->publish(name);
    if (!track) {
        c.hall->streams.set_problem(slug, track.error().message());
        co_return problem_response(problem_of(track.error()));
    }
    spdlog::info("{}: {} is published from {}", slug, name, r.peer);
    co_await app::publisher_changed(*c.hall, slug, +1);
    auto done = co_await take(**track, body);
    (*track)->end();
    co_await app::publisher_changed(*c.hall, slug, -1);
    if (!done) {
        spdlog::warn("{}: publishing {} from {} ended: {}", slug, name, r.peer, done.error().message_en());
        if (done.error().value == jiangtang::errc::stream_malformed)
            c.hall->streams.set_problem(slug, std::string{done.error().message_en()});
        co_return problem_response(done.error());
    }
    spdlog::info("{}: publishing {} from {} is over{}", slug, name, r.peer,
                 body.complete() ? "" : " (connection lost)");
    co_return no_content();
}

response media_answer(const origin::answer& a) {
    using status = origin::answer::status;
    switch (a.what) {
    case status::ok: {
        auto out = bytes(std::string{a.content_type}, a.body);
        auto seconds = std::to_string(a.max_age.count());
        out.with("Cache-Control", a.max_age.count() == 0 ? "no-cache"
                                  : a.immutable          ? "public, max-age=" + seconds + ", immutable"
                                                         : "public, max-age=" + seconds);
        out.with("Access-Control-Allow-Origin", "*");
        return out;
    }
    case status::bad_request: return problem_response(errc::malformed_request);
    case status::not_yet: return problem_response(problem::retry_after(errc::not_live, 1000));
    case status::timed_out:
    case status::busy:
    case status::wait: return problem_response(problem::retry_after(errc::busy, 1000));
    case status::not_found: break;
    }
    return problem_response(errc::not_found);
}

asio::awaitable<origin::answer> wait_for(std::shared_ptr<origin::stream> stream, std::string path,
                                         origin::query q) {
    auto executor = co_await asio::this_coro::executor;
    auto start = [&](auto handler) {
        auto done = std::make_shared<decltype(handler)>(std::move(handler));
        stream->when_ready(path, q, [done, executor](origin::answer a) {
            asio::post(executor, [done, a = std::move(a)]() mutable { std::move (*done)(std::move(a)); });
        });
    };
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(origin::answer)>(
        start, asio::use_awaitable);
}

asio::awaitable<response> live(context& c, request& r) {
    auto stream = c.hall->streams.watched(r.captures[0]);
    if (!stream) {
        auto why = co_await app::why_not_live(*c.hall, r.captures[0]);
        co_return problem_response(why);
    }
    auto q = origin::parse_query(r.raw_query);
    auto a = stream->get(r.captures[1], q);
    if (a.what == origin::answer::status::wait) a = co_await wait_for(stream, r.captures[1], q);
    co_return media_answer(a);
}

} // namespace

void add_stream_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::post, "/ingest/{slug}/{track}", access::publisher, 0,
                    streaming_handler{[&c](request& r, body_reader& b) { return ingest(c, r, b); }}});
    rows.push_back(
        {method::get, "/live/{slug}/{path*}", access::anyone, 0, [&c](request& r) { return live(c, r); }});
}

} // namespace jiangtang::net
