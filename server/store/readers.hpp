// A few threads with read-only connections: queries run here, never on an io thread.
#pragma once

#include "base/error.hpp"
#include "store/database.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jiangtang::store {

class readers {
public:
    /// Opens `count` connections to the database in `folder`, which must exist. Throws database_error.
    readers(const std::filesystem::path& folder, unsigned count, std::size_t most_waiting = 50'000);
    ~readers();

    /// Runs `query(database&) -> result<T>` in one read transaction (one consistent state) and answers on the awaiting
    /// coroutine's executor. Problems besides the query's own: busy, stopping, and internal when it threw.
    template <class T, class Query>
    boost::asio::awaitable<result<T>> run(Query query);

    void stop();

private:
    struct job {
        std::function<void(database&)> perform;
        std::function<void(std::optional<errc>)> finish;
    };
    void submit(job);
    void loop(database& db);

    std::size_t most_waiting_;
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<job> waiting_;
    bool stopping_ = false;
    std::vector<std::unique_ptr<database>> connections_;
    std::vector<std::thread> threads_;
};

template <class T, class Query>
boost::asio::awaitable<result<T>> readers::run(Query query) {
    namespace asio = boost::asio;
    auto executor = co_await asio::this_coro::executor;
    auto answer = std::make_shared<result<T>>(errc::internal);
    auto start = [&](auto handler) {
        auto done = std::make_shared<decltype(handler)>(std::move(handler));
        submit({.perform = [answer, query = std::move(query)](database& db) mutable { *answer = query(db); },
                .finish =
                    [answer, done, executor](std::optional<errc> refused) {
                        if (refused) *answer = problem{*refused};
                        asio::post(executor, [done] { std::move (*done)(); });
                    }});
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
    co_return std::move(*answer);
}

} // namespace jiangtang::store
