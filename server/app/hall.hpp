// What every use case works with: the store, the hub, the streams, and the rules' settings. Built once, in main.
#pragma once

#include "app/cache.hpp"
#include "app/folder_claim.hpp"
#include "app/secrets.hpp"
#include "app/sources.hpp"
#include "app/streams.hpp"
#include "app/sums.hpp"
#include "base/rate_limit.hpp"
#include "hub/hub.hpp"
#include "store/readers.hpp"
#include "store/writer.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>

namespace jiangtang::app {

namespace asio = boost::asio;

struct hall_settings {
    std::filesystem::path data = "data";
    unsigned readers = 2;               // threads with a read-only connection
    std::int64_t most_questions = 5000; // of one event, open at once
    unix_ms invitation_valid = 7LL * 24 * 3600 * 1000;
    unix_ms session_valid = 30LL * 24 * 3600 * 1000;
    int most_missed = 2000; // notices sent on a resume; more: a snapshot
    std::string consent_version = "2020-1";
    std::filesystem::path media_program; // jiangtang-media; empty: sources are not started
    origin::settings stream;
};

class hall {
public:
    /// Opens the data folder. Throws store::database_error or std::runtime_error with a sentence that says what to do.
    hall(hall_settings how, clock_fn clock, hub::hub& hub);

    const hall_settings how;
    const folder_claim claim;
    const clock_fn now;
    hub::hub& rooms;
    const secrets keys;
    cache texts;
    app::sums sums;
    app::streams streams;
    app::sources sources;
    store::writer writer;
    store::readers readers;
    const std::string epoch;

    // By person, and a generous second one by address: a hall shares one.
    rate_limit asks{8, 4000};
    rate_limit votes{40, 200};
    rate_limit moves{200, 20};
    rate_limit registrations_by_address{5000, 20};
    rate_limit viewers_by_address{5000, 10};
    rate_limit tickets_by_address{300, 200};

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

    /// Four times a second: ticks, and playlists that waited too long.
    void tick();
    /// Once a minute: forgets what is no longer needed.
    void sweep();

private:
    void publish(store::outcome);
};

} // namespace jiangtang::app
