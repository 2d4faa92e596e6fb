// A few threads for what is too slow for an io thread and for the writer, with an end to what may wait.
#pragma once

#include "base/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <atomic>
#include <exception>
#include <string>

namespace jiangtang::app {

namespace asio = boost::asio;

class workers {
public:
    /// `failed` begins what is logged when work throws.
    workers(std::size_t threads, int most_waiting, std::string failed)
        : most_waiting_{most_waiting}, failed_{std::move(failed)}, pool_{threads} {}
    ~workers() { pool_.join(); }

    /// Runs `work() -> result<T>` on one of the threads and answers on the awaiting coroutine's executor. Problems
    /// besides the work's own: busy, and internal when it threw. By lvalue only, see hall::write; it is moved from.
    template <class T, class Work>
    asio::awaitable<result<T>> run(Work& work) {
        if (waiting_.fetch_add(1) >= most_waiting_) {
            --waiting_;
            co_return problem::retry_after(errc::busy, 1000);
        }
        auto task = perform<T>(std::move(work));
        result<T> done = co_await asio::co_spawn(pool_, std::move(task), asio::use_awaitable);
        --waiting_;
        co_return done;
    }

private:
    template <class T, class Work>
    asio::awaitable<result<T>> perform(Work work) {
        try {
            co_return work();
        } catch (const std::exception& e) {
            spdlog::error("{}: {}", failed_, e.what());
        }
        co_return errc::internal;
    }

    const int most_waiting_;
    const std::string failed_;
    std::atomic<int> waiting_{0};
    asio::thread_pool pool_;
};

} // namespace jiangtang::app
