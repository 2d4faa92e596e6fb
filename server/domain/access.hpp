// Who may register for an event and watch it, and what opens the door: a password, a ticket, or the code on the big screen.
// Pure: no I/O, no JSON.
#pragma once

#include "domain/registration.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiangtang::domain {

/// open: everybody. password: who knows it registers and watches. registered: everybody registers, a ticket watches.
/// delegates: only units register people, and these watch.
enum class access_kind { open, password, registered, delegates };
std::string_view name_of(access_kind);
std::optional<access_kind> access_kind_from(std::string_view);

/// What an event chose. The version counts up whenever passes given before are to end.
struct access {
    access_kind kind = access_kind::open;
    std::string password_hash; // with `password` only
    std::int64_t version = 1;
};

/// What a pass is good for: everything, or the questions alone (a hall guest, who has the stage before the eyes).
enum class pass_scope { all, questions };
std::string_view name_of(pass_scope);
std::optional<pass_scope> pass_scope_from(std::string_view);

/// What a browser holds that was let in.
struct pass {
    pass_scope scope = pass_scope::all;
    std::int64_t version = 0; // of the event's access
    unix_ms until = 0;
    std::string registration; // whose ticket opened the door, or empty
};

/// Cleans a password in place, so that it is compared as it was set. Problems: missing_field, invalid_field (6 to 100
/// characters) with `field` "password".
result<void> check_password(std::string&);

/// What somebody without a pass is told: password_required, ticket_required or delegate_required. Not for `open`.
errc needed_for(access_kind);

/// May the form register somebody? Problems: delegates_only, password_required.
result<void> check_registering(access_kind, bool has_pass);

/// Does a ticket open the door? `by_unit`: a unit entered the person. Who was checked in is in the hall and may ask, whoever
/// else may not. Problems: ticket_cancelled, not_approved, delegate_required.
result<void> check_ticket(access_kind, const registration&, bool by_unit);

} // namespace jiangtang::domain
