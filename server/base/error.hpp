// The one table of what can go wrong for a caller: a stable code, an HTTP status, and a sentence in two languages.
// Knows nothing of HTTP or WebSocket: wire/ and net/ turn a problem into bytes.
#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace jiangtang {

enum class errc {
    bad_json,
    invalid_field,
    missing_field,
    unknown_command,
    malformed_request,
    body_too_large,
    unsupported_media_type,
    not_found,
    method_not_allowed,
    unknown_event,
    unknown_ticket,
    ticket_replaced,
    ticket_erased,
    unknown_registration,
    unknown_delegation,
    unknown_question,
    unknown_segment,
    unknown_viewer,
    sign_in_required,
    forbidden,
    foreign_origin,
    invitation_invalid,
    link_invalid,
    bad_ingest_key,
    password_required,
    wrong_password,
    ticket_required,
    delegate_required,
    delegates_only,
    id_reused,
    version_conflict,
    wrong_state,
    consent_required,
    event_ended,
    asking_closed,
    talk_closed,
    anonymous_not_allowed,
    not_enough_seats,
    registration_not_open,
    registration_closed,
    online_full,
    not_approved,
    seat_taken,
    offer_over,
    not_live,
    no_recording,
    ticket_cancelled,
    rate_limited,
    too_many_questions,
    too_many_connections,
    stream_malformed,
    stream_unplayable,
    stream_replaced,
    stream_contested,
    source_refused,
    busy,
    storage_failed,
    stopping,
    internal,
};

/// One row of the table. `code` never changes once released; `status` is the HTTP status (RFC 9110).
struct problem_kind {
    errc value;
    std::string_view code;
    int status;
    std::string_view zh;
    std::string_view en;
};

/// All rows, in the order of errc.
std::span<const problem_kind> problem_kinds();
const problem_kind& kind_of(errc value);

/// What a caller is told. `field` names the input that is wrong; `retry_after_ms` > 0 says when to try again;
/// `zh`/`en` replace the row's sentence where a more precise one is known.
struct problem {
    errc value = errc::internal;
    std::string field{};
    std::int64_t retry_after_ms = 0;
    std::int64_t opens_at = 0; // of registration_not_open, UTC milliseconds
    std::string zh{};
    std::string en{};

    problem() = default;
    problem(errc v) : value{v} {}
    problem(errc v, std::string name) : value{v}, field{std::move(name)} {}

    problem&& says(std::string chinese, std::string english) && {
        zh = std::move(chinese);
        en = std::move(english);
        return std::move(*this);
    }
    static problem retry_after(errc v, std::int64_t ms) {
        problem p{v};
        p.retry_after_ms = ms;
        return p;
    }
    std::string_view code() const { return kind_of(value).code; }
    int status() const { return kind_of(value).status; }
    std::string_view message() const { return zh.empty() ? kind_of(value).zh : std::string_view{zh}; }
    std::string_view message_en() const { return en.empty() ? kind_of(value).en : std::string_view{en}; }
};

/// Depends on input: a value or a problem. A broken world is an exception, caught once per request.
template <class T>
using result = boost::system::result<T, problem>;

[[noreturn]] inline void throw_exception_from_error(const problem& p, const boost::source_location&) {
    throw std::runtime_error{std::string{p.message_en()}};
}

} // namespace jiangtang
