// Rows of the route table: the publisher's door (DASH-IF Live Media Ingest, interface 1) and HLS (RFC 8216bis).

#include "app/events.hpp"
#include "app/replay.hpp"
#include "net/door.hpp"
#include "net/hls_response.hpp"

#include <boost/asio/append.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

namespace jiangtang::net {
namespace {

/// What a publisher is told, in the origin's own words.
problem problem_of(const std::error_code& ec, origin::sentences said) {
    using origin::errc;
    auto code = jiangtang::errc::stream_malformed;
    if (ec == errc::replaced) code = jiangtang::errc::stream_replaced;
    if (ec == errc::contested) code = jiangtang::errc::stream_contested;
    if (ec == errc::stream_ended) code = jiangtang::errc::event_ended;
    if (ec == errc::unplayable_codec || ec == errc::too_much_picture || ec == errc::too_many_bits ||
        ec == errc::no_key_frame)
        code = jiangtang::errc::stream_unplayable;
    return problem{code}.says(std::move(said.zh), std::move(said.en));
}

/// Organizers are told what went wrong; that a newer publisher took over or the event is over is no news to them.
void tell_organizers(context& c, const std::string& slug, const std::error_code& ec,
                     const origin::sentences& s) {
    using origin::errc;
    if (ec != errc::replaced && ec != errc::stream_ended)
        c.hall->streams.set_problem(slug, s.zh + '\n' + s.en);
}

/// Hands the body on to its end, or to the first error.
asio::awaitable<std::error_code> take(origin::ingest& track, body_reader& body) {
    std::error_code ec;
    while (!ec) {
        auto piece = co_await body.read_some();
        if (piece.empty()) break;
        ec = track.push(piece);
    }
    track.end();
    co_return ec;
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
        auto said = origin::explain(track.error(), name);
        tell_organizers(c, slug, track.error(), said);
        co_return problem_response(problem_of(track.error(), said));
    }
    spdlog::info("{}: {} is published from {}", slug, name, r.peer);
    co_await app::publisher_changed(*c.hall, slug, +1);
    auto ec = co_await take(**track, body);
    co_await app::publisher_changed(*c.hall, slug, -1);
    if (ec) {
        auto said = (*track)->why();
        spdlog::warn("{}: publishing {} from {} ended: {}", slug, name, r.peer, said.en);
        tell_organizers(c, slug, ec, said);
        co_return problem_response(problem_of(ec, std::move(said)));
    }
    spdlog::info("{}: publishing {} from {} is over{}", slug, name, r.peer,
                 body.complete() ? "" : " (connection lost)");
    co_return no_content();
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

/// Who was in the time-shift when the stream ended stays there, also when the program was restarted since.
asio::awaitable<response> no_longer_live(context& c, std::string slug, std::string path, origin::query q) {
    auto what = origin::parse_path(path);
    const bool shifted =
        what.form == origin::playlist_form::event || what.what > origin::resource::kind::playlist;
    if (shifted) {
        auto recording = co_await app::find_replay(*c.hall, slug);
        if (recording)
            co_return co_await hls_response(c, (*recording)->get(what, origin::playlist_form::event, q.skip),
                                            !c.hall->gate.find(slug));
    }
    auto why = co_await app::why_not_live(*c.hall, slug);
    co_return problem_response(why);
}

asio::awaitable<response> live(context& c, request& r) {
    const auto door = c.hall->gate.find(r.captures[0]);
    if (door) {
        auto pass = co_await check_door(c, r, r.captures[0], *door, domain::pass_scope::all);
        if (!pass) co_return problem_response(pass.error());
    }
    auto q = origin::parse_query(r.raw_query);
    auto stream = c.hall->streams.watched(r.captures[0]);
    if (!stream) co_return co_await no_longer_live(c, r.captures[0], r.captures[1], q);
    auto a = stream->get(r.captures[1], q);
    if (a.what == origin::answer::status::wait) a = co_await wait_for(stream, r.captures[1], q);
    co_return co_await hls_response(c, std::move(a), !door);
}

} // namespace

void add_stream_routes(std::vector<route>& rows, context& c) {
    rows.push_back({method::post, "/ingest/{slug}/{track}", access::publisher, 0,
                    streaming_handler{[&c](request& r, body_reader& b) { return ingest(c, r, b); }}});
    rows.push_back(
        {method::get, "/live/{slug}/{path*}", access::anyone, 0, [&c](request& r) { return live(c, r); }});
}

} // namespace jiangtang::net
