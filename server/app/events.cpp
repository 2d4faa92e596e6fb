#include "app/events.hpp"

#include "app/source.hpp"
#include "app/topics.hpp"
#include "base/crypto.hpp"
#include "store/events.hpp"
#include "store/messages.hpp"
#include "store/privacy.hpp"
#include "wire/rules.hpp"

#include <spdlog/spdlog.h>

namespace jiangtang::app {
namespace {

std::string event_json(const domain::event& e) { return wire::json::serialize(wire::event_object(e)); }

} // namespace

std::string announce(store::transaction& tx, const std::string& slug) {
    auto text = event_json(store::find_event(tx.db(), slug).value());
    tx.notify(slug, topic_public, "event.updated", R"({"event":)" + text + "}");
    return text;
}

asio::awaitable<result<shared_text>> list_events(hall& h) {
    auto look = [](store::database& db) -> result<std::string> {
        wire::json::object o;
        auto& all = o["events"].emplace_array();
        for (const auto& e : store::list_events(db)) all.push_back(wire::event_summary(e));
        return wire::json::serialize(o);
    };
    auto found = co_await h.read<std::string>(look);
    if (!found) co_return found.error();
    co_return std::make_shared<const std::string>(std::move(*found));
}

asio::awaitable<result<std::string>> read_desk_manifest(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<std::string> {
        auto e = store::find_event_head(db, slug);
        if (!e) return errc::unknown_event;
        return wire::json::serialize(wire::desk_manifest(*e));
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<shared_text>> read_event(hall& h, std::string slug) {
    if (auto kept = h.texts.find(slug, "event"); kept.text && h.now() < kept.until) co_return kept.text;
    auto look = [slug, now = h.now()](store::database& db) -> result<cached_text> {
        auto e = store::find_event(db, slug);
        if (!e) return errc::unknown_event;
        auto open = wire::open_for(*e, now);
        if (store::are_people_erased(db, slug)) open.clear();
        wire::json::object o{{"event", wire::event_object(*e)}, {"open", std::move(open)}};
        auto text = wire::json::serialize(o);
        text.pop_back();
        return cached_text{e->last_seq, std::make_shared<const std::string>(std::move(text)),
                           domain::next_turn(e->registering, now).value_or(cached_text{}.until)};
    };
    auto found = co_await h.read<cached_text>(look);
    if (!found) co_return found.error();
    h.texts.keep(slug, "event", *found);
    co_return found->text;
}

asio::awaitable<result<std::string>> edit_event(hall& h, std::string slug, wire::event_edit edit) {
    auto work = [slug, edit, writes = h.how.post.channels().any()](store::transaction& tx) -> result<std::string> {
        auto now = store::find_event(tx.db(), slug);
        if (!now) return errc::unknown_event;
        if (now->version != edit.version) return errc::version_conflict;
        store::save_programme(tx.db(), slug, edit.what);
        const auto was = now->what.starts_at;
        if (writes && was != edit.what.starts_at) store::reschedule(tx, slug, was, edit.what.starts_at);
        return announce(tx, slug);
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> start_segment(hall& h, std::string slug, std::string segment) {
    auto work = [slug, segment](store::transaction& tx) -> result<std::string> {
        auto e = store::find_event(tx.db(), slug);
        if (!e) return errc::unknown_event;
        if (!e->find_segment(segment)) return errc::unknown_segment;
        if (e->current == segment) return event_json(*e); // sent again: it began when it began
        store::start_segment(tx.db(), slug, segment, tx.now());
        wire::json::object fields{{"segment", segment}, {"started_at", tx.now()}};
        tx.notify(slug, topic_public, "segment.started", wire::json::serialize(fields));
        return announce(tx, slug);
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> move_stream(hall& h, std::string slug, domain::stream_act act) {
    auto work = [slug, act](store::transaction& tx) -> result<std::string> {
        auto e = store::find_event(tx.db(), slug);
        if (!e) return errc::unknown_event;
        bool there = e->status == (act == domain::stream_act::start ? domain::event_status::live
                                                                    : domain::event_status::ended);
        if (there) return event_json(*e); // the same button pressed again
        auto status = domain::after(e->status, act);
        if (!status) return status.error();
        store::set_event_status(tx.db(), slug, *status, tx.now());
        bool start = act == domain::stream_act::start;
        wire::json::object fields{{start ? "live_since" : "ended_at", tx.now()}};
        tx.notify(slug, topic_public, start ? "stream.started" : "stream.ended",
                  wire::json::serialize(fields));
        return announce(tx, slug);
    };
    auto answer = co_await h.write<std::string>(work);
    if (!answer) co_return answer;
    // The key may have been changed from the command line, and the theme by an editor, since the program started.
    if (act == domain::stream_act::start) co_await apply_source(h, slug);
    auto settle = [&h, slug]() -> result<void> {
        h.settle_stream(slug);
        return {};
    };
    auto settled = co_await h.disk.run<void>(settle);
    if (!settled) co_return settled.error();
    co_return answer;
}

asio::awaitable<problem> why_not_live(hall& h, std::string slug) {
    auto look = [slug](store::database& db) -> result<domain::event_status> {
        auto e = store::find_event_head(db, slug);
        if (!e) return errc::unknown_event;
        return e->status;
    };
    auto status = co_await h.read<domain::event_status>(look);
    if (!status) co_return status.error();
    if (*status == domain::event_status::ended) co_return errc::event_ended;
    co_return problem::retry_after(errc::not_live, 2000);
}

asio::awaitable<result<void>> may_publish(hall& h, std::string slug, std::string key) {
    auto look = [slug, key](store::database& db) -> result<void> {
        auto found = store::find_ingest(db, slug);
        if (!found) return errc::unknown_event;
        if (!equal_secrets(found->key, key)) return errc::bad_ingest_key;
        if (store::find_event_head(db, slug)->status == domain::event_status::ended) return errc::event_ended;
        return {};
    };
    co_return co_await h.read<void>(look);
}

asio::awaitable<void> publisher_changed(hall& h, std::string slug, int change) {
    if (!h.streams.count_publisher(slug, change)) co_return;
    bool connected = change > 0;
    auto state = wire::json::serialize(wire::stream_object(h.stream_state(slug)));
    auto work = [slug, connected, state](store::transaction& tx) -> result<std::int64_t> {
        return tx.notify(slug, topic_organizers, connected ? "stream.connected" : "stream.disconnected",
                         R"({"stream":)" + state + "}");
    };
    auto told = co_await h.write<std::int64_t>(work);
    if (!told && told.error().value != errc::stopping)
        spdlog::warn("{}: the organizers could not be told of the stream: {}", slug,
                     told.error().message_en());
}

} // namespace jiangtang::app
