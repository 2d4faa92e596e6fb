// The rules of asking and the words of an event, in JSON.
#pragma once

#include "domain/asking.hpp"
#include "domain/word.hpp"
#include "wire/json.hpp"

namespace jiangtang::wire {

/// {version, open, closed:[talk], moderation, anonymous, slow_seconds, most_a_minute}
json::object asking_object(const domain::asking&);

/// The same as a body of PUT /api/events/{slug}/asking; the version is the one that was seen.
result<domain::asking> parse_asking(std::string_view body);

/// {version, words:[{text, effect}]}
json::object words_object(std::int64_t version, const std::vector<domain::word>&);

/// The body of PUT /api/events/{slug}/words, checked and without what stands twice.
struct words_request {
    std::int64_t version = 0;
    std::vector<domain::word> words;
};
result<words_request> parse_words(std::string_view body);

} // namespace jiangtang::wire
