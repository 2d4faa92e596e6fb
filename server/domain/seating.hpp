// The seats of the hall as an organizer arranges them, how a guest is received, and the time that one who waits has to take a
// seat that became free. No I/O, no JSON.
#pragma once

#include "domain/event.hpp"
#include "domain/registration.hpp"

#include <optional>
#include <string>
#include <vector>

namespace jiangtang::domain {

inline constexpr std::int64_t most_seats_of_event = 9999;

/// A seat with whom it belongs to; texts are empty where nobody does.
struct seat {
    std::string event{};
    std::int64_t place = 0; // order in which seats are given
    std::string label{};
    bool reserved = false;      // kept back from everybody who is not given it by hand
    std::string registration{}; // who has it
    std::string delegation{};   // that holds it
    std::string offered_to{};   // a registration that may accept it
    std::optional<unix_ms> offer_ends{};
    std::string name{}; // of who has it or is offered it
    bool vip = false;
};

/// Cleans a label in place. Problems: missing_field, invalid_field with `field` (more than 16 characters).
result<void> check_label(std::string& label, const std::string& field);

/// The same for new seats: 1 to 9,999 of them, no two alike. A problem names the label: "labels[3]".
result<void> check_labels(std::vector<std::string>& labels);

/// May the organizer take the seat away or keep it back? Problem: seat_taken with its label (somebody has it, is offered it, or a
/// delegation holds it). Who sits on a seat that is kept back stays there: `but_guest` lets that pass.
result<void> check_loose(const seat&, bool but_guest);

/// May this guest be given the seat by hand? Problems: wrong_state (the guest is neither confirmed nor waiting, or watches
/// online), seat_taken (another has it, is offered it, or another delegation than the guest's holds it).
result<void> check_give(const seat&, const registration&);

/// How a guest is received. Cleans the note in place. Problem: invalid_field "note" (more than 120 characters).
struct greeting {
    bool vip = false;
    std::string note;
};
result<void> check(greeting&);

/// How long a seat that became free is kept for the first on the waiting list; nothing: it is given at once.
struct seating {
    std::optional<std::int64_t> accept_ms;
    std::int64_t version = 1; // 0: nothing was ever set
};
/// Problem: invalid_field "accept_minutes" (not from 5 minutes to 7 days).
result<void> check(const seating&);

/// Is a free seat offered, rather than given at once? Only while the whole time to accept lies before the start: nobody is to stand
/// at the door while a seat waits for an answer.
bool makes_offers(const seating&, event_status, unix_ms starts_at, unix_ms now);

/// May the guest take the seat that is offered? Problems: wrong_state (nothing is offered), offer_over.
result<void> check_accept(const registration&, unix_ms now);

/// Who lets an offer pass goes to the end of the list; who lets as many pass leaves it, so that no seat goes to and fro before
/// those who do not answer.
inline constexpr std::int64_t most_missed_offers = 2;

} // namespace jiangtang::domain
