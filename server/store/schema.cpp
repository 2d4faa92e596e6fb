#include "store/schema.hpp"

#include "base/random.hpp"

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

/// A column that came later, for a database that was made without it.
void add_column(database& db, const std::string& table, const std::string& name, const std::string& kind) {
    if (has_table(db, table) &&
        !db.query("SELECT 1 FROM pragma_table_info($1) WHERE name = $2", table, name).next())
        db.script("ALTER TABLE " + table + " ADD COLUMN " + name + " " + kind + ";");
}

void add_columns(database& db) {
    add_column(db, "seat", "delegation", "TEXT REFERENCES delegation (id)");
    add_column(db, "registration", "erased_at", "BIGINT");
    add_column(db, "event", "erased_at", "BIGINT");
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
    db.script("BEGIN IMMEDIATE;");
    add_columns(db);
    db.script(schema_sql);
    db.run("INSERT INTO meta (name, value) VALUES ('schema', $1) ON CONFLICT (name) DO UPDATE SET value = $1",
           std::to_string(schema_version));
    db.run("INSERT INTO meta (name, value) VALUES ('epoch', $1) ON CONFLICT (name) DO NOTHING",
           random_id("e"));
    db.script("COMMIT;");
}

std::string epoch(database& db) { return meta(db, "epoch"); }

} // namespace jiangtang::store
