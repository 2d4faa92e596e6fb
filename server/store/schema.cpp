#include "store/schema.hpp"

#include "base/random.hpp"
#include "store/questions.hpp"

#include <algorithm>
#include <cctype>

namespace jiangtang::store {
namespace {

const std::string schema_sql =
#include "schema.inc"
    ;

std::string meta(database& db, std::string_view name) {
    auto r = db.query("SELECT value FROM meta WHERE name = $1", name);
    return r.next() ? r.text(0) : std::string{};
}

bool has_table(database& db, std::string_view name) {
    return db.query("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = $1", name).next();
}

/// What a statement says, whoever wrote it down: without comments, spaces and quotation marks.
std::string gist(std::string_view sql) {
    std::string said;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (sql.substr(i, 2) == "--") i = std::min(sql.find('\n', i), sql.size());
        else if (!std::isspace(static_cast<unsigned char>(sql[i])) && sql[i] != '"') said += sql[i];
    }
    return said;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

/// schema.sql as a database in memory, to compare with. Not within a transaction.
void attach_wanted(database& db) {
    auto sql = schema_sql;
    replace_all(sql, "TABLE IF NOT EXISTS ", "TABLE wanted.");
    replace_all(sql, "INDEX IF NOT EXISTS ", "INDEX wanted.");
    db.script("ATTACH DATABASE ':memory:' AS wanted;" + sql);
}

std::string shared_columns(database& db, const std::string& table) {
    auto r = db.query("SELECT h.name FROM pragma_table_info($1, 'main') h "
                      "JOIN pragma_table_info($1, 'wanted') w ON w.name = h.name ORDER BY w.cid",
                      table);
    std::string columns;
    while (r.next()) columns += (columns.empty() ? "" : ", ") + r.text(0);
    return columns;
}

/// In the order that SQLite's page on ALTER TABLE gives: the new one gets the name last, so that references stay.
void rebuild(database& db, const std::string& table, std::string sql) {
    const auto columns = shared_columns(db, table);
    const std::string before = "CREATE TABLE ", fresh = "new_" + table;
    sql.replace(before.size(), table.size(), fresh);
    db.script(sql + "; INSERT INTO " + fresh + " (" + columns + ") SELECT " + columns + " FROM " + table +
              "; DROP TABLE " + table + "; ALTER TABLE " + fresh + " RENAME TO " + table + ";");
}

struct statement {
    std::string name, had, wanted;
};

std::vector<statement> changed(database& db, std::string_view type) {
    auto read = [](const rows& r) { return statement{r.text(0), r.text(1), r.text(2)}; };
    auto found = all(db.query("SELECT h.name, h.sql, coalesce(w.sql, '') FROM main.sqlite_master h "
                              "LEFT JOIN wanted.sqlite_master w ON w.type = h.type AND w.name = h.name "
                              "WHERE h.type = $1 AND h.sql IS NOT NULL",
                              type),
                     read);
    std::erase_if(found, [](const statement& s) { return gist(s.had) == gist(s.wanted); });
    return found;
}

/// Lets a database that was made by an earlier schema.sql say what this one says, and keeps its rows.
void bring_up_to_date(database& db) {
    for (const auto& index : changed(db, "index")) db.script("DROP INDEX " + index.name + ";");
    auto tables = changed(db, "table");
    std::erase_if(tables, [](const statement& s) { return s.wanted.empty(); }); // somebody else's
    for (const auto& table : tables) rebuild(db, table.name, table.wanted);
    if (!tables.empty() && db.query("PRAGMA foreign_key_check").next())
        throw database_error{
            "the database does not fit this jiangtang: a row refers to one that is not there"};
}

bool has_column(database& db, std::string_view table, std::string_view column) {
    return db.query("SELECT 1 FROM pragma_table_info($1, 'main') WHERE name = $2", table, column).next();
}

void count_merged_votes(database& db) {
    for (const auto& id : all(db.query("SELECT id FROM question WHERE merged_into <> ''"), [](rows& r) { return r.text(0); }))
        count_votes_anew(db, id);
}

} // namespace

void prepare(database& db) {
    if (has_table(db, "meta")) {
        auto found = std::stoll("0" + meta(db, "schema"));
        if (found > schema_version)
            throw database_error{"the database was made by a newer jiangtang (schema " +
                                 std::to_string(found) + ", this program knows " +
                                 std::to_string(schema_version) +
                                 "): install the newer program, or restore a backup made with this one"};
    }
    attach_wanted(db);
    db.script("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE;");
    const bool lent = has_column(db, "vote", "lent_by");
    if (lent) db.script("DELETE FROM vote WHERE lent_by <> '';"); // copies of votes that count through a merge by themselves now
    bring_up_to_date(db);
    db.script(schema_sql);
    if (lent) count_merged_votes(db);
    db.run("INSERT INTO meta (name, value) VALUES ('schema', $1) ON CONFLICT (name) DO UPDATE SET value = $1",
           std::to_string(schema_version));
    db.run("INSERT INTO meta (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING",
           random_id("e"));
    db.script("COMMIT; PRAGMA foreign_keys = ON; DETACH DATABASE wanted;");
}

std::string epoch(database& db) { return meta(db, "epoch"); }

} // namespace jiangtang::store
