#include "app/post_office.hpp"

#include "base/crypto.hpp"
#include "store/events.hpp"
#include "store/registrations.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <random>
#include <variant>

namespace jiangtang::app {
namespace {

using domain::channel;
using domain::delivery;
using domain::message_status;

constexpr unix_ms look_every = 30'000, remind_every = 2000;
constexpr domain::retry_rule channel_rule{.first_ms = 1000, .longest_ms = 60'000};
constexpr int reminders_at_once = 500;

double chance() {
    thread_local std::mt19937 source{std::random_device{}()};
    return std::uniform_real_distribution<>{}(source);
}

} // namespace

/// A message with what its words need; no message: nothing is due before `due`.
struct post_office::errand {
    std::optional<store::taken_message> taken;
    channel by = channel::mail;
    domain::registration guest;
    domain::event event;
    std::optional<unix_ms> due;
};

post_office::post_office(const post_settings& how, store::writer& writer, const secrets& keys,
                         const clock_fn& now)
    : how_{how}, writer_{writer}, keys_{keys}, now_{now} {}

void post_office::start() {
    if (!how_.channels().any()) return;
    auto found = writer_.run_now<std::int64_t>([](store::transaction& tx) -> result<std::int64_t> {
        return store::doubt_unsettled(tx.db(), "the program ended while this was being handed over",
                                      tx.now());
    });
    if (found && *found > 0)
        spdlog::warn("{} messages may or may not have left before the program ended", *found);
    for (const auto by : {channel::mail, channel::sms}) {
        const auto connections = by == channel::mail ? how_.mail.connections : how_.sms.connections;
        if (how_.channels().has(by))
            for (int i = 0; i < connections; ++i) threads_.emplace_back([this, by] { carry(by); });
    }
    threads_.emplace_back([this] { remind(); });
}

void post_office::stop() {
    {
        std::lock_guard hold{mutex_};
        stopping_ = true;
    }
    news_.notify_all();
    for (auto& t : threads_) t.join();
    threads_.clear();
}

void post_office::wake() {
    {
        std::lock_guard hold{mutex_};
        ++rung_;
    }
    news_.notify_all();
}

std::optional<channel_trouble> post_office::trouble(channel by) const {
    std::lock_guard hold{mutex_};
    const auto found = pauses_.find(by);
    if (found == pauses_.end() || found->second.failed == 0) return std::nullopt;
    return found->second.why;
}

unix_ms post_office::paused_until(channel by) const {
    std::lock_guard hold{mutex_};
    const auto found = pauses_.find(by);
    return found == pauses_.end() ? 0 : found->second.until;
}

void post_office::rest(unix_ms until, std::uint64_t& heard) {
    std::unique_lock hold{mutex_};
    const auto patience = std::chrono::milliseconds{std::max<unix_ms>(until - now_(), 0)};
    news_.wait_for(hold, patience, [&] { return stopping_ || rung_ != heard; });
    heard = rung_;
}

void post_office::carry(channel by) {
    transfer line{stopping_};
    std::uint64_t heard = 0;
    while (!stopping_) {
        const auto now = now_();
        if (const auto until = paused_until(by); until > now) {
            rest(until, heard);
            continue;
        }
        auto found = next(by);
        if (!found || !found->taken) {
            const auto due = found ? found->due.value_or(now + look_every) : now + look_every;
            // Due already, but its guest gets another one at the moment: that one's end is no news.
            rest(std::min(std::max(due, now + 50), now + look_every), heard);
            continue;
        }
        attempt came;
        try {
            came = perform(line, *found);
        } catch (const std::exception& e) {
            came = {delivery::unknown, e.what()}; // the answer could not be judged: it may have been a yes
        }
        note(by, came);
        settle(*found, came, now_());
    }
}

result<post_office::errand> post_office::next(channel by) {
    return writer_.run_now<errand>([by](store::transaction& tx) -> result<errand> {
        errand e;
        e.by = by;
        e.taken = store::take_message(tx.db(), by, tx.now());
        if (!e.taken) {
            e.due = store::next_message_due(tx.db(), by);
            return e;
        }
        e.event = store::find_event_head(tx.db(), e.taken->event).value();
        if (!e.taken->registration.empty())
            e.guest = store::find_registration(tx.db(), e.taken->registration).value();
        const domain::message_moment at{.guest_cancelled =
                                            e.guest.status == domain::registration_status::cancelled,
                                        .event_begun = tx.now() >= e.event.what.starts_at,
                                        .has_offer = e.guest.offer && tx.now() < e.guest.offer->until,
                                        .requested = e.guest.status == domain::registration_status::requested,
                                        .declined = e.guest.status == domain::registration_status::declined};
        if (!domain::is_stale(e.taken->kind, at)) return e;
        store::settle_message(
            tx.db(), e.taken->id,
            {.status = message_status::superseded, .error = {}, .due_at = 0, .counts = false}, tx.now());
        e.taken.reset();
        e.due = tx.now();
        return e;
    });
}

attempt post_office::perform(transfer& line, const errand& e) {
    const auto to = unseal(keys_.phone_key, e.taken->recipient);
    if (!to) return {delivery::refused, "the recipient cannot be read with this data folder's key"};
    const auto letter = wire::write_letter({.kind = e.taken->kind,
                                            .in = e.taken->in,
                                            .guest = e.guest,
                                            .event = e.event,
                                            .origin = how_.origin,
                                            .signature = ticket_signature(keys_, e.guest)});
    if (e.by == channel::mail)
        return line.send_mail(how_.mail, *to,
                              wire::mail_of(letter, how_.mail.from, *to, e.taken->id, now_()));
    auto values = letter.fields;
    values.emplace_back("text", letter.sms);
    values.emplace_back("id", e.taken->id);
    return line.send_sms(how_.sms, *to, std::move(values));
}

void post_office::note(channel by, const attempt& came) {
    std::lock_guard hold{mutex_};
    auto& p = pauses_[by];
    const auto name = domain::name_of(by);
    if (came.came_to != delivery::unreachable) {
        if (p.failed > 0) spdlog::info("messages by {} are taken again", name);
        p = {};
        return;
    }
    if (stopping_) return;
    if (p.failed++ == 0) {
        p.why.since = now_();
        spdlog::warn("messages by {} wait: {}", name, came.said);
    }
    p.why.problem = came.said;
    p.until = now_() + domain::pause_after(p.failed, chance(), channel_rule);
}

void post_office::settle(const errand& e, const attempt& came, unix_ms came_at) {
    const auto& rule = how_.retry(e.by);
    const auto& m = *e.taken;
    store::settled_message s;
    s.status = domain::status_after(came.came_to, m.attempts, came_at - m.queued_at, rule);
    s.error = came.said;
    s.counts = came.came_to != delivery::unreachable;
    // What reached nobody waits as the channel does.
    s.due_at = s.counts ? came_at + domain::pause_after(m.attempts, chance(), rule) : came_at;
    auto done = writer_.run_now<std::monostate>([&](store::transaction& tx) -> result<std::monostate> {
        store::settle_message(tx.db(), m.id, s, tx.now());
        return std::monostate{};
    });
    // It stays 'sending', and is told as uncertain at the next start: it is not sent again in any case.
    if (!done) spdlog::error("what became of a message could not be written: {}", done.error().message_en());
}

void post_office::remind() {
    std::uint64_t heard = 0;
    while (!stopping_) {
        auto more = writer_.run_now<bool>([this](store::transaction& tx) -> result<bool> {
            if (store::write_rescheduled(tx, how_.channels(), reminders_at_once)) return true;
            for (const auto& [event, starts_at] : store::events_with_reminders(tx.db(), tx.now())) {
                const auto due =
                    domain::due_reminder(store::list_reminders(tx.db(), event), starts_at, tx.now());
                if (due &&
                    store::write_reminder(tx, event, *due, starts_at, how_.channels(), reminders_at_once))
                    return true;
            }
            return false;
        });
        if (!more || !*more) rest(now_() + remind_every, heard);
    }
}

} // namespace jiangtang::app
