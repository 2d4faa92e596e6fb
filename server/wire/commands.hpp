// Commands of the feed as types. One struct for each shape; all come with the client's own id.
#pragma once

#include "domain/question.hpp"
#include "wire/json.hpp"
#include "wire/show.hpp"

#include <variant>

namespace jiangtang::wire {

struct ask {
    std::string text;
    std::string talk;
    bool anonymous = false;
    std::optional<unix_ms> about{}; // the hall's time of the picture that was seen, from the time-shift
};

struct cast_vote {
    std::string question;
    bool up = true; // false: takes it back
};

/// Every act of a moderator, and the asker's withdraw.
struct move_question {
    domain::question_act act;
    std::string question;
    std::optional<std::int64_t> version;
    std::string text;   // of edit and reply
    std::string talk;   // of assign; empty: to all
    std::string into;   // of merge
    std::string reason; // of reject
};

/// Mutes a viewer, or lets the viewer be heard again.
struct mute {
    std::string viewer;
    bool on = true;
};

/// Says which question a moderator has open now; empty: none.
struct open_question {
    std::string question;
};

struct command {
    std::string id;
    std::string digest; // of the message, so that an id used for something else is noticed
    std::variant<ask, cast_vote, move_question, mute, open_question, show_command> what;
};

/// Problems: bad_json, unknown_command, missing_field, invalid_field. `id` is set as soon as it could be read, so that the
/// answer can name it.
result<command> parse_command(std::string_view message, std::string& id);

/// {"re":id,"error":{…}}; `re` is null when there was no id to read. `extra` goes into the error.
std::string refused(std::string_view id, const problem&, const json::object& extra = {});

/// {"re":id,"ok":true,…fields}
std::string accepted(std::string_view id, const json::object& fields);

} // namespace jiangtang::wire
