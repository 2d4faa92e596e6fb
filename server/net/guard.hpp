// The one place where an exception of a handler ends: logged once, answered as `internal`. Internal to net/.
#pragma once

#include "net/route.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/awaitable.hpp>

#include <exception>
#include <optional>

namespace jiangtang::net {

/// What call() returned, or nothing when it threw. The path is not logged: it may hold a ticket's code.
template <class F>
auto guarded_call(F call, const route& row)
    -> boost::asio::awaitable<std::optional<typename std::invoke_result_t<F&>::value_type>> {
    try {
        co_return co_await call();
    } catch (const std::exception& e) {
        spdlog::error("{} {} failed: {}", name_of(row.verb), row.pattern, e.what());
    }
    co_return std::nullopt;
}

} // namespace jiangtang::net
