// Makes a data folder's database and checks that the program and the database fit.
#pragma once

#include "store/database.hpp"

namespace jiangtang::store {

/// The version of schema.sql. Counts up when a released schema changes.
inline constexpr std::int64_t schema_version = 1;

/// Makes what is missing, and the epoch on the first start; builds tables anew that an earlier schema.sql made otherwise, with
/// their rows (a column that came later must have a default or may be NULL). Throws database_error, in one sentence, when the
/// database was made by a newer program.
void prepare(database&);

/// Random, made once with the database: says to a client that it is still the one it knew.
std::string epoch(database&);

} // namespace jiangtang::store
