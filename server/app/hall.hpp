// What every use case works with: the store, the hub, the streams, and the rules' settings. Built once, in main.
#pragma once

#include "app/cache.hpp"
#include "app/disk.hpp"
#include "app/folder_claim.hpp"
#include "app/gate.hpp"
#include "app/importer.hpp"
#include "app/post_office.hpp"
#include "app/presence.hpp"
#include "app/secrets.hpp"
#include "app/signals.hpp"
#include "app/sources.hpp"
#include "app/streams.hpp"
#include "app/sums.hpp"
#include "app/word_lists.hpp"
#include "base/rate_limit.hpp"
#include "hub/hub.hpp"
#include "intake/rule.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <filesystem>

namespace jiangtang::store {
struct stream_setup;
}

namespace jiangtang::app {

namespace asio = boost::asio;

struct hall_settings {
    std::filesystem::path data = "data";
    unsigned readers = 2;               // threads with a read-only connection
    std::int64_t most_questions = 5000; // of one event, open at once
    unix_ms invitation_valid = 7LL * 24 * 3600 * 1000;
    unix_ms session_valid = 30LL * 24 * 3600 * 1000;
    int most_missed = 2000; // notices sent on a resume; more: a snapshot
    std::string consent_version = "2026-2"; // of web/src/texts/consent.ts
    unix_ms retention = 90LL * 24 * 3600 * 1000; // of names and phones after an event's end; 0: they stay
    std::filesystem::path media_program;         // jiangtang-media; empty: sources are not started
    std::string ladder;                          // of the pictures it makes; empty: its own default
    int pass_through = 6000;                     // kbit/s of a source whose picture it passes on; 0: none
    intake::allowance allowance;                 // what organizers may take the picture from
    std::string operators_source;                // from the command line: under no rule
    origin::settings stream;
    std::filesystem::path recordings; // empty: in the data folder
    origin::recording_settings recording;
    post_settings post;
};

class hall {
public:
    /// Opens the data folder. Throws store::database_error or std::runtime_error with a sentence that says what to do.
    hall(hall_settings how, clock_fn clock, hub::hub& hub);
    ~hall();

    const hall_settings how;
    const folder_claim claim;
    const clock_fn now;
    hub::hub& rooms;
    const secrets keys;
    cache texts;
    app::reactions reactions;
    app::sums sums;
    word_lists words;
    app::presence presence;
    const app::recordings recordings;
    app::streams streams;
    app::signals signals;
    app::sources sources;
    post_office post;
    store::writer writer;
    store::readers readers;
    const std::string epoch;
    app::disk disk;
    app::gate gate;
    // Passwords are hashed here: a tenth of a second and 32 MiB each. One at a time is enough, for the first that is right
    // is remembered.
    workers hashing{1, 100, "a password could not be hashed"};
    // What takes a processor a while and waits for nothing: a list of guests that is read, a table that is made.
    workers tables{1, 8, "a table could not be read or made"};
    importer imports;

    // By person, and a generous second one by address: a hall shares one.
    rate_limit asks{8, 4000};
    rate_limit votes{40, 200};
    rate_limit moves{200, 20};
    rate_limit touches{5, 1000}; // of 点赞, each up to ten
    rate_limit danmaku_of_one{3, 5000};
    rate_limit danmaku_of_event{20, 100}; // what a screen can take
    rate_limit contacts{60, 1000};
    rate_limit registrations_by_address{5000, 20};
    rate_limit viewers_by_address{5000, 10};
    rate_limit tickets_by_address{300, 200};
    rate_limit erasures_by_address{20, 30'000}; // each reads an event's whole feed
    // Of an event's door: what was wrong, by browser, and by address for who throws the browser's cookie away.
    rate_limit keys_by_browser{10, 10'000};
    rate_limit keys_by_address{5000, 1000};
    rate_limit reveals{30, 60'000};              // of phones, by member of staff

    // By lvalue only, here and below: GCC 12 copies a lambda that is written inside a co_await expression bit by bit.
    template <class T, class Work>
    asio::awaitable<result<T>> write(Work& work) {
        return writer.run<T>(work);
    }
    template <class T, class Query>
    asio::awaitable<result<T>> read(Query& query) {
        return readers.run<T>(query);
    }

    /// The events that are live go on, with their sources pushing to `server` ("http://127.0.0.1:8080"). Once, when the
    /// server listens.
    void start_streams(const std::string& server);

    /// Makes stream and source what the event is by now; uses the disk.
    void settle_stream(const std::string& event);

    /// Hands a stored source to those who show it and those who run it.
    void apply(const store::stream_setup&);

    /// An event's stream as its organizers see it: what the origin has, what the encoder reports, what is wrong.
    wire::stream_state stream_state(const std::string& event) const;

    /// Twice a second, on a thread that may wait for a commit: looks at every live stream and tells organizers what
    /// became wrong, or right again.
    void watch();

    /// Twice a second, on a thread that may wait for a commit: passes on what was offered and not accepted in time.
    void pass_offers_on();

    /// Four times a second: ticks, and playlists that waited too long.
    void tick();
    /// Every few seconds, on a thread that may wait for a commit: writes what was only counted.
    void save_counts() { reactions.save(writer); }
    /// Once a minute, on a thread that may wait for a commit: forgets what is no longer needed.
    void sweep();

private:
    void publish(store::outcome);
    std::atomic<unix_ms> next_offer_end_{0}; // by what is known; earlier when somebody is offered a seat
    void tell(const std::string& event, const domain::warning_change&);
};

} // namespace jiangtang::app
