// Events, their units and their agenda, as rows.
#pragma once

#include "domain/event.hpp"
#include "store/database.hpp"

namespace jiangtang::store {

/// Newest first, without units and agenda.
std::vector<domain::event> list_events(database&);

/// Whole, with its rules, and counts of seats and registrations as they are in this transaction.
std::optional<domain::event> find_event(database&, std::string_view slug);
bool event_exists(database&, std::string_view slug);

/// Only the event's own row: what a command needs to know before it does its work.
std::optional<domain::event> find_event_head(database&, std::string_view slug);
bool segment_exists(database&, std::string_view slug, std::string_view segment);

/// The id of the talk that is on; empty while another item is, or none.
std::string talk_on(database&, std::string_view slug);

/// Fills in seats and registrations as they are in this transaction.
void count_people(database&, domain::event&);

/// Makes an event and `seats` of the hall, labelled by rows of twelve ("1-1" … "1-12", "2-1" …).
void add_event(database&, const domain::event&, std::string_view source, std::string_view ingest_key,
               int seats, unix_ms now);

/// Replaces what the organizer edits and counts the version up. Segments keep their id and when they began; new ones get
/// an id.
void save_programme(database&, std::string_view slug, domain::programme);

/// Sets the status and the moments that go with it.
void set_event_status(database&, std::string_view slug, domain::event_status, unix_ms now);
void start_segment(database&, std::string_view slug, std::string_view segment, unix_ms now);

/// Where the picture comes from, and what a publisher must show; nothing for an unknown event.
struct ingest {
    std::string key;
    std::string source;
};
std::optional<ingest> find_ingest(database&, std::string_view slug);
void set_ingest_key(database&, std::string_view slug, std::string_view key);
void set_source(database&, std::string_view slug, std::string_view source);

/// What the streams start from: every event with its source, key and theme, and whether it is live or over.
struct stream_setup {
    std::string slug, source, key, theme;
    bool live = false, ended = false;
};
std::vector<stream_setup> stream_setups(database&);

} // namespace jiangtang::store
