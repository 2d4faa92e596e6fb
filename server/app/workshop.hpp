// A thread for what takes a processor a while and waits for nothing: reading a list of guests, making a workbook. Neither an io
// thread nor one of the store's is kept from its work by it.
#pragma once

#include "base/error.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace jiangtang::app {

class workshop {
public:
    explicit workshop(std::size_t most_waiting) : most_waiting_{most_waiting} {}

    /// Runs `work() -> result<T>` and answers on the awaiting coroutine's executor. Problems besides the work's own: busy, and internal
    /// when it threw.
    template <class T, class Work>
    boost::asio::awaitable<result<T>> run(Work work) {
        namespace asio = boost::asio;
        auto executor = co_await asio::this_coro::executor;
        if (waiting_.fetch_add(1) >= most_waiting_) {
            waiting_.fetch_sub(1);
            co_return errc::busy;
        }
        auto answer = std::make_shared<result<T>>(errc::internal);
        auto start = [&](auto handler) {
            auto done = std::make_shared<decltype(handler)>(std::move(handler));
            asio::post(thread_, [this, answer, done, executor, work = std::move(work)]() mutable {
                try {
                    *answer = work();
                } catch (const std::exception& e) {
                    spdlog::error("work on the side failed: {}", e.what());
                }
                waiting_.fetch_sub(1);
                asio::post(executor, [done] { std::move (*done)(); });
            });
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
        co_return std::move(*answer);
    }

private:
    const std::size_t most_waiting_;
    std::atomic<std::size_t> waiting_{0};
    boost::asio::thread_pool thread_{1};
};

} // namespace jiangtang::app
