// One connection to the database and the statements prepared on it. All SQL of the program is in this folder.
// A connection belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace jiangtang::store {

/// A broken world: the disk, the file or a statement. What depends on input never throws this.
struct database_error : std::runtime_error {
    using runtime_error::runtime_error;
};

/// The rows of a running query. Text is valid until the next call of next().
class rows {
public:
    explicit rows(sqlite3_stmt* statement) : statement_{statement} {}
    rows(rows&& other) noexcept : statement_{std::exchange(other.statement_, nullptr)} {}
    rows& operator=(rows&&) = delete;
    ~rows();

    /// Moves to the next row; false after the last.
    bool next();
    std::string text(int column) const;
    std::int64_t number(int column) const;
    bool is_null(int column) const;
    std::optional<std::int64_t> maybe_number(int column) const;

private:
    sqlite3_stmt* statement_;
};

/// What `read` makes of the first row, if there is one.
template <class Read>
auto first(rows r, Read read) {
    return r.next() ? std::optional{read(r)} : std::nullopt;
}

/// What `read` makes of each row, in their order.
template <class Read>
auto all(rows r, Read read) {
    std::vector<decltype(read(r))> found;
    while (r.next()) found.push_back(read(r));
    return found;
}

enum class access_mode { read_write, read_only };

class database {
public:
    /// Opens DIR/jiangtang.db; read_write makes it when it is not there. Throws database_error with a sentence that says
    /// what to do.
    database(const std::filesystem::path& folder, access_mode mode);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    /// `sql` must be a literal: statements are kept by its address. Parameters are $1, $2, … in any order.
    template <class... Args>
    rows query(const char* sql, const Args&... args) {
        sqlite3_stmt* s = prepare(sql);
        int n = 0;
        (bind(s, ++n, args), ...);
        return rows{s};
    }

    /// Runs a statement that answers nothing; how many rows it changed.
    template <class... Args>
    std::int64_t run(const char* sql, const Args&... args) {
        auto r = query(sql, args...);
        while (r.next()) {}
        return changes();
    }

    /// Rows changed since the connection was opened.
    std::int64_t total_changes() const;

    /// Several statements without parameters.
    void script(const std::string& sql);

    /// Writes a consistent copy of what is committed into a new file, without the epoch.
    void copy_to(const std::string& file);

    /// Copies what is committed into the WAL back into the database file; never waits for readers.
    void checkpoint();
    /// The same, and makes the WAL an empty file. False when a reader needed it for longer than half a second.
    bool empty_wal();
    std::int64_t wal_pages() const { return wal_pages_; }

private:
    sqlite3_stmt* prepare(const char* sql);
    void bind(sqlite3_stmt*, int n, std::string_view value);
    void bind(sqlite3_stmt*, int n, std::int64_t value);
    void bind(sqlite3_stmt* s, int n, int value) { bind(s, n, std::int64_t{value}); }
    void bind(sqlite3_stmt* s, int n, bool value) { bind(s, n, std::int64_t{value}); }
    void bind(sqlite3_stmt* s, int n, const std::string& value) { bind(s, n, std::string_view{value}); }
    void bind(sqlite3_stmt* s, int n, const char* value) { bind(s, n, std::string_view{value}); }
    void bind(sqlite3_stmt*, int n, std::nullptr_t);
    template <class T>
    void bind(sqlite3_stmt* s, int n, const std::optional<T>& value) {
        if (value) bind(s, n, *value);
        else bind(s, n, nullptr);
    }
    std::int64_t changes() const;

    sqlite3* handle_ = nullptr;
    std::int64_t wal_pages_ = 0;
    std::unordered_map<const char*, sqlite3_stmt*> statements_;
};

} // namespace jiangtang::store
