// What is kept of a person, taking it away again, and who took tables of it.
#pragma once

#include "domain/registration.hpp"
#include "store/transaction.hpp"

#include <functional>

namespace jiangtang::store {

/// The address a registration is written to, as staff see it; empty when there is none.
std::string masked_email(database&, std::string_view registration);

/// What is kept of a person besides the registration.
struct consent_given {
    std::string consent; // version of the text
    unix_ms consented_at = 0, registered_at = 0;
};
std::optional<consent_given> find_consent(database&, std::string_view registration);

/// Every code that a registration's ticket had.
std::vector<std::string> tickets_of(database&, std::string_view registration);

/// Erases what identifies the person: name, phone, unit and position, and name and seat beside the questions. The rows stay and
/// are counted as before. The feed and the answers that were given still name the person: see below.
void erase_person(database&, std::string_view registration, unix_ms now);

/// Writes those messages of an event's feed anew for which `changed` gives another text. Reads all of them.
void rewrite_feed(database&, std::string_view event,
                  const std::function<std::optional<std::string>(const std::string& body)>& changed);

/// Empties the answers of commands in which `named` occurs: such a command sent again is told id_reused. Reads all of them.
void forget_answers(database&, std::string_view named);

/// An event whose retention is over and whose people were not erased; none while it is live. It begins with the event's end; of
/// one that nobody ended, with its end in the programme, or when it was made if that was later. `otherwise` is how long events
/// keep their people that say nothing of it; 0: for ever.
std::optional<std::string> event_to_erase(database&, unix_ms now, unix_ms otherwise);

/// When the retention of an event begins, as above, how long it is (0: for ever), and when its people were erased.
struct retention {
    std::optional<unix_ms> from;
    unix_ms kept = 0;
    std::optional<unix_ms> erased_at;
};
/// Nothing for an unknown event.
std::optional<retention> retention_of(database&, std::string_view event, unix_ms otherwise);
/// Was everybody of the event erased, after its retention? Nobody registers for it any more.
bool are_people_erased(database&, std::string_view event);
void set_retention_days(database&, std::string_view event, std::int64_t days);

/// Is there anybody who registered and was not erased?
bool knows_people(database&, std::string_view event);

/// Erases at most `most` rows of what an event knows of people: registrations, viewers, questions, what desks read and wrote,
/// answers that are kept, the feed from its beginning on. How many; none: nothing is left.
std::int64_t erase_some(database&, std::string_view event, int most, unix_ms now);

/// Keeps that an event's people are erased.
void set_erased(database&, std::string_view event, unix_ms now);

/// Marks that the file is to be written anew (writer::rewrite) because something was erased at `now`.
void want_rewrite(database&, unix_ms now);
/// The mark, while no event is live; empty: there is nothing to do.
std::string rewrite_wanted(database&);
/// Takes the mark away, unless something was erased since.
void rewritten(database&, std::string_view mark);

/// What a member of staff did with personal data.
struct audited {
    std::string what;  // see schema.sql
    std::string staff; // name
    std::string guest; // name, of phone.revealed
    unix_ms at = 0;
};
/// Newest first, at most `most`.
std::vector<audited> list_audit(database&, std::string_view event, int most);

/// The sealed phone of a registration of the event, and that a member of staff got it: kept once for each `command` of theirs.
/// Empty: there is none. Nothing for an unknown registration.
std::optional<std::string> reveal_phone(database&, std::string_view event, std::string_view registration,
                                        std::string_view staff, std::string_view command, unix_ms now);

} // namespace jiangtang::store
