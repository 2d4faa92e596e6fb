// Asking, and the rules of it that moderators set.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"
#include "wire/asking.hpp"
#include "wire/commands.hpp"

namespace jiangtang::app {

/// Takes a question: to the moderators, or published at once where the rules say so. The answer of the command.
result<std::string> ask(hall&, store::transaction&, const domain::viewer& by, const std::string& id,
                        const wire::ask&);

/// Sets the rules, if they are still those that were seen, and tells everybody; the same rules again change nothing.
/// {"asking":…}. Problems: version_conflict, unknown_segment.
asio::awaitable<result<std::string>> set_asking(hall&, std::string slug, domain::asking);

/// {version, words:[…]}: for moderators only.
asio::awaitable<result<std::string>> read_words(hall&, std::string slug);
/// Replaces all words. Problem: version_conflict.
asio::awaitable<result<std::string>> set_words(hall&, std::string slug, wire::words_request);

} // namespace jiangtang::app
