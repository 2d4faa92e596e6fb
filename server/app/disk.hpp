// A few threads on which files are read and written: what may wait for a disk never runs on an io thread.
#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <atomic>
#include <exception>

namespace jiangtang::app {

namespace asio = boost::asio;

class disk {
public:
    explicit disk(std::size_t threads = 4, int most_waiting = 2000)
        : most_waiting_{most_waiting}, pool_{threads} {}
    ~disk() { pool_.join(); }

    /// Runs `work() -> result<T>` on one of the threads and answers on the awaiting coroutine's executor. Problems
    /// besides the work's own: busy, and internal when it threw. By lvalue only, see hall::write.
    template <class T, class Work>
    asio::awaitable<result<T>> run(Work& work) {
        if (waiting_.fetch_add(1) >= most_waiting_) {
            --waiting_;
            co_return errc::busy;
        }
        auto task = perform<T>(Work{work});
        result<T> done = co_await asio::co_spawn(pool_, std::move(task), asio::use_awaitable);
        --waiting_;
        co_return done;
    }

private:
    template <class T, class Work>
    static asio::awaitable<result<T>> perform(Work work) {
        try {
            co_return work();
        } catch (const std::exception& e) {
            spdlog::error("a file could not be used: {}", e.what());
        }
        co_return errc::internal;
    }

    const int most_waiting_;
    std::atomic<int> waiting_{0};
    asio::thread_pool pool_;
};

} // namespace jiangtang::app
