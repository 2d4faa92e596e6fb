// What a command's work may touch while it runs on the writer's thread: the database, and the feed of its events.
#pragma once

#include "base/clock.hpp"
#include "store/database.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace jiangtang::store {

/// A message of an event's feed. `topics` is a set of bits that app/ gives a meaning; `recipient` hears it in any case.
struct notice {
    std::string event;
    std::int64_t seq = 0;
    std::uint8_t topics = 0;
    std::string recipient;
    std::string body;
};

/// A sum that changes faster than people read: the votes of a question after the commit. It goes out with a tick.
struct vote_sum {
    std::string event;
    std::string question;
    std::int64_t votes = 0;
};

/// Words that run across the picture from now on. They go out with a tick.
struct danmaku_line {
    std::string event;
    std::string id;
    std::string text;
    unix_ms at = 0;          // of the picture they are about
    bool taken_away = false; // by a moderator: they run no more, if they have not yet
};

/// What the world is told once the commit is on disk, in commit order.
struct outcome {
    std::vector<notice> notices;
    std::vector<vote_sum> sums;
    std::vector<danmaku_line> danmaku;
    bool messages = false; // some were queued
    bool offers = false;   // some seats were offered
    bool empty() const { return notices.empty() && sums.empty() && danmaku.empty() && !messages && !offers; }
};

class transaction {
public:
    transaction(database& db, unix_ms now) : db_{db}, now_{now} {}

    database& db() { return db_; }
    unix_ms now() const { return now_; }

    /// Takes the event's next seq and writes {"seq":…,"type":…,"at":…,FIELDS} into its feed. `fields` is a JSON object.
    /// The notice goes out after the commit. Returns the seq.
    std::int64_t notify(std::string_view event, std::uint8_t topics, std::string_view type,
                        std::string_view fields, std::string_view recipient = {});

    /// The votes of a question, for the next tick after the commit.
    void tally(std::string_view event, std::string_view question, std::int64_t votes) {
        told_.sums.push_back({std::string{event}, std::string{question}, votes});
    }

    /// Words for the picture, for the next tick after the commit.
    void run_across(danmaku_line line) { told_.danmaku.push_back(std::move(line)); }

    /// What this erased must not stay in the write-ahead log either: it is emptied before anybody is answered, or, while a
    /// long read needs it, soon after.
    void leave_no_trace() { leaves_no_trace_ = true; }
    bool leaves_no_trace() const { return leaves_no_trace_; }

    outcome& told() { return told_; }

private:
    database& db_;
    unix_ms now_;
    outcome told_;
    bool leaves_no_trace_ = false;
};

} // namespace jiangtang::store
