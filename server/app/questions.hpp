// The commands of the feed: asking, voting, moderating.
#pragma once

#include "app/hall.hpp"
#include "domain/caller.hpp"

namespace jiangtang::app {

/// Does one command, once for each id of this caller, and answers the message to send back ({"re":…}). Never fails: a
/// problem is an answer too.
asio::awaitable<std::string> execute(hall&, domain::caller, std::string message);

/// Who did what to a question and when, as {"acts":[…]}, the latest 200 in their order. Problem: unknown_question.
asio::awaitable<result<std::string>> read_history(hall&, std::string slug, std::string question);

} // namespace jiangtang::app
