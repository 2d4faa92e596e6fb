// What organizers do with an event, and what everybody may read of it.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/events.hpp"

namespace jiangtang::app {

using shared_text = std::shared_ptr<const std::string>;

/// {"events":[…]}
asio::awaitable<result<shared_text>> list_events(hall&);

/// What makes the event's desk an app that can be installed. Problem: unknown_event.
asio::awaitable<result<std::string>> read_desk_manifest(hall&, std::string slug);

/// {"event":…,"open":…} without the closing brace. Problem: unknown_event.
asio::awaitable<result<shared_text>> read_event(hall&, std::string slug);

/// Tells everybody how the event is now; answers it as JSON.
std::string announce(store::transaction&, const std::string& slug);

/// Each answers the event as JSON and tells the public. Problems: unknown_event, version_conflict; unknown_segment;
/// wrong_state.
asio::awaitable<result<std::string>> edit_event(hall&, std::string slug, wire::event_edit edit);
asio::awaitable<result<std::string>> start_segment(hall&, std::string slug, std::string segment);
asio::awaitable<result<std::string>> move_stream(hall&, std::string slug, domain::stream_act act);

/// Why there is no stream to watch: unknown_event, event_ended, or not_live with the time to ask again.
asio::awaitable<problem> why_not_live(hall&, std::string slug);

/// Whether `key` may publish to the event. Problems: unknown_event, bad_ingest_key, event_ended.
asio::awaitable<result<void>> may_publish(hall&, std::string slug, std::string key);

/// A publisher came (+1) or went (-1): counted, and told to the organizers when the stream changes by it.
asio::awaitable<void> publisher_changed(hall&, std::string slug, int change);

} // namespace jiangtang::app
