#include "app/messages.hpp"

#include "base/crypto.hpp"
#include "store/events.hpp"
#include "store/feed.hpp"

namespace jiangtang::app {
namespace {

constexpr int most_of_log = 200;

store::recipient recipient_by_phone(const hall& h, const std::string& phone, domain::language in) {
    return {seal(h.keys.phone_key, phone), domain::masked_phone(phone.substr(phone.size() - 4)),
            hmac(h.keys.phone_key, "phone " + phone), in};
}

wire::channel_state state_of(const hall& h, domain::channel by) {
    wire::channel_state s;
    s.there = h.how.post.channels().has(by);
    if (by == domain::channel::mail) s.from = h.how.post.mail.from.address;
    if (const auto trouble = h.post.trouble(by)) {
        s.since = trouble->since;
        s.problem = trouble->problem;
    }
    return s;
}

} // namespace

store::recipient recipient_by_mail(const hall& h, const std::string& email, domain::language in) {
    return {seal(h.keys.phone_key, email), domain::masked_email(email),
            hmac(h.keys.phone_key, "email " + email), in};
}

asio::awaitable<result<std::string>> read_messages(hall& h, std::string slug, bool unsettled) {
    wire::messages_state state;
    state.mail = state_of(h, domain::channel::mail);
    state.sms = state_of(h, domain::channel::sms);
    auto look = [slug, unsettled, state](store::database& db) mutable -> result<std::string> {
        if (!store::event_exists(db, slug)) return errc::unknown_event;
        state.counts = store::count_messages(db, slug);
        state.reminders = store::list_reminders(db, slug);
        state.log = store::list_messages(db, slug, unsettled, most_of_log + 1);
        state.more = state.log.size() > most_of_log;
        if (state.more) state.log.pop_back();
        return wire::json::serialize(wire::messages_object(state));
    };
    co_return co_await h.read<std::string>(look);
}

asio::awaitable<result<std::string>> send_again(hall& h, domain::staff by, wire::again_request r,
                                                std::string digest) {
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            const auto n = store::send_again(tx, by.event, r.message);
            if (n == 0 && !r.message.empty()) return errc::wrong_state;
            return wire::json::serialize(wire::json::object{{"queued", n}});
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> send_test(hall& h, domain::staff by, wire::test_request r,
                                               std::string digest) {
    if (!h.how.post.channels().has(r.by)) co_return errc::wrong_state;
    const auto to =
        r.by == domain::channel::mail ? recipient_by_mail(h, r.to, r.in) : recipient_by_phone(h, r.to, r.in);
    auto work = [=](store::transaction& tx) {
        return store::once(tx, by.id, r.id, digest, [&]() -> result<std::string> {
            const auto id = store::add_test_message(tx, by.event, r.by, to);
            const auto m = store::find_message(tx.db(), by.event, id).value();
            return wire::json::serialize(wire::json::object{{"message", wire::message_object(m)}});
        });
    };
    co_return co_await h.write<std::string>(work);
}

asio::awaitable<result<std::string>> set_reminders(hall& h, std::string slug,
                                                   std::vector<std::int64_t> before) {
    auto work = [=](store::transaction& tx) -> result<std::string> {
        const auto e = store::find_event_head(tx.db(), slug);
        if (!e) return errc::unknown_event;
        store::set_reminders(tx.db(), slug, e->what.starts_at, before, tx.now());
        return wire::json::serialize(wire::reminders_object(store::list_reminders(tx.db(), slug)));
    };
    co_return co_await h.write<std::string>(work);
}

} // namespace jiangtang::app
