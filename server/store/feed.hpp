// Reading the feed, and the commands already done.
#pragma once

#include "base/error.hpp"
#include "store/transaction.hpp"

#include <functional>

namespace jiangtang::store {

/// The last seq of an event; nothing for an unknown one.
std::optional<std::int64_t> last_seq(database&, std::string_view event);

/// What was missed: notices after `since` that one of `topics`, or `recipient`, may hear, in order. Nothing when there
/// are more than `most`, or when the feed does not go back as far: the reader then starts from a snapshot.
std::optional<std::vector<std::string>> missed(database&, std::string_view event, std::int64_t since,
                                               std::uint8_t topics, std::string_view recipient, int most);

/// What was answered to a command, and the digest of the command it was answered to.
struct done_command {
    std::string digest, answer;
};
std::optional<done_command> find_done(database&, std::string_view actor, std::string_view id);

/// Makes a command happen once. If `actor` already did `id`, the answer given then (id_reused when `digest` differs);
/// else `act()`, whose answer is kept in the same transaction. A problem is not kept: the command may be sent again.
result<std::string> once(transaction&, std::string_view actor, std::string_view id, std::string_view digest,
                         const std::function<result<std::string>()>& act);

/// Forgets commands done before `before`, at most `most` at a time; how many.
std::int64_t forget_done(database&, unix_ms before, int most);

} // namespace jiangtang::store
