#include "app/roster.hpp"

#include "app/privacy.hpp"
#include "base/gzip.hpp"
#include "base/text.hpp"
#include "store/feed.hpp"
#include "store/registrations.hpp"
#include "wire/roster.hpp"

namespace jiangtang::app {
namespace {

result<cached_text> make_roster(const hall& h, store::database& db, const std::string& slug, bool packed) {
    const auto seq = store::last_seq(db, slug);
    if (!seq) return errc::unknown_event;
    wire::roster r{.event = slug,
                   .epoch = h.epoch,
                   .seq = *seq,
                   .key = h.keys.ticket_public_key,
                   .retention_days = retention_days(h, db, slug),
                   .guests = store::hall_registrations(db, slug)};
    for (const auto& t : store::closed_tickets(db, slug)) r.closed.emplace(t.code, t.why);
    std::string words;
    for (const auto& g : r.guests) words.append(g.name).append(g.organization);
    r.traditional = traditional_forms(words);
    auto text = wire::json::serialize(wire::roster_object(r));
    if (packed) text = gzip(text, pack::fast);
    return cached_text{*seq, std::make_shared<const std::string>(std::move(text))};
}

} // namespace

asio::awaitable<result<std::shared_ptr<const std::string>>> read_roster(hall& h, std::string slug,
                                                                        bool packed) {
    const std::string kind = packed ? "roster.gz" : "roster";
    auto kept = h.texts.find(slug, kind);
    if (!kept.text) {
        auto look = [&h, slug, packed](store::database& db) { return make_roster(h, db, slug, packed); };
        auto made = co_await h.read<cached_text>(look);
        if (!made) co_return made.error();
        kept = std::move(*made);
        h.texts.keep(slug, kind, kept);
    }
    co_return kept.text;
}

} // namespace jiangtang::app
