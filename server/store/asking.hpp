// The rules of asking at an event, and its words.
#pragma once

#include "domain/asking.hpp"
#include "domain/word.hpp"
#include "store/database.hpp"

namespace jiangtang::store {

domain::asking find_asking(database&, std::string_view event);
void save_asking(database&, std::string_view event, const domain::asking&);

/// In the order in which they were set.
std::vector<domain::word> list_words(database&, std::string_view event);
/// How often they were set, and one more.
std::int64_t words_version(database&, std::string_view event);
/// Replaces them; the version afterwards.
std::int64_t set_words(database&, std::string_view event, const std::vector<domain::word>&);

/// When this viewer last asked.
std::optional<unix_ms> asked_last(database&, std::string_view viewer);

/// When the first of the event's latest `most` questions was asked, if there were as many; those of who is muted do not count.
std::optional<unix_ms> full_since(database&, std::string_view event, std::int64_t most);

} // namespace jiangtang::store
