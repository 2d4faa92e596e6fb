// Sends what is queued, on threads of its own: a message is marked on the disk before its first byte leaves, and settled on the
// disk when its server has answered. What died in between is uncertain, and stays so until a person decides.
#pragma once

#include "app/secrets.hpp"
#include "app/transfer.hpp"
#include "store/messages.hpp"
#include "store/writer.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace jiangtang::app {

struct post_settings {
    std::string origin; // of the links, "https://hall.example.cn"
    mail_settings mail;
    sms_settings sms;

    domain::channels channels() const { return {!mail.url.empty(), !sms.url.empty()}; }
    const domain::retry_rule& retry(domain::channel c) const {
        return c == domain::channel::mail ? mail.retry : sms.retry;
    }
};

/// A channel whose server cannot be reached: since when, and why.
struct channel_trouble {
    unix_ms since = 0;
    std::string problem;
};

class post_office {
public:
    /// `writer`, `keys` and `now` must outlive stop().
    post_office(const post_settings&, store::writer& writer, const secrets& keys, const clock_fn& now);
    ~post_office() { stop(); }

    /// Begins to send; once. Without a channel it does nothing.
    void start();
    /// Ends soon: what is not handed over yet stays queued, what waits for an answer does so for a few seconds.
    void stop();
    /// Something was queued.
    void wake();

    std::optional<channel_trouble> trouble(domain::channel) const;

private:
    struct errand;
    struct pause {
        std::int64_t failed = 0; // in a row, on the channel as a whole
        unix_ms until = 0;
        channel_trouble why;
    };
    void carry(domain::channel);
    void remind();
    result<errand> next(domain::channel);
    attempt perform(transfer&, const errand&);
    void settle(const errand&, const attempt&, unix_ms came_at);
    void note(domain::channel, const attempt&);
    unix_ms paused_until(domain::channel) const;
    /// Waits until then, for news, or for the end.
    void rest(unix_ms until, std::uint64_t& heard);

    const post_settings& how_;
    store::writer& writer_;
    const secrets& keys_;
    const clock_fn& now_;
    std::atomic<bool> stopping_{false};
    mutable std::mutex mutex_;
    std::condition_variable news_;
    std::uint64_t rung_ = 0;
    std::map<domain::channel, pause> pauses_;
    std::vector<std::thread> threads_;
};

} // namespace jiangtang::app
