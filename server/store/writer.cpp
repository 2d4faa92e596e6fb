#include "store/writer.hpp"

#include "store/schema.hpp"

#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

namespace jiangtang::store {
namespace {

// Checkpoint when the WAL has grown to 16 MiB of 4 KiB pages, or when there is nothing else to do and it has 1 MiB.
constexpr std::int64_t checkpoint_pages = 4096;
constexpr std::int64_t idle_checkpoint_pages = 256;
// After a long read kept the WAL from being emptied.
constexpr std::chrono::seconds try_again{1};

} // namespace

/// Held during a transaction and a checkpoint, so that a command line beside the server (an invitation, a new key) never
/// commits while the server checkpoints.
class writer::file_lock {
public:
    explicit file_lock(const std::filesystem::path& folder)
        : fd_{::open((folder / "writer.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
        if (fd_ < 0) throw database_error{"cannot write in the data folder " + folder.string()};
    }
    ~file_lock() { ::close(fd_); }
    void lock() {
        while (::flock(fd_, LOCK_EX) != 0 && errno == EINTR) {}
    }
    void unlock() { ::flock(fd_, LOCK_UN); }

private:
    int fd_;
};

writer::writer(const std::filesystem::path& folder, clock_fn clock, committed on_commit)
    : writer{folder, std::move(clock), std::move(on_commit), settings{}} {}

writer::writer(const std::filesystem::path& folder, clock_fn clock, committed on_commit, settings how)
    : folder_{folder}, clock_{std::move(clock)}, on_commit_{std::move(on_commit)}, how_{how} {
    std::error_code ec;
    std::filesystem::create_directories(folder, ec);
    lock_ = std::make_unique<file_lock>(folder);
    std::lock_guard hold{*lock_};
    db_ = std::make_unique<database>(folder, access_mode::read_write);
    prepare(*db_);
    thread_ = std::thread{[this] { loop(); }};
}

writer::~writer() { stop(); }

void writer::stop() {
    {
        std::lock_guard hold{mutex_};
        stopping_ = true;
    }
    ready_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void writer::submit(job next) {
    std::optional<errc> refused;
    {
        std::lock_guard hold{mutex_};
        if (stopping_) refused = errc::stopping;
        else if (waiting_.size() >= how_.most_waiting) refused = errc::busy;
        else waiting_.push_back(std::move(next));
    }
    if (refused) next.finish(refused);
    else ready_.notify_one();
}

void writer::loop() {
    while (true) {
        std::deque<job> batch;
        {
            std::unique_lock hold{mutex_};
            if (waiting_.empty() && !stopping_ && db_->wal_pages() > idle_checkpoint_pages) {
                hold.unlock();
                std::lock_guard exclusive{*lock_};
                db_->checkpoint();
                hold.lock();
            }
            const auto wanted = [this] { return stopping_ || !waiting_.empty(); };
            while (traces_ && !ready_.wait_for(hold, try_again, wanted)) {
                hold.unlock();
                remove_traces();
                hold.lock();
            }
            ready_.wait(hold, wanted);
            if (waiting_.empty()) return;
            while (!waiting_.empty() && batch.size() < how_.most_at_once) {
                batch.push_back(std::move(waiting_.front()));
                waiting_.pop_front();
            }
        }
        commit(batch);
        if (db_->wal_pages() > checkpoint_pages) {
            std::lock_guard exclusive{*lock_};
            db_->checkpoint();
        }
    }
}

void writer::remove_traces() {
    std::lock_guard exclusive{*lock_};
    traces_ = !db_->empty_wal();
}

bool writer::rewrite(const std::filesystem::path& folder) {
    file_lock lock{folder};
    std::lock_guard exclusive{lock};
    database db{folder, access_mode::read_write};
    db.script("VACUUM;");
    return db.empty_wal();
}

/// False when it must be undone; what it told is taken back already.
bool writer::perform(job& one, transaction& tx) {
    auto& told = tx.told();
    const auto notices = told.notices.size(), sums = told.sums.size(), danmaku = told.danmaku.size();
    one.threw = false;
    try {
        if (one.perform(tx)) return true;
    } catch (const std::exception& e) {
        spdlog::error("a command failed while writing: {}", e.what());
        one.threw = true;
    }
    told.notices.resize(notices);
    told.sums.resize(sums);
    told.danmaku.resize(danmaku);
    return false;
}

/// Begins a transaction and runs all in it. Whoever refuses has hardly ever written before, and then there is nothing to undo.
/// Where there is, all begins anew with a savepoint before each command, for which SQLite copies every page that is touched.
transaction writer::perform(std::deque<job>& batch) {
    const auto now = clock_();
    db_->run("BEGIN IMMEDIATE");
    transaction tx{*db_, now};
    const auto leaves_nothing = [&](job& one) {
        const auto before = db_->total_changes();
        return perform(one, tx) || db_->total_changes() == before;
    };
    if (std::ranges::all_of(batch, leaves_nothing)) return tx;
    db_->run("ROLLBACK");
    db_->run("BEGIN IMMEDIATE");
    transaction again{*db_, now};
    for (auto& one : batch) {
        db_->run("SAVEPOINT command");
        if (!perform(one, again)) db_->run("ROLLBACK TO command");
        db_->run("RELEASE command");
    }
    return again;
}

void writer::commit(std::deque<job>& batch) {
    outcome told;
    bool durable = false;
    try {
        std::lock_guard exclusive{*lock_};
        auto tx = perform(batch);
        db_->run("COMMIT");
        durable = true;
        traces_ = traces_ || tx.leaves_no_trace();
        told = std::move(tx.told());
    } catch (const std::exception& e) {
        spdlog::error("a commit failed, nothing of it is acknowledged: {}", e.what());
        try {
            db_->run("ROLLBACK");
        } catch (const std::exception&) {
            // SQLite has rolled back by itself.
        }
    }
    healthy_.store(durable, std::memory_order_relaxed);
    if (durable) {
        commits_.fetch_add(1, std::memory_order_relaxed);
        commands_.fetch_add(batch.size(), std::memory_order_relaxed);
        if (!told.empty() && on_commit_) on_commit_(std::move(told));
    }
    if (traces_) remove_traces();
    for (const auto& one : batch) {
        if (!durable) one.finish(errc::storage_failed);
        else if (one.threw) one.finish(errc::internal);
        else one.finish(std::nullopt);
    }
}

} // namespace jiangtang::store
