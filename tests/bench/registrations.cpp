// Durable registrations: many keep-alive connections, each sending its next registration when the last is answered.
// For comparison, in the same run on the same disk, straight into SQLite with one commit for each: a row that holds a
// registration, and all the rows that the server writes of one, into the server's own tables.
#include "bench/socket.hpp"

#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <utility>
#include <vector>

using namespace jiangtang::bench;

namespace {

struct person {
    std::string id, name, phone;
};

/// One of the 20,000 characters from U+4E00 on, in UTF-8.
std::string character(std::uint64_t n) {
    const auto c = 0x4E00 + n % 20'000;
    return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 0x3F)),
            static_cast<char>(0x80 | (c & 0x3F))};
}

/// Nothing of a person comes in an order that an index would like, or twice: ids are random and phones and names mixed, as
/// they are.
person person_of(std::size_t i) {
    static std::mt19937_64 random{2020};
    static const std::string surnames[] = {"林", "王", "李", "张", "刘", "陈", "单", "曾", "欧阳", "诸葛"};
    const auto phone = 13'000'000'000 + i * 7919 % 1'000'000'007;
    return {std::to_string(random()) + std::to_string(random()).substr(0, 4),
            surnames[random() % std::size(surnames)] + character(random()) + character(random()),
            std::to_string(phone)};
}

std::string body_of(const person& p) {
    return "{\"id\":\"" + p.id + "\",\"attendance\":\"online\",\"name\":\"" + p.name + "\",\"phone\":\"" +
           p.phone + "\",\"organization\":\"上海老字号研究会\",\"title\":\"副秘书长\",\"consent\":true}";
}

struct outcome {
    std::size_t done = 0;
    double seconds = 0;
    std::vector<double> latencies; // ms
};

void add(outcome& sum, const outcome& more) {
    sum.done += more.done;
    sum.seconds += more.seconds;
    sum.latencies.insert(sum.latencies.end(), more.latencies.begin(), more.latencies.end());
}

outcome over_http(const target& to, const std::string& slug, std::size_t count,
                  std::chrono::milliseconds how_long) {
    std::vector<std::unique_ptr<connection>> owned;
    std::vector<connection*> all;
    std::vector<clock::time_point> sent(count);
    static std::size_t next = 0; // a second turn goes on where the first ended
    auto send_one = [&](std::size_t i) {
        auto body = body_of(person_of(next++));
        sent[i] = clock::now();
        all[i]->send("POST /api/events/" + slug + "/registrations HTTP/1.1\r\nHost: " + to.host +
                     "\r\nOrigin: http://" + to.host +
                     "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                     "\r\n\r\n" + body);
    };
    for (std::size_t i = 0; i < count; ++i) {
        owned.push_back(std::make_unique<connection>(to));
        all.push_back(owned.back().get());
    }
    outcome o;
    auto begin = clock::now();
    auto end = begin + how_long;
    for (std::size_t i = 0; i < count; ++i) send_one(i);
    std::size_t waiting = count;
    read_until(
        all,
        [&](std::size_t i) {
            std::string head, body;
            if (!take_answer(all[i]->in, head, body)) return;
            if (status_of(head) != 201) fail("refused: " + head + body);
            o.latencies.push_back(ms_since(sent[i]));
            ++o.done;
            if (clock::now() < end) send_one(i);
            else --waiting;
        },
        [&] { return waiting == 0; }, std::chrono::seconds{60});
    o.seconds = ms_since(begin) / 1000;
    return o;
}

void must(int code, sqlite3* db) {
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) fail(sqlite3_errmsg(db));
}

/// A database of our own, as durable as the server's: WAL with synchronous=FULL.
class straight {
public:
    straight(const std::filesystem::path& folder, const std::string& schema)
        : file_{folder / "one-by-one.db"} {
        must(sqlite3_open(file_.c_str(), &db_), db_);
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;" + schema);
    }
    ~straight() {
        for (auto* s : statements_) sqlite3_finalize(s);
        sqlite3_close(db_);
        for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file_.string() + end);
    }
    straight(const straight&) = delete;
    straight& operator=(const straight&) = delete;

    void run(const std::string& sql) { must(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), db_); }
    void prepare(const char* sql) {
        must(sqlite3_prepare_v2(db_, sql, -1, &statements_.emplace_back(), nullptr), db_);
    }
    /// Each statement once, with $id, $name, $phone and $n of that person where it names them.
    void write(const person& p, std::int64_t n) {
        for (auto* s : statements_) {
            const std::pair<const char*, const std::string*> fields[] = {
                {"$id", &p.id}, {"$name", &p.name}, {"$phone", &p.phone}};
            for (const auto& [name, value] : fields)
                if (const int i = sqlite3_bind_parameter_index(s, name); i > 0)
                    sqlite3_bind_text(s, i, value->data(), static_cast<int>(value->size()), SQLITE_STATIC);
            if (const int i = sqlite3_bind_parameter_index(s, "$n"); i > 0) sqlite3_bind_int64(s, i, n);
            must(sqlite3_step(s), db_);
            sqlite3_reset(s);
        }
    }

private:
    std::filesystem::path file_;
    sqlite3* db_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

outcome one_by_one(straight& into, std::chrono::milliseconds how_long) {
    outcome o;
    auto begin = clock::now();
    while (clock::now() < begin + how_long) {
        const auto p = person_of(o.done++);
        auto one = clock::now();
        into.write(p, static_cast<std::int64_t>(o.done));
        o.latencies.push_back(ms_since(one));
    }
    o.seconds = ms_since(begin) / 1000;
    return o;
}

outcome one_row_each(const std::filesystem::path& folder, std::chrono::milliseconds how_long) {
    straight db{
        folder,
        "CREATE TABLE registration (id TEXT PRIMARY KEY, event TEXT NOT NULL, attendance TEXT NOT NULL, name TEXT NOT "
        "NULL, phone TEXT NOT NULL, organization TEXT, title TEXT, at BIGINT NOT NULL);"
        "CREATE INDEX registration_phone ON registration (event, phone)"};
    db.prepare(
        "INSERT INTO registration VALUES ($id, '2020-3', 'online', $name, $phone, '上海老字号研究会', '副秘书长', 0)");
    return one_by_one(db, how_long);
}

/// What tests/store would find of a registration: the person, the phone, the ticket, the notice and the answer.
outcome all_rows_each(const std::filesystem::path& folder, const std::string& schema,
                      std::chrono::milliseconds how_long) {
    straight db{folder, schema};
    db.run("INSERT INTO event (slug, series, theme, venue, starts_at, ends_at, ingest_key, created_at) "
           "VALUES ('2020-3', '质量大讲堂', '卓越城市 品质生活', '上海', 0, 0, '', 0)");
    db.prepare("BEGIN IMMEDIATE");
    db.prepare(
        "INSERT INTO registration (id, event, attendance, status, name, phone_sealed, phone_last4, organization, "
        "title, pinyin, initials, search, consent, consented_at, created_at) VALUES ('r' || $id, '2020-3', 'online', "
        "'confirmed', $name, $phone || $id || $id, substr($phone, 8), '上海老字号研究会', '副秘书长', 'lin yi fan', "
        "'lyf', $name || ' 上海老字号研究会 linyifan', '2020-1', 0, 0)");
    db.prepare(
        "INSERT INTO phone (registration, event, digest) VALUES ('r' || $id, '2020-3', $id || $phone)");
    db.prepare(
        "INSERT INTO ticket (code, registration, issued_at) VALUES (substr($id, 1, 10), 'r' || $id, 0)");
    db.prepare("UPDATE event SET online = online + 1, last_seq = last_seq + 1 WHERE slug = '2020-3'");
    db.prepare(
        "INSERT INTO feed (event, seq, topics, body, at) VALUES ('2020-3', $n, 4, "
        "'{\"seq\":' || $n || ',\"guest\":\"' || $id || '\",\"words\":\"' || printf('%.300c', 'x') || '\"}', 0)");
    db.prepare(
        "INSERT INTO done (actor, id, digest, answer, at) VALUES ('registration:2020-3', $id, $id || $phone, "
        "printf('%.145c', 'x'), 0)");
    db.prepare("COMMIT");
    return one_by_one(db, how_long);
}

std::string text_of(const std::string& file) {
    std::ifstream in{file};
    if (!in) fail("cannot read " + file);
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

int main(int argc, char** argv) {
    auto to = target_of(argc, argv);
    auto count = std::stoul(argument(argc, argv, "--connections"));
    std::chrono::milliseconds how_long{std::stol(argument(argc, argv, "--seconds")) * 1000};
    need_open_files(count + 100);
    const std::filesystem::path folder = argument(argc, argv, "--folder");
    const auto schema = text_of(argument(argc, argv, "--schema"));
    // Disks have good and bad seconds: each side gets two turns, in turn.
    outcome server, row, rows;
    for (int turn = 0; turn < 2; ++turn) {
        add(server, over_http(to, argument(argc, argv, "--event"), count, how_long / 2));
        add(row, one_row_each(folder, how_long / 2));
        add(rows, all_rows_each(folder, schema, how_long / 2));
    }
    auto per_second = [](const outcome& o) { return static_cast<double>(o.done) / o.seconds; };
    std::printf(
        "{\"connections\":%zu,\"done\":%zu,\"per_second\":%.0f,\"p50_ms\":%.1f,\"p99_ms\":%.1f,"
        "\"row_per_second\":%.0f,\"row_p99_ms\":%.2f,\"rows_per_second\":%.0f,\"rows_p99_ms\":%.2f}\n",
        count, server.done, per_second(server), quantile(server.latencies, 0.5),
        quantile(server.latencies, 0.99), per_second(row), quantile(row.latencies, 0.99), per_second(rows),
        quantile(rows.latencies, 0.99));
}
