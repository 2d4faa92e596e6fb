#include "store/database.hpp"

#include <sqlite3.h>

namespace jiangtang::store {
namespace {

constexpr int patience_ms = 10'000;

[[noreturn]] void fail(sqlite3* handle, std::string_view doing) {
    throw database_error{std::string{doing} + ": " + (handle ? sqlite3_errmsg(handle) : "out of memory")};
}

} // namespace

rows::~rows() {
    if (!statement_) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool rows::next() {
    int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    fail(sqlite3_db_handle(statement_), sqlite3_sql(statement_));
}

std::string rows::text(int column) const {
    const auto* p = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return p ? std::string(p, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)))
             : std::string{};
}

std::int64_t rows::number(int column) const { return sqlite3_column_int64(statement_, column); }

bool rows::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

std::optional<std::int64_t> rows::maybe_number(int column) const {
    return is_null(column) ? std::nullopt : std::optional{number(column)};
}

database::database(const std::filesystem::path& folder, access_mode mode) {
    auto file = (folder / "jiangtang.db").string();
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE;
    if (mode == access_mode::read_write) flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        std::string why = handle_ ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close(handle_);
        throw database_error{"cannot open " + file + ": " + why};
    }
    try {
        sqlite3_busy_timeout(handle_, patience_ms);
        // A checkpoint beside another connection's commit can lose it before SQLite 3.51.3: only the writer checkpoints,
        // when it says so, and a connection that closes leaves the WAL alone.
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        script("PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA trusted_schema = OFF;");
        if (mode == access_mode::read_only) {
            script("PRAGMA query_only = ON;");
            return;
        }
        script("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
               "PRAGMA journal_size_limit = 67108864;");
        // What a savepoint may go back to is kept in memory, not in a file; and 64 MiB of the file's pages are.
        script("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;");
        sqlite3_wal_hook(
            handle_,
            [](void* self, sqlite3*, const char*, int pages) {
                static_cast<database*>(self)->wal_pages_ = pages;
                return SQLITE_OK;
            },
            this);
    } catch (const database_error& e) {
        sqlite3_close(handle_);
        throw database_error{"cannot use " + file + ": " + e.what()};
    }
}

database::~database() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(handle_);
}

void database::script(const std::string& sql) {
    char* message = nullptr;
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
        std::string why = message ? message : "unknown";
        sqlite3_free(message);
        throw database_error{why};
    }
}

void database::copy_to(const std::string& file) {
    script("PRAGMA query_only = OFF;"); // VACUUM INTO only reads here, but asks for leave to write
    run("VACUUM INTO $1", file);
    // What is restored from the copy is another history than the one clients may know by now.
    run("ATTACH DATABASE $1 AS copy", file);
    run("DELETE FROM copy.meta WHERE name = 'epoch'");
    run("DETACH DATABASE copy");
    script("PRAGMA query_only = ON;");
}

void database::checkpoint() {
    sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    wal_pages_ = 0;
}

bool database::empty_wal() {
    sqlite3_busy_timeout(handle_, 500);
    const auto done =
        sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(handle_, patience_ms);
    if (done == SQLITE_OK) wal_pages_ = 0;
    return done == SQLITE_OK;
}

sqlite3_stmt* database::prepare(const char* sql) {
    auto& statement = statements_[sql];
    if (!statement &&
        sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
        fail(handle_, sql);
    return statement;
}

/// SQLite takes $1 for a name: its index is the order of first appearance. A parameter that the text does not use is left out.
static int index_of(sqlite3_stmt* s, int n) {
    const char name[] = {'$', static_cast<char>(n < 10 ? '0' + n : '0' + n / 10),
                         static_cast<char>(n < 10 ? '\0' : '0' + n % 10), '\0'};
    return sqlite3_bind_parameter_index(s, name);
}

void database::bind(sqlite3_stmt* s, int n, std::string_view value) {
    if (sqlite3_bind_text64(s, index_of(s, n), value.data() ? value.data() : "", value.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
        fail(handle_, sqlite3_sql(s));
}

void database::bind(sqlite3_stmt* s, int n, std::int64_t value) {
    if (sqlite3_bind_int64(s, index_of(s, n), value) != SQLITE_OK) fail(handle_, sqlite3_sql(s));
}

void database::bind(sqlite3_stmt* s, int n, std::nullptr_t) {
    if (sqlite3_bind_null(s, index_of(s, n)) != SQLITE_OK) fail(handle_, sqlite3_sql(s));
}

std::int64_t database::changes() const { return sqlite3_changes64(handle_); }

std::int64_t database::total_changes() const { return sqlite3_total_changes64(handle_); }

} // namespace jiangtang::store
