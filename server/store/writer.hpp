// The one writer: commands queue up, everything that waits is committed as one transaction, and only then is anybody
// answered (group commit). Also the only one who checkpoints.
#pragma once

#include "base/error.hpp"
#include "store/transaction.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

namespace jiangtang::store {

class writer {
public:
    struct settings {
        std::size_t most_waiting = 50'000; // commands; more are told `busy`
        std::size_t most_at_once = 512;    // commands in one transaction
    };
    /// Called on the writer's thread after each commit with what it tells the world, before anybody is answered.
    using committed = std::function<void(outcome)>;

    /// Opens (and makes) the database in `folder`. Throws database_error.
    writer(const std::filesystem::path& folder, clock_fn clock, committed on_commit, settings how);
    writer(const std::filesystem::path& folder, clock_fn clock, committed on_commit);
    ~writer();

    /// Runs `work(transaction&) -> result<T>` in the next transaction and answers after its commit is on disk, on the
    /// awaiting coroutine's executor. A problem, or an exception, undoes what this work wrote and nothing else: where there was
    /// something to undo, all that ran beside it is run again. So a work changes nothing but its transaction.
    /// Problems besides the work's own: busy, stopping, storage_failed.
    template <class T, class Work>
    boost::asio::awaitable<result<T>> run(Work work);

    /// The same for a thread that may wait: start-up and the command line.
    template <class T, class Work>
    result<T> run_now(Work work);

    /// Writes the whole file in `folder` anew, beside a writer, whose commands wait meanwhile. With secure_delete SQLite (3.40)
    /// overwrites what is deleted, but where it moved rows between pages a copy may stay in a page's unused middle. False when
    /// a long read kept the log from being emptied: again later. Throws database_error.
    static bool rewrite(const std::filesystem::path& folder);

    /// False after a commit failed, until one succeeds.
    bool healthy() const { return healthy_.load(std::memory_order_relaxed); }
    std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }
    std::uint64_t commands() const { return commands_.load(std::memory_order_relaxed); }

    /// Finishes what waits, then ends the thread. Later commands are told `stopping`.
    void stop();

private:
    /// `perform` runs the work and keeps its answer; false when it must be undone. `finish` is called after the commit, with
    /// a problem when there was none.
    struct job {
        std::function<bool(transaction&)> perform;
        std::function<void(std::optional<errc>)> finish;
        bool threw = false;
    };
    void submit(job);
    void loop();
    void commit(std::deque<job>& batch);
    bool perform(job&, transaction&);
    transaction perform(std::deque<job>& batch);
    void remove_traces();

    class file_lock;
    std::filesystem::path folder_;
    clock_fn clock_;
    committed on_commit_;
    settings how_;
    std::unique_ptr<database> db_;
    std::unique_ptr<file_lock> lock_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<job> waiting_;
    bool stopping_ = false;
    bool traces_ = false; // of what was erased may be in the WAL; the thread's own
    std::atomic<bool> healthy_{true};
    std::atomic<std::uint64_t> commits_{0}, commands_{0};
    std::thread thread_;
};

template <class T, class Work>
boost::asio::awaitable<result<T>> writer::run(Work work) {
    namespace asio = boost::asio;
    auto executor = co_await asio::this_coro::executor;
    auto answer = std::make_shared<result<T>>(errc::internal);
    auto start = [&](auto handler) {
        auto done = std::make_shared<decltype(handler)>(std::move(handler));
        submit({.perform =
                    [answer, work = std::move(work)](transaction& tx) {
                        *answer = work(tx);
                        return answer->has_value();
                    },
                .finish =
                    [answer, done, executor](std::optional<errc> failed) {
                        if (failed) *answer = problem{*failed};
                        asio::post(executor, [done] { std::move (*done)(); });
                    }});
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
    co_return std::move(*answer);
}

template <class T, class Work>
result<T> writer::run_now(Work work) {
    result<T> answer{errc::internal};
    std::mutex mutex;
    std::condition_variable ready;
    bool done = false;
    submit({.perform =
                [&](transaction& tx) {
                    answer = work(tx);
                    return answer.has_value();
                },
            .finish =
                [&](std::optional<errc> failed) {
                    if (failed) answer = problem{*failed};
                    std::lock_guard lock{mutex};
                    done = true;
                    ready.notify_one();
                }});
    std::unique_lock lock{mutex};
    ready.wait(lock, [&] { return done; });
    return answer;
}

} // namespace jiangtang::store
