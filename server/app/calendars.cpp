#include "app/calendars.hpp"

#include "app/tickets.hpp"
#include "domain/ticket.hpp"
#include "store/events.hpp"
#include "wire/calendar.hpp"

namespace jiangtang::app {
namespace {

/// As in mails, so that both are one entry.
std::string home_of(const hall& h, const std::string& origin) {
    return h.how.post.origin.empty() ? origin : h.how.post.origin;
}

calendar_file file_of(const wire::calendar_facts& entry, unix_ms now) {
    return {entry.event.slug + ".ics", wire::calendar_object(entry, now)};
}

} // namespace

asio::awaitable<result<calendar_file>> event_calendar(hall& h, std::string slug, std::string origin) {
    auto look = [&h, slug, home = home_of(h, origin)](store::database& db) -> result<calendar_file> {
        const auto e = store::find_event_head(db, slug);
        if (!e) return errc::unknown_event;
        return file_of(wire::event_calendar(*e, home), h.now());
    };
    co_return co_await h.read<calendar_file>(look);
}

asio::awaitable<result<calendar_file>> ticket_calendar(hall& h, std::string code, std::string origin,
                                                       domain::language in) {
    auto clean = domain::ticket_code_in(code);
    if (!clean) co_return errc::unknown_ticket;
    auto look = [&h, code = *clean, in,
                 home = home_of(h, origin)](store::database& db) -> result<calendar_file> {
        const auto g = find_holder(db, code);
        if (!g) return g.error();
        if (g->status != domain::registration_status::confirmed) return errc::wrong_state;
        const auto e = store::find_event_head(db, g->event).value();
        return file_of(wire::ticket_calendar(*g, e, home, in), h.now());
    };
    co_return co_await h.read<calendar_file>(look);
}

} // namespace jiangtang::app
