#include "app/replay.hpp"

#include "store/events.hpp"
#include "store/questions.hpp"
#include "wire/replay.hpp"

namespace jiangtang::app {
namespace {

struct told {
    domain::event event;
    std::vector<domain::question> questions;
};

asio::awaitable<result<told>> read_programme(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<told> {
        auto e = store::find_event(db, slug);
        if (!e) return errc::unknown_event;
        return told{std::move(*e), store::list_questions(db, slug, true)};
    };
    co_return co_await h.read<told>(look);
}

/// Whether an event is over, so that its recording is all there is of it.
asio::awaitable<result<void>> check_over(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<void> {
        auto e = store::find_event_head(db, slug);
        if (!e) return errc::unknown_event;
        if (e->status == domain::event_status::ended) return {};
        return problem{errc::wrong_state}.says("直播结束后才有回放",
                                               "There is a replay once the stream is over");
    };
    co_return co_await h.read<void>(look);
}

/// Of an event whose replay is open.
asio::awaitable<result<download_ptr>> find_file(hall& h, std::string slug) {
    if (auto file = h.streams.download(slug)) co_return file;
    auto load = [&h, slug]() -> result<download_ptr> {
        if (auto file = h.streams.load_download(slug)) return file;
        return errc::no_recording;
    };
    co_return co_await h.disk.run<download_ptr>(load);
}

wire::replay replay_of(const origin::recording& r, told what) {
    auto health = r.health();
    domain::recorded_time time{health.starts_at, r.ends_at(),
                               [&r](unix_ms at) { return r.position_us(at * 1000) / 1000; }};
    wire::replay all;
    all.starts_at = health.starts_at;
    all.duration_ms = health.duration_ms;
    all.chapters = domain::chapters_of(what.event.what, time);
    all.questions = domain::question_moments_of(std::move(what.questions), time);
    for (const auto& g : r.gaps()) all.gaps.push_back({g.at_us / 1000, g.us / 1000});
    return all;
}

} // namespace

asio::awaitable<result<recording_ptr>> find_replay(hall& h, std::string slug) {
    if (auto found = h.streams.replay(slug)) co_return found;
    auto over = co_await check_over(h, slug);
    if (!over) co_return over.error();
    auto load = [&h, slug]() -> result<recording_ptr> {
        if (auto found = h.streams.load_replay(slug)) return found;
        if (h.streams.is_running(slug)) return problem::retry_after(errc::busy, 1000);
        return errc::no_recording;
    };
    co_return co_await h.disk.run<recording_ptr>(load);
}

asio::awaitable<result<download>> find_download(hall& h, std::string slug) {
    auto found = co_await find_replay(h, slug);
    if (!found) co_return found.error();
    auto file = co_await find_file(h, slug);
    if (!file) co_return file.error();
    auto what = co_await read_programme(h, slug);
    if (!what) co_return what.error();
    const auto& p = what->event.what;
    co_return download{*file, p.series + " " + p.issue + " " + p.theme, (*found)->health().starts_at};
}

asio::awaitable<result<std::string>> describe_replay(hall& h, std::string slug) {
    auto found = co_await find_replay(h, slug);
    if (!found && found.error().value == errc::busy)
        co_return wire::json::serialize(wire::unready_replay_object());
    if (!found) co_return found.error();
    auto what = co_await read_programme(h, slug);
    if (!what) co_return what.error();
    auto told = replay_of(**found, std::move(*what));
    auto file = co_await find_file(h, slug);
    if (file) told.download_bytes = (*file)->size();
    co_return wire::json::serialize(wire::replay_object(told));
}

} // namespace jiangtang::app
