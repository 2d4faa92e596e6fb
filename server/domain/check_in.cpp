#include "domain/check_in.hpp"

#include "domain/enum_names.hpp"

namespace jiangtang::domain {
namespace {

constexpr enum_names<check_in_result, 11> results{{{check_in_result::admitted, "admitted"},
                                                   {check_in_result::already_in, "already_in"},
                                                   {check_in_result::waitlisted, "waitlisted"},
                                                   {check_in_result::cancelled, "cancelled"},
                                                   {check_in_result::requested, "requested"},
                                                   {check_in_result::declined, "declined"},
                                                   {check_in_result::online_only, "online_only"},
                                                   {check_in_result::turned_away, "turned_away"},
                                                   {check_in_result::revoked, "revoked"},
                                                   {check_in_result::wrong_event, "wrong_event"},
                                                   {check_in_result::unknown, "unknown"}}};

} // namespace

std::string_view name_of(check_in_result v) { return name_in(results, v); }
std::optional<check_in_result> check_in_result_from(std::string_view s) { return value_in(results, s); }

check_in_result decide(const registration* found, std::string_view event, std::string_view code) {
    using enum check_in_result;
    if (!found) return unknown;
    if (found->event != event) return wrong_event;
    if (!code.empty() && code != found->ticket) return revoked;
    if (found->admitted_at) return already_in;
    if (found->status == registration_status::cancelled) return cancelled;
    if (found->status == registration_status::requested) return requested;
    if (found->status == registration_status::declined) return declined;
    if (found->status == registration_status::waitlisted) return waitlisted;
    if (found->form == attendance::online) return online_only;
    return admitted;
}

} // namespace jiangtang::domain
