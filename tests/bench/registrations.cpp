// Durable registrations: many keep-alive connections, each sending its next registration when the last is answered.
// For comparison, in the same run on the same disk: the same row straight into SQLite with one commit for each.
#include "bench/socket.hpp"

#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>

using namespace jiangtang::bench;

namespace {

struct person {
    std::string id, name, phone;
};

/// Nothing of a person comes in an order that an index would like: ids are random and phones mixed, as they are.
person person_of(std::size_t i) {
    static std::mt19937_64 random{2020};
    const auto phone = 13'000'000'000 + i * 7919 % 1'000'000'007;
    return {std::to_string(random()) + std::to_string(random()).substr(0, 4), "林一帆",
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

/// One row, one commit, as durable as the server's: WAL with synchronous=FULL.
outcome one_by_one(const std::filesystem::path& folder, std::chrono::milliseconds how_long) {
    auto file = folder / "one-by-one.db";
    sqlite3* db = nullptr;
    must(sqlite3_open(file.c_str(), &db), db);
    must(
        sqlite3_exec(
            db,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE registration (id TEXT PRIMARY KEY, event TEXT NOT NULL, attendance TEXT NOT NULL, name TEXT NOT "
            "NULL, phone TEXT NOT NULL, organization TEXT, title TEXT, at BIGINT NOT NULL);"
            "CREATE INDEX registration_phone ON registration (event, phone)",
            nullptr, nullptr, nullptr),
        db);
    sqlite3_stmt* insert = nullptr;
    must(
        sqlite3_prepare_v2(
            db,
            "INSERT INTO registration VALUES ($1, '2020-3', 'online', $2, $3, '上海老字号研究会', '副秘书长', 0)",
            -1, &insert, nullptr),
        db);
    outcome o;
    auto begin = clock::now();
    while (clock::now() < begin + how_long) {
        auto p = person_of(o.done++);
        auto one = clock::now();
        const std::string* fields[] = {&p.id, &p.name, &p.phone};
        for (int i = 0; i < 3; ++i)
            sqlite3_bind_text(insert, i + 1, fields[i]->data(), static_cast<int>(fields[i]->size()),
                              SQLITE_TRANSIENT);
        must(sqlite3_step(insert), db);
        sqlite3_reset(insert);
        o.latencies.push_back(ms_since(one));
    }
    o.seconds = ms_since(begin) / 1000;
    sqlite3_finalize(insert);
    sqlite3_close(db);
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + end);
    return o;
}

} // namespace

int main(int argc, char** argv) {
    auto to = target_of(argc, argv);
    auto count = std::stoul(argument(argc, argv, "--connections"));
    std::chrono::milliseconds how_long{std::stol(argument(argc, argv, "--seconds")) * 1000};
    need_open_files(count + 100);
    // Disks have good and bad seconds: each side gets two turns, in turn.
    outcome server, sqlite;
    for (int turn = 0; turn < 2; ++turn) {
        add(server, over_http(to, argument(argc, argv, "--event"), count, how_long / 2));
        add(sqlite, one_by_one(argument(argc, argv, "--folder"), how_long / 2));
    }
    auto per_second = [](const outcome& o) { return static_cast<double>(o.done) / o.seconds; };
    std::printf(
        "{\"connections\":%zu,\"done\":%zu,\"per_second\":%.0f,\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"one_by_one_per_second\":%.0f,"
        "\"one_by_one_p50_ms\":%.2f,\"one_by_one_p99_ms\":%.2f,\"ratio\":%.2f}\n",
        count, server.done, per_second(server), quantile(server.latencies, 0.5),
        quantile(server.latencies, 0.99), per_second(sqlite), quantile(sqlite.latencies, 0.5),
        quantile(sqlite.latencies, 0.99), per_second(server) / per_second(sqlite));
}
